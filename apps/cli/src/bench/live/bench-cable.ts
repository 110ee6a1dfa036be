import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { ChildFailed } from '../child-usage';

const HERE = 'wlb-a';
const THERE = 'wlb-b';
/** What one `tcpreplay` may take longer than it was asked to. */
const SLACK_MS = 120_000;
/** Packets of so long are sent one after the other, then the sender sleeps: waiting for the moment of each would take a processor that the sensor needs. */
const BURST_S = 0.001;

/** What a sender says of itself. */
export interface Sent {
  readonly packets: number;
  readonly perSecond: number;
}

/** A cable from this network namespace to another one that sends. Nobody answers, and neither kernel sends of its own accord. */
export class BenchCable {
  readonly iface = HERE;

  private constructor(private readonly there: ChildProcess) {}

  /** Call in a namespace that is this process's own. */
  static async lay(): Promise<BenchCable> {
    const silent = 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1';
    const there = spawn('unshare', ['-n', 'sh', '-c', `${silent}; echo ready; exec sleep 86400`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(there.stdout, 'data');
    execFileSync('sh', ['-c', `${silent}; ip link set lo up`], { stdio: ['ignore', 'ignore', 'inherit'] });
    const cable = new BenchCable(there);
    ip('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE, 'netns', String(there.pid));
    ip('link', 'set', HERE, 'up');
    execFileSync('nsenter', [...cable.inside, 'ip', 'link', 'set', THERE, 'up']);
    return cable;
  }

  /** Packets that arrived here so far; what the kernel's queue between the namespaces had no room for never did. */
  arrived(): number {
    // Of /proc, whose file is this namespace's; /sys shows that in which it was mounted.
    const line = readFileSync('/proc/self/net/dev', 'utf8')
      .split('\n')
      .find((text) => text.trimStart().startsWith(`${HERE}:`));
    return Number(
      line
        ?.slice(line.indexOf(':') + 1)
        .trim()
        .split(/\s+/)[1],
    );
  }

  /** Sends a capture over and over. @throws ChildFailed */
  async send(file: string, { packets, perSecond }: Sent): Promise<Sent> {
    const burst = Math.max(1, Math.round(perSecond * BURST_S));
    const pace = [`--pps=${perSecond}`, `--pps-multi=${burst}`];
    const how = ['--preload-pcap', '--loop=0', '--no-flow-stats', `--limit=${packets}`, ...pace];
    const timeout = (packets / perSecond) * 1000 + SLACK_MS;
    try {
      const args = [...this.inside, 'tcpreplay', ...how, '-i', THERE, file];
      return sentOf((await promisify(execFile)('nsenter', args, { timeout })).stdout);
    } catch (error) {
      throw new ChildFailed(`tcpreplay failed: ${(error as Error).message.slice(0, 500)}`, { cause: error });
    }
  }

  cut(): void {
    this.there.kill('SIGKILL');
  }

  private get inside(): readonly string[] {
    return [`--net=/proc/${this.there.pid}/ns/net`];
  }
}

/** What tcpreplay prints at its end. @throws ChildFailed */
export function sentOf(text: string): Sent {
  const packets = /Successful packets:\s+(\d+)/.exec(text)?.[1];
  const perSecond = /([\d.]+) pps/.exec(text)?.[1];
  if (packets === undefined || perSecond === undefined)
    throw new ChildFailed(`tcpreplay did not say what it sent: ${text.slice(0, 300)}`);
  return { packets: Number(packets), perSecond: Number(perSecond) };
}

const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
