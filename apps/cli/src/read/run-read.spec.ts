import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaptureWriter } from '@wireledger/capture';
import { runRead } from './run-read';
import { Memory } from './testing/captures';

const SECOND = 1_000_000;
const START = 1_780_000_000 * SECOND;

/** An Ethernet frame with an IPv4 UDP datagram from 192.0.2.1:40000 to 192.0.2.53:53, or back. */
function datagram(payload: Buffer, back = false): Buffer {
  const frame = Buffer.alloc(42 + payload.length);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(28 + payload.length, 16);
  frame[22] = 64;
  frame[23] = 17;
  const [client, server] = [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 53])];
  (back ? server : client).copy(frame, 26);
  (back ? client : server).copy(frame, 30);
  frame.writeUInt16BE(back ? 53 : 40_000, 34);
  frame.writeUInt16BE(back ? 40_000 : 53, 36);
  frame.writeUInt16BE(8 + payload.length, 38);
  payload.copy(frame, 42);
  return frame;
}

const QUERY = Buffer.from('123401000001000000000000' + '03777777' + '076578616d706c65' + '00' + '00010001', 'hex');
const ANSWER = Buffer.from(
  '123481800001000100000000' + '03777777' + '076578616d706c65' + '00' + '00010001' + 'c00c000100010000003c0004c6336401',
  'hex',
);

