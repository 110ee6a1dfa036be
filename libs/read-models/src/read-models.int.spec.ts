import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { flowId } from '@wireledger/kernel/hashing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from './read-models';
import { grouped, newest, sum } from './testing/counting';
import { littleWorld, type LittleWorld } from './testing/little-world';
import { appendEach, type FlowRecord } from './testing/telemetry';
import { followAllToEnd, TestReadModels } from './testing/test-read-models';

let server: TestReadModels;
let world: LittleWorld;
let models: ReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
  world = littleWorld({ seed: 7, flows: 400 });
  const log = new InMemoryEventLog();
  await appendEach(log, 'facts-sensor-1.20261121', world.events);
  models = await server.open(log);
  await followAllToEnd(models);
}, 60_000);
afterAll(() => server.stop());

const range = (from: number, to: number) => ({ from: formatTime(from), to: formatTime(to) });
const everything = () => range(world.from, world.to);
/** Ranges that begin and end inside hours, minutes and seconds, and whole ones. */
const ranges = (): [number, number][] => [
  [world.from, world.to],
  [world.from + 600_000_123, world.to - 900_000_321],
  [world.from + 60_000_000, world.from + 120_000_000],
];
const delta = (r: FlowRecord) => r.dSrcBytes + r.dDstBytes;
describe('flows', () => {
  it('lists every flow once, with its newest counters, in pages of any size and order', async () => {
    const expected = newest(world.flowRecords);
    for (const sort of ['START_DESC', 'START_ASC', 'BYTES_DESC', 'DURATION_ASC', 'PACKETS_DESC'] as const) {
      const seen = new Map<string, { srcBytes: number; running: boolean; srcPackets: number; end: string }>();
      let after: string | null = null;
      let pages = 0;
      do {
        const page: Awaited<ReturnType<ReadModels['queries']['flows']>> = await models.queries.flows({
          where: { range: everything() },
          sort,
          first: 37,
          after,
        });
        expect(page.count).toBe(expected.length);
        expect(page.exact).toBe(true);
        for (const flow of page.rows) {
          expect(seen.has(flow.id)).toBe(false);
          seen.set(flow.id, flow);
        }
        after = page.next;
        pages++;
      } while (after);
      expect(pages).toBe(Math.ceil(expected.length / 37));
      for (const record of expected)
        expect(seen.get(flowId(world.source, record.flow))).toMatchObject({
          srcBytes: record.srcBytes,
          srcPackets: record.srcPackets,
          end: formatTime(record.last),
          running: record.kind !== 2,
        });
    }
  });

  it('keeps the records of a flow in order, with what each added', async () => {
    const longest = world.flowRecords.toSorted((a, b) => b.rec - a.rec)[0] as FlowRecord;
    const flow = await models.queries.flow({ id: flowId(world.source, longest.flow) });
    const records = world.flowRecords.filter((r) => r.flow === longest.flow).toSorted((a, b) => a.rec - b.rec);
    expect(flow?.records.map((r) => [r.kind, r.bytes])).toEqual(
      records.map((r) => [['open', 'update', 'end'][r.kind], delta(r)]),
    );
    expect(sum(flow?.records.map((r) => r.bytes) ?? [])).toBe((flow?.srcBytes ?? 0) + (flow?.dstBytes ?? 0));
    expect(await models.queries.flow({ id: flowId(world.source, 999_999) })).toBeNull();
  });

  it.each([
    [{ ip: ['10.0.0.3'] }, (r: FlowRecord) => r.src === '10.0.0.3' || r.dst === '10.0.0.3'],
    [{ notIp: ['10.0.0.0/24'] }, (r: FlowRecord) => !r.src.startsWith('10.0.0.')],
    [{ dst: ['198.51.100.0/30', '2001:db8::2'] }, (r: FlowRecord) => /^198\.51\.100\.[1-3]$|^2001:db8::2$/.test(r.dst)],
    [{ port: [443, 22], proto: ['tcp'] }, (r: FlowRecord) => [443, 22].includes(r.dstPort) && r.proto === 6],
    [{ state: ['S0', 'REJ'], app: ['tls'] }, (r: FlowRecord) => ['S0', 'REJ'].includes(r.state) && r.app === 'tls'],
    [{ running: true }, (r: FlowRecord) => r.kind !== 2],
    [{ running: false, minBytes: 50_000 }, (r: FlowRecord) => r.kind === 2 && r.srcBytes + r.dstBytes >= 50_000],
    [{ sensor: ['elsewhere'] }, () => false],
  ])('filters by %j', async (where, matches) => {
    const page = await models.queries.flows({ where, first: 1000 });
    const expected = newest(world.flowRecords).filter(matches);
    expect(page.rows.map((f) => f.id).toSorted()).toEqual(expected.map((r) => flowId(world.source, r.flow)).toSorted());
    expect(page.count).toBe(expected.length);
  });

  it('finds a flow by its community id', async () => {
    const [first] = (await models.queries.flows({ first: 1 })).rows;
    const found = await models.queries.flows({ where: { communityId: first?.communityId ?? '' } });
    expect(found.rows.map((f) => f.id)).toContain(first?.id);
    expect(found.rows.every((f) => f.communityId === first?.communityId)).toBe(true);
  });

  it('takes flows with a packet in the range', async () => {
    for (const [from, to] of ranges()) {
      const page = await models.queries.flows({ where: { range: range(from, to) }, first: 1000 });
      const expected = newest(world.flowRecords).filter((r) => r.first < to && r.last >= from);
      expect(page.rows).toHaveLength(expected.length);
    }
  });

  it('names the responder as the originator had resolved it before the flow began', async () => {
    const { rows } = await models.queries.flows({ first: 1000 });
    const records = new Map(newest(world.flowRecords).map((r) => [flowId(world.source, r.flow), r]));
    let named = 0;
    for (const flow of rows) {
      const { src, dst, first } = records.get(flow.id) as FlowRecord;
      const told = world.dnsRecords.filter(
        (d) => d.client === src && d.time <= first && d.answers.some(([, , data]) => data === dst),
      );
      expect(flow.domain).toBe(told.at(-1)?.name ?? null);
      if (flow.domain) named++;
    }
    expect(named).toBeGreaterThan(50);
  });

  it.each([
    [{ where: { ip: ['10.0.0.300'] } }, 'neither an address nor a prefix'],
    [{ where: { port: [70_000] } }, '0 to 65535'],
    [{ where: { proto: ['xyz'] } }, 'not a protocol'],
    [{ where: { source: 'x' } }, 'not the id of a source'],
    [{ where: { range: { from: '2026-11-21', to: '2026-11-22' } } }, 'not a time'],
    [{ where: { range: { from: '2026-11-22T00:00:00Z', to: '2026-11-21T00:00:00Z' } } }, 'the range is empty'],
    [{ first: 1001 }, '1 to 1000'],
    [{ after: 'abc' }, 'not a cursor'],
    [{ where: { communityId: 'abc' } }, 'not a community id'],
  ])('refuses %j', async (args, message) => {
    await expect(models.queries.flows(args)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(message),
    });
  });
});

