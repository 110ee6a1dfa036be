import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaptureWriter, fileSink } from '@wireledger/capture';
import { DetectorHost, type Lists, RULE_SETS, type Rule } from '@wireledger/detectors';
import { Pipeline } from '@wireledger/flows';
import { batchId } from '@wireledger/kernel/hashing';
import { CAPTURES, capturePath, withCaptures } from '../read/testing/captures';
import { detectFile, type Outside } from './detect-file';
import * as scenes from './testing/preset-scenes';
import { claims, days, framesOf, held, knocks, lookUp, type Scene, session, type Step } from './testing/scenes';

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-presets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RULES: readonly Rule[] = [...RULE_SETS.recommended, ...RULE_SETS.documents];
const UPLOAD = { src: '10.0.0.7', dst: '203.0.113.9', dport: 9999 };
const BUCKET = 300;
const SOURCE = '11111111-1111-5111-8111-111111111111';
const ETHERNET = 1;
const later = (scene: Scene, byS: number): Scene => [...scene].map(([s, frame]): Step => [s + byS, frame]);
/** Twelve buckets of five minutes and more as usual, then one that is not: `START` is 20 s into a minute. */
const buckets = (n: number, usual: (fromS: number) => Scene, unusual: (fromS: number) => Scene): Scene[] => [
  ...Array.from({ length: n }, (_, i) => usual(i * BUCKET + 30)),
  unusual(n * BUCKET + 30),
  lookUp((n + 3) * BUCKET, '10.0.0.7', 'www.example.net', '203.0.113.9'),
];
const reach = (from: number, to: readonly number[], at: number): Scene[] =>
  to.map((host, i) =>
    session(at + i * 20, { src: `10.0.1.${from}`, dst: `10.0.1.${host}`, sport: 40_000 + host, dport: 445 }),
  );
const week = (...then: readonly Scene[]): Scene[] => [
  ...Array.from({ length: 18 }, (_, i) => lookUp(days(i / 2) + i, `10.0.1.${i + 1}`, 'www.example.com', '203.0.113.7')),
  claims(0, '00:1b:21:00:00:01', '10.0.0.7'),
  session(0, { src: '10.0.1.1', dst: '10.0.0.7', sport: 40_001, dport: 9000 }),
  ...then,
];
const AFTER = days(8.2);
const minutes = (count: number, each: number, then: number): Scene[] => [
  ...Array.from({ length: count }, (_, i) => scenes.carried(each, i * 60, UPLOAD)),
  scenes.carried(then, count * 60, UPLOAD),
  scenes.carried(1, (count + 3) * 60, UPLOAD),
];

