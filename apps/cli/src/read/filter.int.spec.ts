import { AddressFacts, type Place } from '@wireledger/enrichment';

import { knownPlaces } from './known-places';
import { runRead } from './run-read';
import { capturePath, Memory, withCaptures } from './testing/captures';

interface Flow {
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly proto: number;
  readonly state: string;
  readonly history: string;
  readonly srcBytes: number;
  readonly dstBytes: number;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcFlags: number;
  readonly first: string;
  readonly last: string;
  readonly app: string;
  readonly communityId: string;
}

async function flows(file: string, ...more: string[]): Promise<Flow[]> {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(await runRead([capturePath(file), '--kinds', 'flow', ...more], { stdout, stderr, places: knownPlaces })).toBe(
    0,
  );
  return stdout.json<Flow>();
}

withCaptures(() => {
  it('asks the installed data sets where both ends are', async () => {
    const file = 'ipv6-web.pcap';
    const all = await flows(file);
    const facts = new AddressFacts({ locations: '', networks: '' });
    const places = new Map<string, Place | null>();
    for (const { src, dst } of all) for (const end of [src, dst]) places.set(end, await facts.of(end));
    const network = (end: string) => places.get(end)?.network?.asn ?? null;
    const country = (end: string) => places.get(end)?.location?.country ?? null;
    const placed = all.filter(({ dst }) => country(dst) !== null);
    expect(placed.length).toBeGreaterThan(0);
    const [{ dst }] = placed as [Flow];
    const filter = `dst.country = ${country(dst)} and src.asn != dst.asn`;
    const fits = (flow: Flow) =>
      country(flow.dst) === country(dst) && (network(flow.src) === null || network(flow.src) !== network(flow.dst));
    expect(await flows(file, '--filter', filter)).toEqual(all.filter(fits));
  });

  it('says when a data set cannot be read', async () => {
    const before = process.env['GEOIP_FILE'];
    process.env['GEOIP_FILE'] = '/nowhere/places.mmdb';
    try {
      const [stdout, stderr] = [new Memory(), new Memory()];
      const args = [capturePath('ipv6-web.pcap'), '--kinds', 'flow', '--filter', 'dst.country = US'];
      expect(await runRead(args, { stdout, stderr, places: knownPlaces })).toBe(0);
      expect([stdout.text, stderr.text]).toEqual(['', expect.stringContaining('/nowhere/places.mmdb')]);
    } finally {
      if (before === undefined) delete process.env['GEOIP_FILE'];
      else process.env['GEOIP_FILE'] = before;
    }
  });

  /** Real captures: what an expression keeps is what a test of the printed facts keeps. */
  describe.each(['scan-connect-nmap.pcap', 'ipv6-web.pcap', 'benign-dns.pcapng'])('%s', (file) => {
    let all: Flow[];
    beforeAll(async () => {
      all = await flows(file);
    });
    const us = (time: string) => Date.parse(time) * 1000 + Number(time.slice(-4, -1));
    const PORTS = [6, 17, 132];

    it.each<[string, (flow: Flow) => boolean]>([
      ['proto = tcp and state in (REJ, S0)', ({ proto, state }) => proto === 6 && ['REJ', 'S0'].includes(state)],
      ['dst.port = 1..1023', ({ proto, dstPort }) => PORTS.includes(proto) && dstPort >= 1 && dstPort <= 1023],
      ['bytes > 1kB', ({ srcBytes, dstBytes }) => srcBytes + dstBytes > 1000],
      ['src.bytes > dst.bytes', ({ srcBytes, dstBytes }) => srcBytes > dstBytes],
      ['ip = ::/0', ({ src }) => src.includes(':')],
      ['app ~ *s', ({ app }) => app.endsWith('s')],
      ['tcp.history ~ "S*"', ({ history }) => history.startsWith('S')],
      ['src.flags ~ S', ({ proto, srcFlags }) => proto === 6 && (srcFlags & 2) !== 0],
      ['duration >= 10ms', ({ first, last }) => us(last) - us(first) >= 10_000],
      ['not packets > 2', ({ srcPackets, dstPackets }) => srcPackets + dstPackets <= 2],
    ])('%s', async (filter, test) => {
      expect(await flows(file, '--filter', filter)).toEqual(all.filter(test));
    });

    it('finds a flow by its community id', async () => {
      const id = (all[0] as Flow).communityId;
      expect(await flows(file, `--filter=community_id = "${id}"`)).toEqual(
        all.filter((flow) => flow.communityId === id),
      );
    });

    it('holds flows that the tests tell apart', () => expect(all.length).toBeGreaterThan(5));
  });

  /** What is said in real captures: the same by an expression, and by a test of what is printed. */
  describe.each<[file: string, kind: string, filter: string, test: (fact: Record<string, unknown>) => boolean]>([
    ['benign-dns.pcapng', 'dns', 'dns.type = AAAA', ({ qtype }) => qtype === 28],
    ['benign-dns.pcapng', 'dns', 'dns.records > 1', ({ answerCount }) => (answerCount as number) > 1],
    [
      'benign-dns.pcapng',
      'dns',
      'dns.answers ~ *.*.*.*',
      ({ answers }) => (answers as [number, number, string][]).some(([, , data]) => data.split('.').length > 3),
    ],
    ['benign-browsing-tls.pcapng', 'tls', 'tls.sni ~ *.com', ({ serverName }) => String(serverName).endsWith('.com')],
    ['benign-browsing-tls.pcapng', 'tls', 'tls.version = TLSv1.3', ({ version }) => version === 'TLS 1.3'],
    ['benign-burst-http-dns.pcap', 'http', 'http.status = 200', ({ status }) => status === 200],
    ['bruteforce-ftp.pcap', 'auth', 'auth.outcome = failure', ({ outcome }) => outcome === 'failure'],
  ])('%s, %s: %s', (file, kind, filter, test) => {
    it('finds what a test of the printed facts finds', async () => {
      const read = async (...more: string[]) => {
        const [stdout, stderr] = [new Memory(), new Memory()];
        expect(await runRead([capturePath(file), '--kinds', kind, ...more], { stdout, stderr })).toBe(0);
        return stdout.json<Record<string, unknown>>();
      };
      const expected = (await read()).filter(test);
      expect(expected.length).toBeGreaterThan(0);
      expect(await read('--filter', filter)).toEqual(expected);
      expect(await read('--filter', `not (${filter})`)).toEqual((await read()).filter((fact) => !test(fact)));
    });
  });
});