describe('totals of flows', () => {
  it('are the sums of the deltas by their last packet time', async () => {
    for (const [from, to] of ranges()) {
      const within = world.flowRecords.filter((r) => delta(r) > 0 && r.dLast >= from && r.dLast < to);
      const talkers = grouped(within.map((r) => [r.src, delta(r)]));
      const top = await models.queries.topTalkers({ range: range(from, to), first: 200 });
      expect(new Map(top.rows.map((r) => [r.key, r.value]))).toEqual(talkers);
      expect(top.total).toBe(sum(within.map(delta)));
      expect(top.distinct).toBe(talkers.size);
      const answered = grouped(within.map((r) => [r.dst, r.dDstBytes]));
      const back = await models.queries.responders({ range: range(from, to), first: 3 });
      expect(back.rows.map((r) => r.value)).toEqual([...answered.values()].toSorted((a, b) => b - a).slice(0, 3));
      expect(back.total).toBe(sum(answered.values()));
    }
  });

  it('count TCP flows by state, running ones apart', async () => {
    const tcp = newest(world.flowRecords).filter((r) => r.proto === 6);
    const expected = grouped(tcp.map((r) => [r.kind === 2 ? r.state : 'RUNNING', 1]));
    const states = await models.queries.connectionStates({ range: everything() });
    expect(new Map(states.rows.map((r) => [r.key, r.value]))).toEqual(expected);
  });
});