/** Scenes that must raise a preset's alert, where no real capture does. Networks are for people to choose: here all of them. */
const WRITTEN: Readonly<Record<string, () => readonly Scene[]>> = {
  'slow-scan': () => [knocks({ src: '203.0.113.9', dst: '10.0.0.7' }, 25, 600)],
  'icmp-sweep': () => [scenes.pings(25)],
  'arp-sweep': () => [scenes.asks(50)],
  'syn-flood-source': () => [scenes.halfOpen(100)],
  'traffic-spike': () => minutes(31, 600_000, 60_000_000),
  'threat-list': () => [lookUp(0, '10.0.0.7', 'bad.example', '203.0.113.9')],
  'watch-list': () => [lookUp(0, '10.0.0.7', 'new.example', '203.0.113.9')],
  'lopsided-upload': () => [scenes.carried(1_100_000, 0, UPLOAD)],
  'large-upload': () => [scenes.carried(101_000_000, 0, UPLOAD)],
  'long-connection': () => [held({ src: '10.0.0.7', dst: '203.0.113.9', dport: 4433 }, 5)],
  'lateral-movement': () => [...reach(1, [2, 3, 4, 5, 6], 0), ...reach(3, [11, 12, 13, 14, 15], 300)],
  'dns-rebinding': () => [
    lookUp(0, '10.0.0.7', 'x.evil.example.com', '203.0.113.9'),
    lookUp(8, '10.0.0.7', 'x.evil.example.com', '192.168.1.1'),
  ],
  'new-device': () => week(claims(AFTER, '00:1b:21:00:00:02', '10.0.0.8')),
  'new-service': () => week(session(AFTER, { src: '10.0.1.1', dst: '10.0.0.7', sport: 40_002, dport: 4444 })),
  'rare-tld': () => week(lookUp(AFTER, '10.0.1.1', 'www.foo.zip', '203.0.113.8')),
  'rare-tls-client': scenes.implant,
  'slow-server': () =>
    buckets(
      12,
      (s) => scenes.slow(12, s, 0.01),
      (s) => scenes.slow(12, s, 0.2),
    ),
  retransmissions: () =>
    buckets(
      12,
      (s) => scenes.transfer(600, 0, s),
      (s) => scenes.transfer(600, 100, s),
    ),
  'link-saturation': () =>
    buckets(
      12,
      (s) => scenes.carried(60_000_000, s, UPLOAD),
      (s) => scenes.carried(2_000_000_000, s, UPLOAD),
    ),
  traceroute: () => [scenes.traces(3)],
  'capture-holes': () => [...scenes.torn(90, 20), lookUp(2000, '10.0.0.7', 'www.example.net', '203.0.113.9')],
  'host-score': () => [
    knocks({ src: '10.0.0.7', dst: '10.0.9.9' }, 120, 0.1),
    ...[later(scenes.sweep(120), 20), later(scenes.pings(120), 40)],
  ],
  'r0-volume-spike': () =>
    buckets(
      3,
      (s) => scenes.looksUp(10, s, 'example.org'),
      (s) => scenes.looksUp(60, s, 'example.org'),
    ),
  'r0-threat-match': () => [lookUp(0, '10.0.0.7', 'bad.example', '203.0.113.9')],
  'r2-bandwidth': () => [scenes.carried(260_000_000, 0, UPLOAD), scenes.carried(1, 30, UPLOAD)],
  'r2-region': () => [session(0, { src: '10.0.0.7', dst: '198.51.100.9', dport: 80 })],
};

/** Real captures that raise a preset's alert. */
const REAL: Readonly<Record<string, string>> = {
  'vertical-scan': 'scan-syn-nmap.pcapng',
  'horizontal-scan': 'scan-horizontal-smb.pcap',
  'auth-failures': 'bruteforce-ftp.pcap',
  'session-brute-force': 'bruteforce-ssh-guess.pcap',
  'syn-flood-victim': 'flood-syn-spoofed.pcap',
  amplification: 'flood-isakmp-amplification.pcap',
  'dhcp-flood': 'dhcp-flood.pcap',
  'dns-channel': 'dns-tunnel-iodine.pcap',
  'nxdomain-dga': 'derived/dga-simda.pcap',
  'icmp-tunnel': 'icmp-tunnel.pcap',
  'arp-spoofing': 'arp-poison.pcapng',
  'web-attack': 'web-attack-sqli.pcap',
  'clear-text-credentials': 'exfil-ftp-store.pcapng',
  beacon: 'c2-beacon-quasar.pcap',
  'resolver-bypass': 'doh.pcapng',
  'c2-http': 'c2-http-foudre.pcapng',
  'odd-port': 'micro/vlan-mpls.pcap',
  'r1-port-scan': 'scan-syn-nmap.pcapng',
  'r3-port-scan': 'scan-udp-nmap.pcap',
  'r1-brute-force': 'scan-connect-nmap.pcap',
  'r3-brute-force': 'bruteforce-ftp.pcap',
  'r1-syn-flood': 'scan-masscan-tcp.pcap',
  'r2-ddos': 'flood-syn-spoofed.pcap',
  'r1-dns-tunnel': 'dns-tunnel-dnscat2.pcap',
  'r1-traffic-spike': 'c2-beacon-quasar.pcap',
  'r0-rare-tld': 'benign-dns.pcapng',
  'r0-exfiltration': 'scan-horizontal-smb.pcap',
  'r2-unauthorized-protocol': 'bruteforce-ftp.pcap',
};

