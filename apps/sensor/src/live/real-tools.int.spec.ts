import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { canLinkHosts, LinkedHosts } from '@wireledger/capture/testing';
import { TcpFlag } from '@wireledger/decoders';
import { type AlertChange, DetectorHost, RULE_SETS } from '@wireledger/detectors';
import type { CutBatch } from '@wireledger/events/telemetry';
import { rows, type Rows } from '@wireledger/flows/testing';
import { batchId } from '@wireledger/kernel/hashing';

import type { FactsWriter } from '../facts-writer';
import { LiveRun } from './live-run';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const PROGRAMS = ['nmap', 'curl', 'dig', 'hydra', 'nginx', 'dnsmasq'] as const;
const PACKAGES = 'nmap curl bind9-dnsutils hydra nginx-light dnsmasq-base';
const fileOf = (name: string): string | null =>
  ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file)) ?? null;
const missing = PROGRAMS.filter((name) => fileOf(name) === null);

/** Names of the response codes that dig prints (RFC 1035 §4.1.1). */
const RCODES: Readonly<Record<string, number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };
/** Names of the types that are asked for (RFC 1035 §3.2.2, RFC 3596 §2.1). */
const TYPES: Readonly<Record<number, string>> = { 1: 'A', 15: 'MX', 16: 'TXT', 28: 'AAAA' };
const PORTS = 120;
/** What curl prints of each transfer. */
const WRITE_OUT = '%{local_port} %{method} %{url} %{http_code} %{size_download}\\n';
const USER = 'anna';
const RIGHT = 'the-right-one';
/** Somebody else, for whom all guesses are sent before the first answer. */
const HASTY = 'berta';
const AT_ONCE = ['guess-a', 'guess-b', 'guess-c'];
const GUESSES = [...Array.from({ length: 25 }, (_, i) => `guess-${i}`), RIGHT];

/** An FTP server that knows one user, for hydra to guess at. */
const FTP_SERVER = `
  require('node:net').createServer((socket) => {
    let user = '';
    let text = '';
    socket.on('error', () => undefined).write('220 FTP server ready\\r\\n');
    socket.on('data', (data) => {
      text += data;
      for (let end; (end = text.indexOf('\\n')) >= 0; text = text.slice(end + 1)) {
        const [verb, word] = text.slice(0, end).trim().split(' ');
        if (verb === 'USER') user = word;
        const known = user === '${USER}' && word === '${RIGHT}';
        const answer = { USER: '331 Password required', PASS: known ? '230 Logged in' : '530 Login incorrect', QUIT: '221 Bye' }[verb];
        // A line is a segment: hydra takes what has come for the answer.
        socket.write((answer ?? '502 Not known') + '\\r\\n');
        if (verb === 'QUIT') socket.end();
      }
    });
  }).listen(21, process.argv[1]);`;