describe('hosts', () => {
  const both = (records: readonly FlowRecord[]) =>
    records.flatMap((r) => [
      { r, address: r.src, peer: r.dst, sent: r.dSrcBytes, received: r.dDstBytes, orig: r.rec === 0 ? 1 : 0, resp: 0 },
      { r, address: r.dst, peer: r.src, sent: r.dDstBytes, received: r.dSrcBytes, orig: 0, resp: r.rec === 0 ? 1 : 0 },
    ]);

  it('sum both directions, count flows and distinct peers in any range', async () => {
    for (const [from, to] of ranges()) {
      const sides = both(
        world.flowRecords.filter((r) => (delta(r) > 0 || r.rec === 0) && r.dLast >= from && r.dLast < to),
      );
      const page = await models.queries.hosts({ range: range(from, to), first: 200 });
      expect(page.count).toBe(new Set(sides.map((s) => s.address)).size);
      expect(page.rows).toHaveLength(page.count);
      for (const host of page.rows) {
        const own = sides.filter((s) => s.address === host.address);
        expect(host).toMatchObject({
          bytesSent: sum(own.map((s) => s.sent)),
          bytesReceived: sum(own.map((s) => s.received)),
          flowsAsOriginator: sum(own.map((s) => s.orig)),
          flowsAsResponder: sum(own.map((s) => s.resp)),
          peers: new Set(own.map((s) => s.peer)).size,
          internal: /^10\.|^fd/.test(host.address),
        });
      }
    }
  });

  it('come in pages in every order, and by search', async () => {
    const all = (await models.queries.hosts({ range: everything(), first: 200 })).rows.map((h) => h.address);
    for (const sort of [
      'BYTES_DESC',
      'FLOWS_DESC',
      'PEERS_DESC',
      'LAST_SEEN_DESC',
      'FIRST_SEEN_DESC',
      'ADDRESS_ASC',
    ] as const) {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<ReadModels['queries']['hosts']>> = await models.queries.hosts({
          range: everything(),
          sort,
          first: 4,
          after,
        });
        seen.push(...page.rows.map((h) => h.address));
        after = page.next;
      } while (after);
      expect(seen.toSorted()).toEqual(all.toSorted());
    }
    const searched = async (search: string) =>
      (await models.queries.hosts({ range: everything(), search, first: 200 })).rows.map((h) => h.address).toSorted();
    expect(await searched('10.0.0.0/30')).toEqual(all.filter((a) => /^10\.0\.0\.[1-3]$/.test(a)).toSorted());
    expect(await searched('db8')).toEqual(all.filter((a) => a.includes('db8')).toSorted());
    expect(await searched('host-6.exa')).toEqual(['198.51.100.1']);
  });

  it('show one host in detail', async () => {
    const address = '198.51.100.2';
    const detail = await models.queries.host({ address, range: everything() });
    const own = both(world.flowRecords).filter((s) => s.address === address);
    expect(sum(detail?.bytesSent ?? [])).toBe(sum(own.map((s) => s.sent)));
    expect(sum(detail?.bytesReceived ?? [])).toBe(sum(own.map((s) => s.received)));
    expect(detail?.host.bytesSent).toBe(sum(own.map((s) => s.sent)));
    expect(detail?.peers.total).toBe(sum(own.map((s) => delta(s.r))));
    expect(detail?.apps.total).toBe(sum(own.map((s) => delta(s.r))));
    const answered = newest(world.flowRecords).filter((r) => r.dst === address && r.dstPackets > 0);
    expect(new Map(detail?.services.rows.map((r) => [r.key, r.value]))).toEqual(
      grouped(answered.map((r) => [`${r.dstPort}/${r.proto === 6 ? 'tcp' : 'udp'}`, 1])),
    );
    const client = await models.queries.host({ address: '10.0.0.3', range: everything() });
    expect(client?.domains.total).toBe(
      sum(world.dnsRecords.filter((d) => d.client === '10.0.0.3').map((d) => d.queries)),
    );
    expect(await models.queries.host({ address: '203.0.113.9', range: everything() })).toBeNull();
  });
});