describe('wireledger read', () => {
  let folder: string;
  let capture: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'read-'));
    capture = path.join(folder, 'lookup.pcap');
    const parts: Buffer[] = [];
    const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => parts.push(Buffer.from(bytes)));
    writer.write(datagram(QUERY), START + 250_000);
    writer.write(datagram(ANSWER, true), START + 270_000);
    writer.end();
    writeFileSync(capture, Buffer.concat(parts));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(...argv: string[]): Promise<{ code: number; stdout: Memory; stderr: string }> {
    const stdout = new Memory();
    const stderr = new Memory();
    const code = await runRead(argv, { stdout, stderr });
    return { code, stdout, stderr: stderr.text };
  }

  it('sums up a capture in one line', async () => {
    const { code, stdout, stderr } = await read(capture, '--summary');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [line, ...more] = stdout.json<Record<string, unknown>>();
    expect(more).toEqual([]);
    expect(line).toEqual({
      file: capture,
      packets: 2,
      bytes: 42 * 2 + QUERY.length + ANSWER.length,
      flows_tcp: 0,
      flows_udp: 1,
      flows_icmp: 0,
      dns_queries: 1,
      dns_responses: 1,
      dns_names: 1,
      http_requests: 0,
      dhcp_messages: 0,
      client_hellos: 0,
      server_hellos: 0,
      ja3: [],
      ja3s: [],
      sni: [],
      ntp_messages: 0,
      ntp_monlists: 0,
      ntp_references: [],
      snmp_versions: [],
      smb_dialects: [],
      smb_shares: [],
      smb_hosts: [],
      netbios_names: [],
      kerberos_realms: [],
      kerberos_services: [],
      truncated: false,
      warnings: [],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('leaves the digest out when told', async () => {
    const { stdout } = await read(capture, '--summary', '--no-digest');
    expect(stdout.json<object>()[0]).not.toHaveProperty('digest');
  });

  it('prints facts of the kinds asked for', async () => {
    const { code, stdout } = await read(capture, '--kinds', 'flow,dns');
    expect(code).toBe(0);
    const facts = stdout.json<Record<string, unknown>>();
    expect(facts.map(({ kind }) => kind)).toEqual(['flow', 'dns']);
    expect(facts[0]).toMatchObject({
      record: 'end',
      reason: 'captureEnd',
      src: '192.0.2.1',
      dst: '192.0.2.53',
      srcPort: 40_000,
      dstPort: 53,
      first: '2026-05-28T20:26:40.250000Z',
      last: '2026-05-28T20:26:40.270000Z',
      srcPackets: 1,
      dstPackets: 1,
      app: 'dns',
      state: 'SF',
      history: 'Dd',
      communityId: expect.stringMatching(/^1:/),
      flowId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(facts[1]).toMatchObject({
      time: '2026-05-28T20:26:40.250000Z',
      client: '192.0.2.1',
      server: '192.0.2.53',
      name: 'www.example',
      rcode: 0,
      latency: 20_000,
      queries: 1,
      responses: 1,
      answers: [[1, 60, '198.51.100.1']],
      flowId: facts[0]?.['flowId'],
    });
  });

  it('prints the flows that an expression finds', async () => {
    const kept = await read(capture, '--kinds', 'flow', '--filter', '192.0.2.53 and app = dns and duration = 20ms');
    expect([kept.code, kept.stdout.json<object>().length]).toEqual([0, 1]);
    const none = await read(capture, '--kinds=flow', '--filter=not dst.port = 53');
    expect([none.code, none.stdout.text]).toEqual([0, '']);
  });

  it('prints the lookups that an expression finds', async () => {
    const found = (filter: string) => read(capture, '--kinds=dns', '--filter', filter);
    const kept = await found('dns.type = A and dns.answers = 198.51.100.1 and latency = 20ms and dst.port = 53');
    expect([kept.code, kept.stdout.json<object>().length]).toEqual([0, 1]);
    expect((await found('dns.rcode = NXDOMAIN')).stdout.text).toBe('');
    const wrong = await found('bytes > 1');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('`bytes` is a field of flows')]);
  });

  it('shows where an expression is wrong, and what would be right', async () => {
    const { code, stderr, stdout } = await read(
      capture,
      '--kinds',
      'flow',
      '--filter',
      'app = dns and srcip = 10.0.0.1',
    );
    expect([code, stdout.text]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      'wireledger read: --filter: There is no field `srcip`. Is `src.ip` meant?',
      '  app = dns and srcip = 10.0.0.1',
      '                ^^^^^',
      '  try: app = dns and src.ip = 10.0.0.1',
      '',
    ]);
  });

  it('reads a file cut short up to the break and says so', async () => {
    const cut = path.join(folder, 'cut.pcap');
    execFileSync('cp', [capture, cut]);
    truncateSync(cut, 24 + 16 + 42 + QUERY.length + 20);
    const { code, stdout } = await read(cut, '--summary');
    expect(code).toBe(0);
    expect(stdout.json<object>()[0]).toMatchObject({
      packets: 1,
      truncated: true,
      warnings: [expect.stringContaining('cut short')],
    });
  });

  it.each([
    ['a path that is not there', '/nowhere/x.pcap', /no file \/nowhere\/x\.pcap.*Check the path/],
    ['a folder', '/', /is a folder\. Name a capture file in it/],
    ['a file that is no capture', __filename, /is not a capture/],
    ['an empty file', '/dev/null', /is empty/],
  ])('refuses %s with cause and mend, and reads the others', async (_what, bad, message) => {
    const { code, stdout, stderr } = await read(bad, capture, '--summary');
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stdout.json<{ packets: number }>().map(({ packets }) => packets)).toEqual([2]);
  });

  it.each([
    ['no file', [], /no capture file was named/],
    ['an unknown option', ['x.pcap', '--sumary'], /no option --sumary.*--help/],
    [
      'an unknown kind',
      ['x.pcap', '--kinds', 'flow,smell'],
      /no kind of facts "smell".*flow, dns, http, tls, dhcp, arp, icmp, auth, traffic/,
    ],
    ['no workers', ['x.pcap', '--workers', '0'], /--workers needs a whole number from 1 to 64.*not "0"/],
    ['too many workers', ['x.pcap', '--workers=65'], /from 1 to 64/],
    ['workers without a number', ['x.pcap', '--workers'], /from 1 to 64/],
    ['kinds without a list', ['x.pcap', '--kinds'], /needs a list/],
    ['figures and facts at once', ['x.pcap', '--summary', '--kinds=dns'], /Give one of them/],
    ['a digest without a summary', ['x.pcap', '--digest'], /belongs to --summary/],
    ['an expression about all facts', ['x.pcap', '--filter', 'port = 53'], /one of: flow, dns, tls, http, auth/],
    ['an expression about two kinds', ['x.pcap', '--kinds=dns,tls', '--filter', 'port = 53'], /facts of one kind/],
    ['an expression about ARP', ['x.pcap', '--kinds=arp', '--filter', 'port = 53'], /facts of one kind/],
    ['no expression', ['x.pcap', '--kinds=flow', '--filter'], /needs an expression/],
    ['a blank expression', ['x.pcap', '--kinds=flow', '--filter='], /no condition/],
    ['an unknown format', ['x.pcap', '--format', 'xml'], /--format xml is not known/],
  ])('answers %s with exit code 2', async (_what, argv, message) => {
    const { code, stdout, stderr } = await read(...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout.text).toBe('');
  });

  it('explains itself', async () => {
    const { code, stdout } = await read('--help');
    expect(code).toBe(0);
    expect(stdout.text).toContain('--summary');
  });
});
