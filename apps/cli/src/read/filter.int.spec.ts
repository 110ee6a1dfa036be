import type { CutBatch } from '@wireledger/events/telemetry';
import type { AddressPlace } from '@wireledger/filter';

import { factTest } from './fact-test';
import { factText } from './facts';
import { knownPlaces } from './known-places';
import { parseReadArgs, type ReadFilter } from './read-args';
import { runRead } from './run-read';
import { CUT_S, runPipeline, sourceOf } from './run-pipeline';
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

/** What `read` prints of a file with `more` arguments. */
async function printed(file: string, kind: string, ...more: string[]): Promise<string> {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(await runRead([capturePath(file), '--kinds', kind, ...more], { stdout, stderr })).toBe(0);
  return stdout.text;
}

/** Facts as lines: texts are compared far faster than thousands of objects. */
const lines = (facts: readonly unknown[]): string => facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');

/** The facts of one kind of a file, read once for all expressions. */
class Facts<T> {
  readonly all: T[] = [];
  private readonly batches: { readonly batch: CutBatch; readonly facts: T[] }[] = [];

  constructor(
    readonly file: string,
    readonly kind: string,
  ) {
    const onBatch = (batch: CutBatch) => {
      if (batch.kind !== kind) return;
      const facts = Array.from(
        { length: batch.payload.n },
        (_, n) => JSON.parse(factText(batch, n, sourceOf(file))) as T,
      );
      this.batches.push({ batch, facts });
      this.all.push(...facts);
    };
    runPipeline(capturePath(file), { cut: CUT_S, onBatch });
  }

  /** Those that `read --filter` keeps. */
  kept(expression: string): T[] {
    const args = parseReadArgs([this.file, '--kinds', this.kind, '--filter', expression]);
    const passes = factTest((args as { filter: ReadFilter }).filter, { of: () => null });
    return this.batches.flatMap(({ batch, facts }) => facts.filter((_, n) => passes(batch, n)));
  }
}

withCaptures(() => {
  it('asks the installed data sets where both ends are', async () => {
    const { file, all } = new Facts<Flow>('ipv6-web.pcap', 'flow');
    const [stdout, stderr] = [new Memory(), new Memory()];
    // The data sets take seconds to read: the command and this test ask the same ones.
    const known = await knownPlaces((problem) => void stderr.write(problem));
    const places = new Map<string, AddressPlace | null>();
    for (const { src, dst } of all) for (const end of [src, dst]) places.set(end, known.of(end));
    const network = (end: string) => places.get(end)?.asn ?? null;
    const country = (end: string) => places.get(end)?.country ?? null;
    const placed = all.filter(({ dst }) => country(dst) !== null);
    expect(placed.length).toBeGreaterThan(0);
    const [{ dst }] = placed as [Flow];
    const filter = `dst.country = ${country(dst)} and src.asn != dst.asn`;
    const fits = (flow: Flow) =>
      country(flow.dst) === country(dst) && (network(flow.src) === null || network(flow.src) !== network(flow.dst));
    const args = [capturePath(file), '--kinds', 'flow', '--filter', filter];
    expect(await runRead(args, { stdout, stderr, places: () => Promise.resolve(known) })).toBe(0);
    expect([stdout.text, stderr.text]).toEqual([lines(all.filter(fits)), '']);
  });

  it('says when a data set cannot be read', async () => {
    const before = { GEOIP_FILE: process.env['GEOIP_FILE'], ASN_FILE: process.env['ASN_FILE'] };
    Object.assign(process.env, { GEOIP_FILE: '/nowhere/places.mmdb', ASN_FILE: '/nowhere/networks.mmdb' });
    try {
      const [stdout, stderr] = [new Memory(), new Memory()];
      const args = [capturePath('ipv6-web.pcap'), '--kinds', 'flow', '--filter', 'dst.country = US'];
      expect(await runRead(args, { stdout, stderr, places: knownPlaces })).toBe(0);
      expect(stdout.text).toBe('');
      for (const file of ['/nowhere/places.mmdb', '/nowhere/networks.mmdb']) expect(stderr.text).toContain(file);
    } finally {
      for (const [name, value] of Object.entries(before))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });

  /** Real captures: what an expression keeps is what a test of the printed facts keeps. */
  describe.each(['scan-connect-nmap.pcap', 'ipv6-web.pcap', 'benign-dns.pcapng'])('%s', (file) => {
    let facts: Facts<Flow>;
    beforeAll(() => {
      facts = new Facts(file, 'flow');
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
    ])('%s', (filter, test) => {
      expect(lines(facts.kept(filter))).toBe(lines(facts.all.filter(test)));
    });

    it('prints what it finds by a community id', async () => {
      const id = (facts.all[0] as Flow).communityId;
      const found = lines(facts.all.filter((flow) => flow.communityId === id));
      expect(await printed(file, 'flow', `--filter=community_id = "${id}"`)).toBe(found);
      expect(lines(facts.kept(`community_id = "${id}"`))).toBe(found);
    });

    it('holds flows that the tests tell apart', () => expect(facts.all.length).toBeGreaterThan(5));
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
      const facts = new Facts<Record<string, unknown>>(file, kind);
      const expected = facts.all.filter(test);
      expect(expected.length).toBeGreaterThan(0);
      expect(await printed(file, kind, '--filter', filter)).toBe(lines(expected));
      expect(lines(facts.kept(`not (${filter})`))).toBe(lines(facts.all.filter((fact) => !test(fact))));
    });
  });
});