describe('traffic', () => {
  it('adds up in every bucket width and range', async () => {
    for (const [from, to] of ranges())
      for (const bucket of [1, 7, 60, 3600, null]) {
        if (bucket !== null && (to - from) / 1e6 / bucket > 2000) continue;
        const rows = world.trafficRows.filter((r) => r.second >= Math.floor(from / 1e6) && r.second * 1e6 < to);
        const traffic = await models.queries.traffic({ range: range(from, to), by: 'APP', bucket });
        const series = new Map(traffic.series.map((s) => [s.key, sum(s.bytesIn) + sum(s.bytesOut)]));
        expect(series).toEqual(grouped(rows.map((r) => [r.app, r.bytesIn + r.bytesOut])));
        const total = await models.queries.traffic({ range: range(from, to), by: 'TOTAL', bucket });
        expect(total.times.length).toBe(total.series[0]?.packets.length);
        const at = total.times.findIndex((time) => Date.parse(time) / 1000 + total.bucket > (rows[0]?.second ?? 0));
        const end = Date.parse(total.times[at] as string) / 1000 + total.bucket;
        expect(total.series[0]?.packets[at]).toBe(sum(rows.filter((r) => r.second < end).map((r) => r.packets)));
      }
    const protocols = await models.queries.protocols({ range: everything() });
    expect(protocols.total).toBe(sum(world.trafficRows.map((r) => r.bytesIn + r.bytesOut)));
  });

  it('gives the overview its figures', async () => {
    const view = await models.queries.overview({ range: everything() });
    const packets = sum(world.trafficRows.map((r) => r.packets));
    const seconds = Math.ceil(world.to / 1e6) - Math.floor(world.from / 1e6);
    const running = newest(world.flowRecords).filter((r) => r.kind !== 2).length;
    expect(view).toMatchObject({
      packets,
      bytes: sum(world.trafficRows.map((r) => r.bytesIn + r.bytesOut)),
      dnsQueries: sum(world.trafficRows.map((r) => r.queries)),
      flows: newest(world.flowRecords).length,
      everRecorded: true,
      packetsPerSecond: { value: packets / seconds, previous: null },
      runningFlows: { value: running },
    });
    expect(view.packetsPerSecond.spark.length).toBeLessThanOrEqual(60);
    expect(view.runningFlows.spark.at(-1)).toBe(running);
    const middle = world.from + 3_600_000_000;
    const early = await models.queries.overview({ range: range(world.from, middle) });
    const late = await models.queries.overview({ range: range(middle, middle + 3_600_000_000) });
    expect(late.packetsPerSecond.previous).toBeCloseTo(early.packetsPerSecond.value, 1);
    const empty = await models.queries.overview({
      range: { from: '1999-01-01T00:00:00Z', to: '1999-01-02T00:00:00Z' },
    });
    expect(empty).toMatchObject({
      packets: 0,
      flows: 0,
      lastSeen: null,
      everRecorded: true,
      bitsPerSecond: { previous: null },
    });
  });
});

