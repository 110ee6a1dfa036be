import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { runRead } from '../run-read';
import { Memory } from '../testing/captures';

const found = (name: string): string | null =>
  ['/usr/sbin', '/usr/bin', '/sbin'].map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;

/** A port of loopback that nothing listens on, neither TCP nor UDP. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    const free = await Promise.race([
      once(socket, 'listening').then(() => true),
      once(socket, 'error').then(() => false),
    ]);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    socket.close();
    if (free) return port;
  }
}

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await met()); await sleep(20))
    if (Date.now() > deadline) throw new Error('it never came so far');
}

/** An answer with one address to a question of a name without compression (RFC 1035 §4). */
function answerTo(query: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const qtype = query.readUInt16BE(end - 4);
  const data = Buffer.from(qtype === 1 ? 'c0000207' : '20010db8000000000000000000000007', 'hex');
  const answer = Buffer.concat([query.subarray(0, end), Buffer.from('c00c00000001000000050000', 'hex'), data]);
  Buffer.from('81800001000100000000', 'hex').copy(answer, 2);
  answer.writeUInt16BE(qtype, end + 2);
  answer.writeUInt16BE(data.length, end + 10);
  return answer;
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

describe('logs that real daemons write', () => {
  let folder: string;
  const daemons: ChildProcess[] = [];
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'daemons-'));
    // Started by root they serve as somebody else.
    chmodSync(folder, 0o755);
  });
  afterAll(async () => {
    for (const daemon of daemons)
      if (daemon.exitCode === null && daemon.signalCode === null) {
        const ended = once(daemon, 'exit');
        // Not the hard way: nginx takes its workers along.
        daemon.kill('SIGTERM');
        await ended;
      }
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => path.join(folder, name);
  /** Runs a copy: where a profile of AppArmor ties the daemon to its own folders, it is by the path of its program. */
  function run(program: string, ...args: readonly string[]): void {
    const copy = path.join(at('bin'), path.basename(program));
    mkdirSync(at('bin'), { recursive: true });
    if (!existsSync(copy)) copyFileSync(program, copy);
    daemons.push(spawn(copy, args, { stdio: 'ignore', cwd: folder }));
  }
  async function facts<T>(file: string, kind: 'dns' | 'http'): Promise<T[]> {
    const stdout = new Memory();
    expect(await runRead([file, '--kinds', kind], { stdout, stderr: new Memory() })).toBe(0);
    return stdout.json<T>();
  }
  interface Lookup {
    readonly name: string;
    readonly qtype: number;
    readonly rcode: number;
    readonly client: string;
    readonly answers: readonly (readonly unknown[])[];
  }

  /** Asks for three names, until the daemon answers at all. */
  async function ask(port: number): Promise<void> {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    const settled = (promise: Promise<unknown>) =>
      promise.then(
        () => '',
        (error: NodeJS.ErrnoException) => error.code ?? '',
      );
    await until(async () => !/TIMEOUT|CONNREFUSED/.test(await settled(resolver.resolve4('a.test'))));
    await settled(resolver.resolve6('a.test'));
    await settled(resolver.resolve4('missing.a.test'));
  }
  const asked = (lookups: readonly Lookup[]) => new Set(lookups.map(({ name, qtype }) => `${name} ${qtype}`));
  const ALL = new Set(['a.test 1', 'a.test 28', 'missing.a.test 1']);
  const rcodeOf = (lookups: readonly Lookup[], name: string) => lookups.find((one) => one.name === name)?.rcode;

  const dnsmasq = found('dnsmasq');
  const unbound = found('unbound');
  const named = found('named');
  const nginx = found('nginx');
  const apache = found('apache2');
  const missing = [dnsmasq, unbound, named, nginx, apache].filter((one) => one === null).length;
  if (missing > 0) {
    process.stdout.write(
      'not asked for: logs of real daemons (install dnsmasq-base unbound bind9 nginx-light apache2)\n',
    );
    it('needs the daemons', () => expect(missing).toBeGreaterThan(0));
    return;
  }

  it('dnsmasq', async () => {
    const port = await freePort();
    run(
      ...([dnsmasq as string, '--keep-in-foreground', `--port=${port}`, '--listen-address=127.0.0.1'] as const),
      ...[
        '--bind-interfaces',
        '--no-resolv',
        '--no-hosts',
        '--conf-file=/dev/null',
        '--log-queries=extra',
        '--pid-file=',
      ],
      ...[`--log-facility=${at('dnsmasq.log')}`, '--address=/a.test/192.0.2.1', '--user='],
    );
    await ask(port);
    await until(() => textOf(at('dnsmasq.log')).includes('missing.a.test is'));
    const lookups = await facts<Lookup>(at('dnsmasq.log'), 'dns');
    expect(asked(lookups)).toEqual(ALL);
    expect(lookups.find(({ name, qtype }) => name === 'a.test' && qtype === 1)).toMatchObject({
      ...{ client: '127.0.0.1', rcode: 0, answers: [[1, 0, '192.0.2.1']] },
    });
  });

  it('dnsmasq without `extra`, of two clients that ask for both kinds of addresses at once', async () => {
    const [port, upstreamPort] = [await freePort(), await freePort()];
    const log = at('plain.log');
    const upstream = createSocket('udp4').bind(upstreamPort, '127.0.0.1');
    try {
      await once(upstream, 'listening');
      // It answers only when all have asked.
      const held: [query: Buffer, from: number][] = [];
      const answer = (query: Buffer, from: number) => upstream.send(answerTo(query), from, '127.0.0.1');
      upstream.on('message', (query, { port: from }) => held.push([query, from]));
      run(
        ...([dnsmasq as string, '--keep-in-foreground', `--port=${port}`, '--listen-address=127.0.0.1'] as const),
        ...['--bind-interfaces', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--log-queries', '--pid-file='],
        ...[`--log-facility=${log}`, '--address=/a.test/192.0.2.1', `--server=127.0.0.1#${upstreamPort}`, '--user='],
      );
      await ask(port);
      const answered = Promise.all(
        ['127.0.0.1', '127.0.0.2'].flatMap((client) => {
          const resolver = new Resolver({ timeout: 20_000, tries: 1 });
          resolver.setServers([`127.0.0.1:${port}`]);
          resolver.setLocalAddress(client);
          return [resolver.resolve4('slow.test'), resolver.resolve6('slow.test')];
        }),
      );
      // Waited for below.
      answered.catch(() => undefined);
      await until(() => held.length > 1 && textOf(log).match(/query\[A{1,4}\] slow\.test/g)?.length === 4);
      upstream.removeAllListeners('message').on('message', (query, { port: from }) => answer(query, from));
      for (const [query, from] of held) answer(query, from);
      await answered;
      const lookups = (await facts<Lookup>(log, 'dns')).filter(({ name }) => name === 'slow.test');
      expect(
        lookups.map(({ client, qtype, answers }) => `${client} ${qtype} ${JSON.stringify(answers)}`).sort(),
      ).toEqual([
        '127.0.0.1 1 [[1,0,"192.0.2.7"]]',
        '127.0.0.1 28 [[28,0,"2001:db8::7"]]',
        '127.0.0.2 1 [[1,0,"192.0.2.7"]]',
        '127.0.0.2 28 [[28,0,"2001:db8::7"]]',
      ]);
    } finally {
      upstream.close();
    }
  });

  it('Unbound', async () => {
    const port = await freePort();
    writeFileSync(
      at('unbound.conf'),
      [
        ...[
          'server:',
          `interface: 127.0.0.1@${port}`,
          'do-daemonize: no',
          'chroot: ""',
          'username: ""',
          `directory: "${folder}"`,
        ],
        ...[`pidfile: "${at('unbound.pid')}"`, 'use-syslog: no', `logfile: "${at('unbound.log')}"`, 'log-queries: yes'],
        ...['log-replies: yes', 'log-tag-queryreply: yes', 'module-config: "iterator"', 'local-zone: "a.test." static'],
        ...['local-data: "a.test. A 192.0.2.1"', 'remote-control:', 'control-enable: no', ''],
      ].join('\n'),
    );
    run(unbound as string, '-d', '-p', '-c', at('unbound.conf'));
    await ask(port);
    await until(() => textOf(at('unbound.log')).includes('reply: 127.0.0.1 missing.a.test.'));
    const lookups = await facts<Lookup>(at('unbound.log'), 'dns');
    expect(asked(lookups)).toEqual(ALL);
    expect([rcodeOf(lookups, 'a.test'), rcodeOf(lookups, 'missing.a.test')]).toEqual([0, 3]);
  });

  it('BIND 9', async () => {
    const port = await freePort();
    writeFileSync(at('zone'), '$TTL 60\n@ SOA ns h 1 1 1 1 1\n NS ns\nns A 127.0.0.1\n@ A 192.0.2.1\n');
    writeFileSync(
      at('named.conf'),
      `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file "${at('named.pid')}";
         session-keyfile "${at('session.key')}"; recursion no; };
       controls { };
       logging { channel q { file "${at('query.log')}"; print-time yes; print-category yes; print-severity yes; }; category queries { q; }; };
       zone "a.test" { type primary; file "${at('zone')}"; };\n`,
    );
    run(named as string, '-f', '-c', at('named.conf'));
    await ask(port);
    await until(() => textOf(at('query.log')).includes('query: missing.a.test'));
    const lookups = await facts<Lookup & { readonly server: string }>(at('query.log'), 'dns');
    expect(asked(lookups)).toEqual(ALL);
    expect(lookups[0]).toMatchObject({ client: '127.0.0.1', server: '127.0.0.1', rcode: -1 });
  });

  const requests = async (port: number): Promise<void> => {
    await until(() =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
    );
    const headers = { 'user-agent': 'an "agent" \\', referer: 'http://ref.test/' };
    await (await fetch(`http://127.0.0.1:${port}/no?x=%20`, { headers })).text();
  };
  const seen = {
    method: 'GET',
    target: '/no?x=%20',
    status: 404,
    userAgent: 'an "agent" \\092',
    referrer: 'http://ref.test/',
  };

  it('nginx', async () => {
    const port = await freePort();
    writeFileSync(
      at('nginx.conf'),
      `daemon off; pid ${at('nginx.pid')}; error_log ${at('nginx-error.log')};\nevents {}\nhttp { access_log ${at('nginx.log')} combined;
       client_body_temp_path ${at('nginx-body')}; server { listen 127.0.0.1:${port}; root ${folder}; } }\n`,
    );
    run(nginx as string, '-p', folder, '-e', at('nginx-error.log'), '-c', at('nginx.conf'));
    await requests(port);
    await until(() => textOf(at('nginx.log')).includes('/no?x=%20'));
    expect(await facts(at('nginx.log'), 'http')).toContainEqual(
      expect.objectContaining({ ...seen, client: '127.0.0.1' }),
    );
  });

  it('Apache', async () => {
    const port = await freePort();
    const modules = '/usr/lib/apache2/modules';
    writeFileSync(
      at('apache.conf'),
      [
        ...[`ServerRoot ${folder}`, 'ServerName www.test', `PidFile ${at('apache.pid')}`, `Listen 127.0.0.1:${port}`],
        ...[
          `LoadModule mpm_event_module ${modules}/mod_mpm_event.so`,
          `LoadModule authz_core_module ${modules}/mod_authz_core.so`,
        ],
        ...[
          `ErrorLog ${at('apache-error.log')}`,
          `DocumentRoot ${folder}`,
          `CustomLog ${at('apache.log')} "%h %l %u %t \\"%r\\" %>s %b"`,
        ],
        `CustomLog ${at('vhost.log')} "%v:%p %h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\""`,
        '',
      ].join('\n'),
    );
    run(apache as string, '-X', '-f', at('apache.conf'));
    await requests(port);
    await until(() => textOf(at('vhost.log')).includes('/no?x=%20'));
    const { userAgent: _agent, referrer: _referrer, ...common } = seen;
    expect(await facts(at('apache.log'), 'http')).toContainEqual(expect.objectContaining({ ...common, userAgent: '' }));
    expect(await facts(at('vhost.log'), 'http')).toContainEqual(expect.objectContaining({ ...seen, host: 'www.test' }));
  });
});
