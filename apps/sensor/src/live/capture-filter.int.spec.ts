import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { CaptureParser, readCaptureFile } from '@wireledger/capture';
import { Packet } from '@wireledger/decoders';

import { packetTest } from '../packets/packet-filter';
import { packetRow } from '../packets/packet-row';
import { CaptureFilter } from './capture-filter';

const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../../shared/captures');

/** A packet as it stands in a file. */
type Stored = readonly [us: number, hex: string];

const CAPTURES = [
  ...['ipv6-web.pcap', 'benign-web-espn.pcapng', 'scan-syn-nmap.pcapng', 'sll-mixed.pcap', 'rawip-http.pcap'],
  ...['bruteforce-ftp.pcap', 'benign-dns.pcapng', 'snaplen-cut-tcp.pcap', 'dns-c2-txt.pcap'],
] as const;

/** The same of both languages: a condition of pcap-filter looks at the outermost header alone, so the captures are of untunnelled traffic. */
const SAME: readonly (readonly [own: string, bpf: string])[] = [
  ['proto = udp and port = 53', 'udp port 53'],
  ['proto = tcp', 'tcp'],
  ['proto in (icmp, icmpv6)', 'icmp or icmp6'],
  ['src.port = 1..1023', 'src portrange 1-1023'],
  ['dst.port in (80, 443, 21)', 'dst port 80 or dst port 443 or dst port 21'],
  ['ip = 10.0.0.0/8', '(ip or ip6) and net 10.0.0.0/8'],
  [
    'src.ip = 192.168.0.0/16 and not dst.ip = 192.168.0.0/16',
    'ip and src net 192.168.0.0/16 and not dst net 192.168.0.0/16',
  ],
  ['bytes > 500', 'greater 501'],
  ['bytes <= 60 or port = 443', 'less 60 or port 443'],
  ['tcp.flags = S and ip = 0.0.0.0/0', 'ip and tcp[tcpflags] == tcp-syn'],
  ['tcp.flags ~ R and ip = 0.0.0.0/0', 'ip and tcp[tcpflags] & tcp-rst != 0'],
  ['ip = ::/0', 'ip6'],
];

function fromTcpdump(file: string, bpf: string): Stored[] {
  const found: Stored[] = [];
  const parser = new CaptureParser((buffer, offset, captured, _original, us) => {
    found.push([us, Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex')]);
  });
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  parser.feed(execFileSync('tcpdump', ['-r', file, '-w', '-', '--', bpf], { stdio: [...stdio], maxBuffer: 1 << 30 }));
  expect(parser.end().error).toBeNull();
  return found;
}

function fromFilter(file: string, expression: string): { found: Stored[]; filtered: number; packets: number } {
  const filter = new CaptureFilter(expression);
  const found: Stored[] = [];
  let packets = 0;
  readCaptureFile(file, (buffer, offset, captured, original, us, linktype) => {
    packets++;
    if (filter.passes(buffer, offset, captured, original, us, linktype))
      found.push([us, Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex')]);
  });
  return { found, filtered: filter.filtered, packets };
}

if (!existsSync(path.join(folder, 'expected.json')) || !existsSync('/usr/bin/tcpdump'))
  process.stdout.write('not asked for: capture filters against tcpdump (needs WIRELEDGER_CAPTURES and tcpdump)\n');
else
  describe('a capture filter and the one of pcap-filter that says the same', () => {
    const met = new Set<string>();
    it.each(CAPTURES)(
      'let the same packets of %s pass',
      (name) => {
        const file = path.join(folder, name);
        for (const [own, bpf] of SAME) {
          const { found, filtered, packets } = fromFilter(file, own);
          const wanted = fromTcpdump(file, bpf);
          if (wanted.length > 0 && filtered > 0) met.add(own);
          expect([own, found.length]).toEqual([own, wanted.length]);
          expect(found).toEqual(wanted);
          expect(found.length + filtered).toBe(packets);
          expect(fromFilter(file, own).found).toEqual(found);
        }
      },
      120_000,
    );

    it.each([
      ['vlan exists', 'vlan'],
      ['vlan exists and src.port = 80', 'vlan and tcp src port 80'],
      ['vlan not exists', 'not vlan'],
    ])('%s lets the same tagged packets pass', (own, bpf) => {
      const file = path.join(folder, 'scan-masscan-tcp.pcap');
      expect(fromFilter(file, own).found).toEqual(fromTcpdump(file, bpf));
    });

    it('each lets some packet of some capture pass and keeps some out', () =>
      expect([...met].sort()).toEqual(SAME.map(([own]) => own).sort()));
  });

describe('a capture filter', () => {
  it.each([
    ['app = dns', /A packet alone does not tell.*\(app\).*src\.ip/s],
    ['src.bytes > dst.bytes', /A packet alone does not tell/],
    ['prot = udp', /not understood/],
    ['port 53', /not understood/],
  ])('%s is refused with its cause', (expression, words) => expect(() => new CaptureFilter(expression)).toThrow(words));

  it('sees of a frame that is no packet what was kept of it too: nothing', () => {
    const filter = new CaptureFilter('not ip exists and vlan not exists');
    expect(filter.passes(new Uint8Array(14), 0, 14, 14, 0, 1)).toBe(true);
    expect(packetTest('not ip exists and vlan not exists')(packetRow(new Packet(), 0, 14))).toBe(true);
  });
});