describe('dns', () => {
  it('lists every transaction once, newest first', async () => {
    const seen: string[] = [];
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<ReadModels['queries']['dnsTransactions']>> = await models.queries.dnsTransactions({
        first: 33,
        after,
      });
      seen.push(...page.rows.map((r) => r.id));
      names.push(...page.rows.map((r) => r.time));
      after = page.next;
    } while (after);
    expect(new Set(seen).size).toBe(world.dnsRecords.length);
    expect(names).toEqual(names.toSorted().toReversed());
  });

  it('filters transactions', async () => {
    const count = async (where: object) => (await models.queries.dnsTransactions({ where })).count;
    const expected = (test: (d: (typeof world.dnsRecords)[number]) => boolean) => world.dnsRecords.filter(test).length;
    expect(await count({ search: 'HOST-1' })).toBe(expected((d) => d.name.includes('host-1')));
    expect(await count({ rcode: ['NXDOMAIN'], qtype: ['A'] })).toBe(expected((d) => d.rcode === 3 && d.qtype === 1));
    expect(await count({ rcode: ['UNANSWERED'] })).toBe(expected((d) => d.rcode === -1));
    expect(await count({ name: ['host-3.example.co.uk'], client: ['10.0.0.0/29'] })).toBe(
      expected((d) => d.name === 'host-3.example.co.uk' && Number(d.client.split('.')[3]) < 8),
    );
    expect(await count({ flow: flowId(world.source, 5) })).toBe(expected((d) => d.flow === 5));
    await expect(count({ qtype: ['NOPE'] })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('counts domains in any range', async () => {
    for (const [from, to] of ranges()) {
      const within = world.dnsRecords.filter((d) => d.time >= from && d.time < to);
      const page = await models.queries.domains({ range: range(from, to), first: 200 });
      expect(page.count).toBe(new Set(within.map((d) => d.name)).size);
      for (const domain of page.rows) {
        const own = within.filter((d) => d.name === domain.name);
        const all = world.dnsRecords.filter((d) => d.name === domain.name);
        const answered = own.filter((d) => d.rcode >= 0).length;
        expect(domain).toMatchObject({
          queries: sum(own.map((d) => d.queries)),
          clients: new Set(own.map((d) => d.client)).size,
          nxShare: answered ? own.filter((d) => d.rcode === 3).length / answered : 0,
          firstSeen: formatTime(all[0]?.time ?? 0),
          lastSeen: formatTime(all.at(-1)?.time ?? 0),
          registrable: 'example.co.uk',
        });
      }
    }
    const one = await models.queries.domains({ range: everything(), search: 'host-12.' });
    expect(one.rows.map((d) => d.name)).toEqual(['host-12.example.co.uk']);
  });

  it('pages domains in every order', async () => {
    for (const sort of [
      'QUERIES_DESC',
      'CLIENTS_DESC',
      'NXDOMAIN_DESC',
      'LAST_SEEN_DESC',
      'FIRST_SEEN_DESC',
      'NAME_ASC',
    ] as const) {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<ReadModels['queries']['domains']>> = await models.queries.domains({
          range: everything(),
          sort,
          first: 7,
          after,
        });
        seen.push(...page.rows.map((d) => d.name));
        after = page.next;
      } while (after);
      expect(seen.toSorted()).toEqual([...new Set(world.dnsRecords.map((d) => d.name))].toSorted());
    }
  });

  it('shows one domain in detail', async () => {
    const name = 'host-6.example.co.uk';
    const own = world.dnsRecords.filter((d) => d.name === name);
    const detail = await models.queries.domain({ name: name.toUpperCase(), range: everything() });
    const queries = sum(own.map((d) => d.queries));
    expect(detail?.domain.queries).toBe(queries);
    expect(sum(detail?.series.flatMap((s) => s.values) ?? [])).toBe(queries);
    expect(detail?.clients.total).toBe(queries);
    expect(detail?.qtypes.rows.map((r) => r.key)).toContain('A');
    expect(detail?.answers).toEqual([
      expect.objectContaining({ data: '198.51.100.1', type: 'A', count: own.filter((d) => d.rcode === 0).length }),
    ]);
    expect(detail?.recent[0]?.time).toBe(formatTime(own.at(-1)?.time ?? 0));
    expect(await models.queries.domain({ name: 'never.example', range: everything() })).toBeNull();
  });
});
