import { readFileSync } from 'node:fs';
import { flowCommunityId } from '@wireledger/flows';
import { runRead } from './run-read';
import { capturePath, Memory, truths, withCaptures, type Truth } from './testing/captures';
import everyException from './truth-exceptions.json';

/** Of single JA4 values, and of the figures. */
const ja4Exceptions = everyException.filter(({ figure }) => figure === 'ja4');
const exceptions = everyException.filter(({ figure }) => figure !== 'ja4');
const FIGURES = [
  'packets',
  'bytes',
  'flows_tcp',
  'flows_udp',
  'flows_icmp',
  'dns_queries',
  'dns_responses',
  'dns_names',
  'http_requests',
  'dhcp_messages',
  'client_hellos',
  'server_hellos',
  'ja3',
  'ja3s',
  'sni',
  'truncated',
] as const;
type Figures = Record<(typeof FIGURES)[number], number | boolean | readonly string[]>;

function expectedFigures({ counts, conversations, dns, dhcp, http, tls, reader_messages }: Truth): Figures {
  const { tcp, udp, icmp, icmpv6 } = conversations.five_tuples_inner;
  const messages = (suffix: string) =>
    Object.entries(dns?.messages ?? {})
      .filter(([name]) => name.endsWith(suffix))
      .reduce((sum, [, count]) => sum + count, 0);
  return {
    packets: counts.packets,
    bytes: counts.bytes_wire,
    flows_tcp: tcp,
    flows_udp: udp,
    flows_icmp: icmp + icmpv6,
    dns_queries: messages('queries'),
    dns_responses: messages('responses'),
    dns_names: dns?.distinct_names ?? 0,
    http_requests: http?.requests ?? 0,
    dhcp_messages: Object.values(dhcp?.messages ?? {}).reduce((sum, count) => sum + count, 0),
    client_hellos: tls?.client_hellos ?? 0,
    server_hellos: tls?.server_hellos ?? 0,
    ja3: Object.keys(tls?.ja3 ?? {}).sort(),
    ja3s: Object.keys(tls?.ja3s ?? {}).sort(),
    sni: [...(tls?.distinct_sni ?? [])].sort(),
    truncated: reader_messages.length > 0,
  };
}

interface FlowFact {
  readonly communityId: string;
  readonly proto: number;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
}

interface TlsFact {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  readonly ja4: string;
  readonly ja4Retry: string;
}

async function factsOf<T>(kind: string, ...names: readonly string[]): Promise<T[]> {
  const stdout = new Memory();
  expect(await runRead([...names.map(capturePath), '--kinds', kind], { stdout, stderr: new Memory() })).toBe(0);
  return stdout.json<T>();
}
const flowFacts = (...names: readonly string[]) => factsOf<FlowFact>('flow', ...names);

/** JA4 values with the number of ClientHellos that have each. */
function tallied(values: readonly string[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const value of values) tally[value] = (tally[value] ?? 0) + 1;
  return tally;
}

withCaptures(() => {
  const known = truths();
  let judged = 0;
  afterAll(() => process.stdout.write(`real captures judged: ${judged} of ${Object.keys(known).length}\n`));

  it.each(Object.entries(known))('%s has the figures that others counted', async (name, truth) => {
    const stdout = new Memory();
    expect(await runRead([capturePath(name), '--summary'], { stdout, stderr: new Memory() })).toBe(0);
    const [line] = stdout.json<Figures>();
    const expected = expectedFigures(truth);
    for (const { file, figure, ours } of exceptions) if (file === name) expected[figure as 'bytes'] = ours as number;
    expect(Object.fromEntries(FIGURES.map((figure) => [figure, line?.[figure]]))).toEqual(expected);
    judged++;
  });

  it.each(
    Object.entries(known).filter(([, truth]) => truth.community_id?.flows.length === truth.community_id?.distinct),
  )('%s has the community ids that others computed', async (name, truth) => {
    const facts = await flowFacts(name);
    // The others list TCP, UDP and SCTP.
    const ours = facts.filter(({ proto }) => [6, 17, 132].includes(proto)).map(({ communityId }) => communityId);
    const theirs = truth.community_id?.flows.map(({ id }) => id) ?? [];
    expect([...new Set(ours)].sort()).toEqual([...new Set(theirs)].sort());
  });

  it.each(Object.entries(known).filter(([, truth]) => truth.stated_by_origin?.ja4))(
    '%s has the JA4 that its origin states of each connection',
    async (name, truth) => {
      const stated = truth.stated_by_origin?.ja4?.values ?? [];
      const tcp = (await factsOf<TlsFact>('tls', name)).filter(({ ja4 }) => ja4.startsWith('t'));
      const connection = (...ends: readonly (string | number)[]) => ends.join(' ');
      const ours = tcp.map((fact) => [
        connection(fact.client, fact.clientPort, fact.server, fact.serverPort),
        [fact.ja4, fact.ja4Retry].filter((value) => value !== ''),
      ]);
      const theirs = stated.map(({ src, srcport, dst, dstport, ja4 }) => [connection(src, srcport, dst, dstport), ja4]);
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    },
  );

  it.each(Object.entries(known).filter(([, truth]) => Object.keys(truth.stated_by_origin?.ndpi?.ja4 ?? {}).length > 0))(
    '%s has the JA4 that nDPI counted',
    async (name, truth) => {
      const facts = await factsOf<TlsFact>('tls', name);
      const expected: Record<string, number> = { ...truth.stated_by_origin?.ndpi?.ja4 };
      for (const { ours, truth: theirs } of ja4Exceptions.filter(({ file }) => file === name)) {
        expect(expected[theirs]).toBeGreaterThan(0);
        expected[ours] = expected[theirs] as number;
        delete expected[theirs];
      }
      expect(tallied(facts.flatMap(({ ja4, ja4Retry }) => [ja4, ja4Retry].filter((value) => value !== '')))).toEqual(
        expected,
      );
    },
  );

  it('keeps no exception that is not one', () => {
    for (const { file, figure, ours, truth } of exceptions) {
      const measured = known[file];
      expect(measured).toBeDefined();
      expect(expectedFigures(measured as Truth)[figure as 'bytes']).toBe(truth);
      expect(ours).not.toBe(truth);
    }
  });

  describe('community id baselines', () => {
    interface Baseline {
      readonly proto: number;
      readonly saddr: string;
      readonly daddr: string;
      readonly sport: number | null;
      readonly dport: number | null;
      readonly communityid: string;
    }
    const baselines = JSON.parse(
      readFileSync(capturePath('community-id/baseline_deflt.json'), 'utf8'),
    ) as readonly Baseline[];

    it.each(baselines)('$proto $saddr $sport $daddr $dport', ({ proto, saddr, daddr, sport, dport, communityid }) => {
      expect(flowCommunityId(proto, saddr, daddr, sport ?? 0, dport ?? 0)).toBe(communityid);
    });

    it('gives each of the published captures its ids', async () => {
      const names = ['icmp', 'icmp6', 'ipv6', 'rsvp', 'sctp', 'tcp', 'udp'].map((name) => `community-id/${name}.pcap`);
      const ours = new Set((await flowFacts(...names)).map(({ communityId }) => communityId));
      expect([...ours].sort()).toEqual([...new Set(baselines.map(({ communityid }) => communityid))].sort());
    });
  });
});
