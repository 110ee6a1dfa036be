import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCaptureFile } from '@wireledger/capture';
import type { AnswerFile } from '@wireledger/simulator';
import { runSimulate } from './run-simulate';

const TCPDUMP = spawnSync('tcpdump', ['--version']).error === undefined;
const quiet = { stdout: { write: () => true }, stderr: { write: () => true } };

describe('a simulated capture in the eyes of other readers', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-tcpdump-'));
  const file = path.join(folder, 's.pcapng');
  let answers: AnswerFile;
  let lines: string[];

  const tcpdump = (...args: string[]) =>
    execFileSync('tcpdump', ['-nn', '-r', file, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const count = (filter: string) => Number(/^(\d+) packet/m.exec(tcpdump('--count', filter))?.[1]);

  beforeAll(async () => {
    const answerFile = path.join(folder, 's.json');
    const argv = ['--out', file, '--answers', answerFile, '--seconds', '40', '--rate', '120', '--seed', '9'];
    expect(await runSimulate(argv, quiet)).toBe(0);
    answers = JSON.parse(readFileSync(answerFile, 'utf8')) as AnswerFile;
    if (!TCPDUMP) return;
    lines = tcpdump('-tt')
      .split('\n')
      .filter((line) => /^\d+\.\d{6} /.test(line));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds the packets and bytes of its answers', () => {
    const read = { packets: 0, bytes: 0 };
    readCaptureFile(file, (_buffer, _offset, _captured, original) => {
      read.packets++;
      read.bytes += original;
    });
    expect(read).toEqual({ packets: answers.packets, bytes: answers.bytes });
  });

  if (!TCPDUMP) {
    process.stdout.write('not asked for: the simulator against tcpdump (apt-get install tcpdump)\n');
    return;
  }

  it('has no wrong checksum and nothing cut', () => {
    const verbose = tcpdump('-vv');
    expect(verbose.match(/cksum 0x[0-9a-f]+ \(correct\)|udp sum ok|icmp6 sum ok/g)?.length).toBeGreaterThan(4000);
    expect(verbose.match(/.*(bad [a-z0-9 ]*cksum|incorrect|wrong|truncated|invalid|malformed).*/gi) ?? []).toEqual([]);
  });

  it('holds as many packets, ARP frames, resets and SYNs', () => {
    const tcp = lines.filter((line) => / IP6? .* Flags \[/.test(line));
    expect(lines).toHaveLength(answers.packets);
    expect(count('arp')).toBe(answers.arpFrames);
    expect(tcp.filter((line) => line.includes('Flags [S],'))).toHaveLength(answers.flows.syns);
    expect(tcp.filter((line) => /Flags \[R\.?\],/.test(line))).toHaveLength(answers.flows.resets);
    expect(count('udp port 67 or udp port 68')).toBe(answers.dhcpMessages);
  });

  it('holds the same DNS messages', () => {
    const dns = lines.filter((line) => / IP6? .*\.53: | IP6? \S+\.53 > /.test(line));
    const queries = dns.filter((line) => /> \S+\.53: \d+\+ (\[1au\] )?[A-Z]+\? /.test(line));
    expect(queries).toHaveLength(answers.dns.queries);
    expect(dns.length - queries.length).toBe(answers.dns.responses);
    const missing = answers.dns.rcodes.find(({ key }) => key === '3')?.count;
    expect(dns.filter((line) => line.includes(' NXDomain '))).toHaveLength(missing as number);
    const plain = answers.dns.names.find(({ name }) => name === 'www.search.example');
    expect(queries.filter((line) => line.includes('? www.search.example. '))).toHaveLength(plain?.queries as number);
  });

  it('holds the same HTTP requests', () => {
    expect(lines.filter((line) => /: HTTP: (GET|POST|HEAD) \//.test(line))).toHaveLength(answers.http.requests);
  });

  it('gives each application its bytes', () => {
    const length = (filter: string) =>
      [...tcpdump('-e', filter).matchAll(/^\S+ .*?, length (\d+): /gm)].reduce(
        (sum, [, bytes]) => sum + Number(bytes),
        0,
      );
    const ports = {
      ssh: 'tcp port 22',
      smb: 'tcp port 445',
      ntp: 'udp port 123',
      quic: 'udp port 443',
      dns: 'port 53',
      icmp: 'icmp or icmp6',
    };
    for (const [app, filter] of Object.entries(ports)) {
      const row = answers.apps.find((one) => one.app === app);
      expect([app, count(filter), length(filter)]).toEqual([
        app,
        row?.packets,
        (row?.bytesIn ?? 0) + (row?.bytesOut ?? 0),
      ]);
    }
  });
});