if (!canLinkHosts() || missing.length > 0) {
  process.stdout.write(
    `not asked for: traffic of real tools (needs root, iproute2, util-linux and the Debian packages tcpdump ${PACKAGES})\n`,
  );
  it('needs the tools', () => expect(canLinkHosts() && missing.length === 0).toBe(false));
} else
  describe('a live capture of what real tools send', () => {
    let hosts: LinkedHosts;
    let folder: string;
    const servers: ChildProcess[] = [];
    const batches: CutBatch[] = [];
    const alerts = new Map<string, AlertChange>();
    /** What each tool printed. */
    let printed: Readonly<Record<'nmap' | 'curl' | 'dig' | 'hasty' | 'hydra', string>>;
    let told: { readonly packets: number; readonly dropped: number };
    /** Packets that the kernel counted on the interface meanwhile. */
    let crossed: number;

    const at = (name: string): string => path.join(folder, name);
    /** Runs a server on the host that is listened on, as a copy: where a profile of AppArmor ties a daemon to folders, it is by its path. */
    function serve(program: string, ...args: readonly string[]): void {
      const copy = at(path.basename(program));
      copyFileSync(program, copy);
      const [command, ...rest] = hosts.on('here', copy, ...args);
      servers.push(spawn(command, rest, { stdio: 'ignore', cwd: folder }));
    }
    /** What a program on the other host prints. */
    const use = (program: string, ...args: readonly string[]): Promise<string> => useOn('', program, ...args);
    /** The same of one that is given `input`. */
    async function useOn(input: string, program: string, ...args: readonly string[]): Promise<string> {
      const [command, ...rest] = hosts.on('there', program, ...args);
      const running = promisify(execFile)(command, rest, { cwd: folder, timeout: 60_000 });
      running.child.stdin?.end(input);
      return (await running).stdout;
    }
    /** Waits until something listens on these ports of the host. */
    async function listening(...ports: readonly number[]): Promise<void> {
      const [command, ...rest] = hosts.on('here', 'cat', '/proc/net/tcp');
      for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
        const { stdout } = await promisify(execFile)(command, rest);
        const open = new Set(
          [...stdout.matchAll(/: \w+:(\w{4}) 00000000:0000 0A/g)].map(([, hex]) => Number(`0x${hex}`)),
        );
        if (ports.every((port) => open.has(port))) return;
        if (Date.now() > deadline) throw new Error(`nothing listens on one of ${ports.join(', ')}`);
      }
    }

    beforeAll(async () => {
      hosts = await LinkedHosts.make();
      folder = mkdtempSync(path.join(tmpdir(), 'real-tools-'));
      // Started by root, nginx serves as somebody else.
      chmodSync(folder, 0o755);
      const { address } = hosts;
      for (const page of [1, 2, 3]) writeFileSync(at(`page${page}`), 'x'.repeat(page * 1000));
      writeFileSync(at('guesses'), `${GUESSES.join('\n')}\n`);
      writeFileSync(
        at('nginx.conf'),
        `daemon off; pid ${at('nginx.pid')}; error_log ${at('error.log')};\nevents {}\nhttp { access_log off;
         client_body_temp_path ${at('body')}; server { listen ${address}:80; root ${folder}; location /old { return 301 /page1; } } }\n`,
      );
      serve(fileOf('nginx') as string, '-p', folder, '-e', at('error.log'), '-c', at('nginx.conf'));
      serve(
        ...([fileOf('dnsmasq') as string, '--keep-in-foreground', '--port=53', `--listen-address=${address}`] as const),
        ...['--bind-interfaces', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--pid-file=', '--user='],
        ...['--address=/a.test/192.0.2.1', '--local=/b.test/', '--txt-record=text.b.test,hello'],
      );
      serve(process.execPath, '-e', FTP_SERVER, address);
      await listening(21, 53, 80);

      const host = new DetectorHost({
        ...{ scope: SOURCE, rules: RULE_SETS.recommended },
        onChange: (change) => alerts.set(change.id, change),
      });
      const offer = (source: string, batch: CutBatch): void => {
        const { kind, number, seq, payload } = batch;
        batches.push(batch);
        host.take({ kind, eventId: batchId(source, number), source, firstSeq: seq[0], payload });
      };
      const spec = { sensor: 'live', interfaces: [hosts.iface], promiscuous: true, source: SOURCE, startedUs: 0 };
      const run = new LiveRun(spec, { full: false, offer } as unknown as FactsWriter, () => undefined, hosts.driver);
      const before = hosts.packets;
      await run.open();
      const running = run.run();
      const url = `http://${address}`;
      const [nmap, curl, dig, hasty, hydra] = await Promise.all([
        use('nmap', '-n', '-Pn', '-sS', '-p', `1-${PORTS}`, '-oG', '-', address),
        use(
          ...(['curl', '--silent', '--show-error', '--write-out', WRITE_OUT] as const),
          ...['--output', '/dev/null', `${url}/page[1-4]`, '--next', '--silent', '--output', '/dev/null'],
          ...['--write-out', WRITE_OUT, '--head', `${url}/old?a=%20b`],
          ...['--next', '--silent', '--output', '/dev/null', '--user-agent', 'an agent', '--data', 'some=form'],
          ...['--write-out', WRITE_OUT, `${url}/page1`],
        ),
        use(
          ...([
            'dig',
            `@${address}`,
            '+noall',
            '+comments',
            '+question',
            'a.test',
            'A',
            'deep.a.test',
            'AAAA',
          ] as const),
          ...['text.b.test', 'TXT', 'nothing.b.test', 'A', 'elsewhere.example', 'MX', 'a.test', 'A', '+tcp'],
        ),
        // It sends on what it is given, all in one segment.
        useOn(
          `${AT_ONCE.map((guess) => `USER ${HASTY}\r\nPASS ${guess}\r\n`).join('')}QUIT\r\n`,
          ...(['curl', '--silent', '--show-error', `telnet://${address}:21`] as const),
        ),
        use('hydra', '-I', '-V', '-t', '4', '-l', USER, '-P', at('guesses'), `ftp://${address}`),
      ]);
      run.end('stopped by a person');
      await running;
      crossed = hosts.packets - before;
      host.finish();
      printed = { nmap, curl, dig, hasty, hydra };
      told = run.progress;
    }, 180_000);
    afterAll(async () => {
      for (const server of servers)
        if (server.exitCode === null && server.signalCode === null) {
          const over = once(server, 'exit');
          // Not the hard way: nginx takes its workers along.
          server.kill('SIGTERM');
          await over;
        }
      hosts?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const attemptsOf = (who: string): Rows<'auth'>[] => rows(batches, 'auth').filter(({ user }) => user === who);
    const alertsOf = (kind: string): AlertChange[] => [...alerts.values()].filter((alert) => alert.kind === kind);

    it('takes every packet that crossed the cable', () => {
      expect(told).toMatchObject({ packets: crossed, dropped: 0 });
      expect(crossed).toBeGreaterThan(PORTS);
    });

    it('curl: each request and its answer, on its connection', () => {
      const asked = printed.curl.trim().split('\n');
      expect(asked).toHaveLength(6);
      const seen = rows(batches, 'http').map(({ clientPort, method, host, target, status, responseLength }) =>
        [clientPort, method, `http://${host}${target}`, status, method === 'HEAD' ? 0 : responseLength].join(' '),
      );
      expect(seen.sort()).toEqual(asked.sort());
    });

    it('dig: each question with its response code', () => {
      const asked = printed.dig
        .split(';; Got answer:')
        .slice(1)
        .map((answer) => {
          const [, status = '', id] = /status: (\w+), id: (\d+)/.exec(answer) ?? [];
          const [, name, type] = /QUESTION SECTION:\n;(\S+)\.\s+IN\s+(\w+)/.exec(answer) ?? [];
          return [id, name, type, RCODES[status]].join(' ');
        });
      expect(asked).toHaveLength(6);
      expect(new Set(asked.map((one) => one.split(' ').at(-1)))).toEqual(new Set(['0', '3', '5']));
      const seen = rows(batches, 'dns');
      expect(seen.map(({ id, name, qtype, rcode }) => [id, name, TYPES[qtype], rcode].join(' '))).toEqual(asked);
      // The last was asked over TCP.
      expect(seen.map(({ proto }) => proto)).toEqual([17, 17, 17, 17, 17, 6]);
    });

    it('nmap: each port that it tried is a flow, those that it found open answered; an alert', () => {
      const open = [...printed.nmap.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => Number(port));
      expect(open).toEqual([21, 53, 80]);
      const tried = rows(batches, 'flow').filter(
        ({ kind, proto, src, srcPayload }) => kind === 2 && proto === 6 && src === hosts.sender && srcPayload === 0,
      );
      const portsOf = (flows: readonly Rows<'flow'>[]) =>
        [...new Set(flows.map(({ dstPort }) => dstPort))].sort((a, b) => a - b);
      expect(portsOf(tried)).toEqual(Array.from({ length: PORTS }, (_, i) => i + 1));
      const answered = TcpFlag.SYN | TcpFlag.ACK;
      expect(portsOf(tried.filter(({ dstFlags }) => (dstFlags & answered) === answered))).toEqual(open);
      expect(alertsOf('port_scan_vertical')).toEqual([
        expect.objectContaining({ src: hosts.sender, dst: hosts.address, value: PORTS - open.length }),
      ]);
    });

    it('guesses that are all sent before the first answer have the outcomes that the server printed', () => {
      const failed = printed.hasty.match(/530 Login incorrect/g);
      expect(failed).toHaveLength(AT_ONCE.length);
      expect(attemptsOf(HASTY).map(({ outcome, code }) => `${outcome} ${code}`)).toEqual(
        AT_ONCE.map(() => 'failure 530'),
      );
    });

    it('hydra: each guess is an attempt, the right one a success; an alert', () => {
      const guesses = printed.hydra.match(/\[ATTEMPT\]/g) ?? [];
      expect(printed.hydra).toContain(`password: ${RIGHT}`);
      const attempts = attemptsOf(USER);
      expect(attempts).toHaveLength(guesses.length);
      expect(new Set(attempts.map(({ service }) => service))).toEqual(new Set(['ftp']));
      expect(attempts.filter(({ outcome }) => outcome === 'failure')).toHaveLength(GUESSES.length - 1);
      expect(attempts.filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
      expect(JSON.stringify(batches)).not.toMatch(/guess-|the-right-one/);
      expect(alertsOf('brute_force')).toEqual([
        expect.objectContaining({
          src: hosts.sender,
          dst: hosts.address,
          dport: 21,
          value: GUESSES.length - 1 + AT_ONCE.length,
        }),
      ]);
    });
  });
