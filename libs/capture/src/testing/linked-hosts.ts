import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

import type { LiveDriver } from '../live/live-driver';
import { tcpdumpDriver } from '../live/live-interface';
import { type Launcher, plainLauncher } from '../live/tcpdump';

/** Whether this process may make network namespaces: root, on Linux, with iproute2 and util-linux. */
export function canLinkHosts(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-n', 'ip', 'link'], { stdio: 'ignore' });
    execFileSync('tcpdump', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether this process may listen to the loopback interface, as the sensor does by root. */
export function canListen(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const { program, through } = plainLauncher();
  const [command = program, ...rest] = [...through, program, '-i', 'lo', '-c', '1', '-w', '/dev/null'];
  const { status, error } = spawnSync(command, rest, { stdio: 'ignore', timeout: 2000 });
  // It is ended while it listens, or has heard something.
  return status === 0 || (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
}

/**
 * Two network namespaces with one cable between them: one is listened to (10.77.0.1, interface `wl-a`), the other (10.77.0.2) sends. Where this process must
 * listen itself, the first is its own, and the interface has a name of its own there.
 */
export class LinkedHosts {
  static readonly IFACE = 'wl-a';

  private constructor(
    private readonly here: ChildProcess | null,
    private readonly there: ChildProcess,
    readonly iface: string,
    private readonly network: string,
  ) {}

  static async make(where: 'apart' | 'own' = 'apart'): Promise<LinkedHosts> {
    const [iface, network] =
      where === 'own' ? [`wl${process.pid}`, `10.77.${process.pid % 254}`] : [LinkedHosts.IFACE, '10.77.0'];
    const hosts = new LinkedHosts(where === 'own' ? null : await namespace(), await namespace(), iface, network);
    hosts.link();
    return hosts;
  }

  /** Starts tcpdump in the namespace that is listened in. */
  get launcher(): Launcher {
    return { program: 'tcpdump', through: inside(this.here) };
  }

  get driver(): LiveDriver {
    return tcpdumpDriver(this.launcher);
  }

  /** Puts the cable in. */
  link(): void {
    const peer = ['peer', 'name', 'wl-b', 'netns', String(this.there.pid)];
    run(this.here, 'ip', 'link', 'add', this.iface, 'type', 'veth', ...peer);
    for (const [host, name, address] of [
      [this.here, this.iface, this.address],
      [this.there, 'wl-b', this.sender],
    ] as const) {
      // No address of its own in IPv6: nobody asks for routers, so that what crosses the cable is what a test sends.
      run(host, 'ip', 'link', 'set', name, 'addrgenmode', 'none');
      run(host, 'ip', 'address', 'add', `${address}/24`, 'dev', name);
      run(host, 'ip', 'link', 'set', name, 'up');
    }
    const { mac } = this;
    // No ARP: what is sent arrives, from the first datagram on.
    run(this.there, 'ip', 'neighbour', 'replace', this.address, 'lladdr', mac, 'dev', 'wl-b', 'nud', 'permanent');
  }

  /** Pulls the cable out: the interface is gone. */
  unlink(): void {
    run(this.here, 'ip', 'link', 'delete', this.iface);
  }

  /** Sends UDP datagrams of `bytes` payload from there to here, to `ports` ports from `port` on in turn; waits until all are out. */
  async send(
    count: number,
    { port = 9999, ports = 1, bytes = 100 }: { port?: number; ports?: number; bytes?: number } = {},
  ): Promise<void> {
    const script = `
      const socket = require('node:dgram').createSocket('udp4');
      const payload = Buffer.alloc(${bytes}, 120);
      let left = ${count};
      const next = () => left-- > 0 ? socket.send(payload, ${port} + (left % ${ports}), '${this.address}', next) : socket.close();
      socket.bind(40000, next);`;
    const child = spawn(
      inside(this.there)[0] as string,
      [...inside(this.there).slice(1), process.execPath, '-e', script],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {},
      },
    );
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the sender ended with ${code}`);
  }

  /** Program and arguments that start `command` on one of the hosts. */
  on(host: 'here' | 'there', ...command: readonly [string, ...string[]]): [string, ...string[]] {
    return [...inside(host === 'here' ? this.here : this.there), ...command] as [string, ...string[]];
  }

  /** Packets that the listened interface has received and sent since the cable was put in, as the kernel counts them. */
  get packets(): number {
    const [program, ...rest] = this.on('here', 'ip', '-s', '-j', 'link', 'show', this.iface);
    const [link] = JSON.parse(execFileSync(program, rest).toString()) as readonly Counted[];
    return link ? link.stats64.rx.packets + link.stats64.tx.packets : 0;
  }

  /** Address of the host that is listened on. */
  get address(): string {
    return `${this.network}.1`;
  }

  /** Address of the host that sends. */
  get sender(): string {
    return `${this.network}.2`;
  }

  close(): void {
    for (const one of [this.here, this.there]) one?.kill('SIGKILL');
  }

  private get mac(): string {
    const [program = 'ip', ...rest] = [...inside(this.here), 'ip', '-o', 'link', 'show', this.iface];
    const text = execFileSync(program, rest).toString();
    return /link\/ether ([0-9a-f:]{17})/.exec(text)?.[1] ?? '';
  }
}

/** Of `ip -s -j link`, what is read. */
interface Counted {
  readonly stats64: { readonly rx: { readonly packets: number }; readonly tx: { readonly packets: number } };
}

const inside = (host: ChildProcess | null): string[] => (host ? ['nsenter', `--net=/proc/${host.pid}/ns/net`] : []);

function run(host: ChildProcess | null, ...command: string[]): void {
  const [program, ...rest] = [...inside(host), ...command] as [string, ...string[]];
  execFileSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A process that does nothing in a network namespace of its own. */
async function namespace(): Promise<ChildProcess> {
  const child = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && echo ready && exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