const list = (action: 'threat' | 'watch', name: string): Lists[number] => ({
  ...{ id: action, name: action, kind: 'names', action, version: 1 },
  find: (text) => (text === name ? { indicator: name, line: 1 } : null),
});
const OUTSIDE: Outside = {
  lists: [list('threat', 'bad.example'), list('watch', 'new.example')],
  regions: { name: 'Regions', version: '1', country: (address) => (address.startsWith('198.51.100.') ? 'KP' : null) },
};

/** The rule, and beside the score those whose alerts it adds up. */
function judged(id: string): Rule[] {
  const rules = id === 'host-score' ? RULE_SETS.recommended : RULES.filter((rule) => rule.id === id);
  return rules.map((rule) => {
    const chosen = 'networks' in rule.parameters ? { networks: ['10.0.0.0/8'] } : {};
    return { ...rule, parameters: { ...rule.parameters, ...chosen } };
  });
}
/** Alerts of a rule while packets come and the kernel says how many it dropped: files tell of none. */
function whileListening(id: string, drops: (second: number) => number): string[] {
  const rules: string[] = [];
  const host = new DetectorHost({ scope: SOURCE, rules: judged(id), onChange: ({ rule }) => rules.push(rule) });
  const pipeline = new Pipeline({
    cut: 1,
    onBatch: ({ kind, number, seq, payload }) =>
      host.take({ kind, eventId: batchId(SOURCE, number), source: SOURCE, firstSeq: seq[0], payload }),
  });
  const frames = framesOf(...Array.from({ length: 1200 }, (_, s) => later(scenes.pings(1), s)));
  for (const [second, { bytes, timeUs }] of frames.entries()) {
    for (let i = 0; i < 20; i++)
      pipeline.packet(Buffer.from(bytes), 0, bytes.length, bytes.length, timeUs, ETHERNET, 0);
    pipeline.dropped(0, drops(second));
  }
  pipeline.finish();
  host.finish();
  return rules;
}
const firesOn = (file: string, id: string) =>
  detectFile(file, judged(id), OUTSIDE).alerts.filter(({ rule }) => rule === id);

it('has a capture for each preset that ships, and one alone', () => {
  expect([...Object.keys(WRITTEN), ...Object.keys(REAL), 'capture-loss'].sort()).toEqual(
    RULES.map(({ id }) => id).sort(),
  );
});

describe('a capture that is written', () => {
  it.each(Object.entries(WRITTEN))('raises %s, end to end', (id, made) => {
    const file = path.join(folder, `${id}.pcap`);
    const fd = openSync(file, 'w');
    const writer = new CaptureWriter({ format: 'pcap', resolution: 'us' }, fileSink(fd));
    for (const { bytes, timeUs, original } of framesOf(...made())) writer.write(bytes, timeUs, original);
    writer.end();
    closeSync(fd);
    const alerts = firesOn(file, id);
    expect(alerts.map(({ rule }) => rule)).toEqual([id]);
    expect(alerts[0]?.evidence.length).toBeGreaterThan(0);
    expect(alerts[0]?.summary).toMatch(/threshold.*\.$/);
  });
});

it('a capture that loses frames raises capture-loss, end to end; one that loses fewer does not', () => {
  expect(whileListening('capture-loss', (second) => (second % 2 === 0 ? 5 : 0))).toEqual([
    'capture-loss',
    'capture-loss',
  ]);
  expect(whileListening('capture-loss', (second) => (second % 2 === 0 ? 4 : 0))).toEqual([]);
});

withCaptures(() => {
  it.each(Object.entries(REAL))('a real capture raises %s, end to end', (id, name) => {
    expect(CAPTURES).not.toBeNull();
    expect(firesOn(capturePath(name), id).length).toBeGreaterThan(0);
  });
});
