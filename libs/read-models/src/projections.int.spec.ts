import { randomUUID } from 'node:crypto';

import { InMemoryEventLog, type NewEvent } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';
import { Client } from 'pg';

import { Database } from './database';
import type { ReadModels } from './read-models';
import { sensors } from './sensors/sensor-queries';
import { ARP_RECORD, DHCP_RECORD, factsEvent, factsWorld } from './testing/facts-world';
import { littleWorld, seeded } from './testing/little-world';
import {
  appendEach,
  batchEvent,
  dnsColumns,
  domainEvent,
  flowColumns,
  sourceId,
  T0,
  trafficColumns,
} from './testing/telemetry';
import { followAllToEnd, followToEnd, TestReadModels } from './testing/test-read-models';

let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());

const STREAM = 'facts-sensor-1.20261121';
/** A log whose clock stands still, so that rows recorded twice are equal. */
const stillLog = () => new InMemoryEventLog({ clock: () => T0 + 3_600_000_000 });

/** Rows of every table that projections write, partial rows of rollups merged, in a fixed order. */
async function allRows(models: ReadModels): Promise<Record<string, unknown[]>> {
  const sums: Record<string, string> = {
    pair_hour:
      'day, hour, sensor, src, dst, sum(flows) f, sum(src_bytes) s, sum(dst_bytes) d FROM rm.pair_hour GROUP BY 1, 2, 3, 4, 5',
    dns_hour:
      'day, hour, sensor, name, client, sum(queries) q, sum(answered) a, sum(nx) n FROM rm.dns_hour GROUP BY 1, 2, 3, 4, 5',
    partition:
      "model, day, least, greatest, sensors, CASE WHEN model LIKE '%hour' OR model LIKE '%minute' OR model = 'observed' THEN 0 ELSE rows END FROM rm.partition",
  };
  const whole = [
    'flow',
    'flow_part',
    'flow_live',
    'host',
    'traffic_second',
    'traffic_minute',
    'traffic_hour',
    'sensor',
  ];
  whole.push('source', 'source_span', 'log_clock', 'dns_transaction', 'dns_resolved', 'dns_name', 'dns_answer');
  whole.push('tls_handshake', 'http_transaction', 'auth_attempt', 'host_mac', 'dhcp_client');
  whole.push('observed', 'observed_value', 'observed_day');
  for (const table of whole) sums[table] = `* FROM rm.${table}`;
  const rows: Record<string, unknown[]> = {};
  for (const [table, select] of Object.entries(sums)) {
    const found = await models.pool.query<{ row: string }>(
      `SELECT x::text AS row FROM (SELECT ${select}) x ORDER BY 1`,
    );
    rows[table] = found.rows.map(({ row }) => row);
  }
  return rows;
}

async function worldLog(flows: number, seed: number): Promise<{ log: InMemoryEventLog; events: NewEvent[] }> {
  const world = littleWorld({ seed, flows });
  const log = stillLog();
  const before = domainEvent('domain.SensorEnrolled', { sensor: 'sensor-1' }, `enrol ${seed}`);
  const start = domainEvent(
    'domain.ReplayStarted',
    { source: world.source, sensor: 'sensor-1', file: '/tmp/a/day.pcap' },
    `start ${seed}`,
  );
  await appendEach(log, `sensor-x`, [before]);
  await appendEach(log, `capture-${world.source}`, [start]);
  await appendEach(log, STREAM, world.events);
  return { log, events: world.events };
}

/** The same facts as an isolated replay records them. */
const sandboxed = (events: readonly NewEvent[]): NewEvent[] =>
  events.map((event) => ({
    ...event,
    id: randomUUID(),
    meta: { ...event.meta, src: `sandbox/${sourceId('sandbox')}` },
  }));

it('nothing that an isolated replay records comes into any list, count, rollup or host', async () => {
  const { log } = await worldLog(120, 5);
  const models = await server.open(log);
  await followAllToEnd(models);
  const before = await allRows(models);
  expect(before.flow?.length).toBeGreaterThan(50);
  // Later and busier than all that is there: other hosts, names and days.
  const other = littleWorld({ seed: 6, flows: 200 });
  const facts = factsWorld({ seed: 6, size: 40 });
  await appendEach(log, `sandbox-${sourceId('sandbox')}`, sandboxed([...other.events, ...facts.events]));
  await followAllToEnd(models);
  // All who follow have come by them; what detectors judge is followed elsewhere.
  const positions = (await models.health()).flatMap(({ position }) => position ?? []);
  expect(positions.length).toBeGreaterThan(5);
  expect(new Set(positions)).toEqual(new Set([await log.head()]));
  expect(await allRows(models)).toEqual(before);
});

const FOLDED = ['flows', 'dns', 'traffic', 'tls', 'http', 'auth', 'neighbours', 'observed'];

it('writes the same rows page by page, killed at random, by two followers at once, and rebuilt', async () => {
  const { log } = await worldLog(250, 3);
  const facts = factsWorld({ seed: 3, size: 120 });
  await appendEach(log, STREAM, facts.events);
  const last = facts.events.length;
  for (let i = 1; i <= 12; i++)
    await appendEach(log, STREAM, [
      factsEvent(facts, 'arp', last + 2 * i - 1, [{ ...ARP_RECORD, sender: `10.0.0.${1 + (i % 4)}`, count: i }]),
      factsEvent(facts, 'dhcp', last + 2 * i, [{ ...DHCP_RECORD, hostname: `laptop-${i % 3}` }]),
    ]);
  const calm = await server.open(log);
  await followAllToEnd(calm);
  const expected = await allRows(calm);
  expect(expected.flow?.length).toBeGreaterThan(200);
  expect(expected.flow_live?.length).toBeGreaterThan(3);
  for (const table of ['tls_handshake', 'http_transaction', 'auth_attempt']) expect(expected[table]).toHaveLength(120);
  expect([expected.host_mac?.length, expected.dhcp_client?.length]).toEqual([5, 3]);

  const connection = await server.database();
  const killer = new Client(connection);
  await killer.connect();
  const random = seeded(99);
  let kills = 0;
  for (const name of FOLDED) {
    let done = 0;
    while (done < 2) {
      const models = await server.open(log, connection);
      const follower = models.follower(name);
      const twin = models.follower(name);
      const steps = 1 + Math.floor(random() * 4);
      const kill = random() < 0.8;
      const chaos = async () => {
        if (!kill) return;
        const delay = random() * 12;
        await new Promise((resolve) => setTimeout(resolve, delay));
        const { rowCount } = await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wireledger' AND datname = current_database()`,
        );
        kills += rowCount ?? 0;
      };
      const run = async () => {
        for (let i = 0; i < steps; i++) {
          const [a, b] = await Promise.allSettled([follower.step(), twin.step()]);
          for (const result of [a, b]) if (result.status === 'fulfilled' && result.value === 'idle') done++;
        }
      };
      await Promise.all([run(), chaos()]);
    }
  }
  await killer.end();
  expect(kills).toBeGreaterThan(5);
  const survivor = await server.open(log, connection);
  expect(
    (await survivor.health())
      .filter(({ name }) => FOLDED.includes(name))
      .map(({ state, deadLetters, lagSeconds }) => [state, deadLetters, lagSeconds]),
  ).toEqual(FOLDED.map(() => ['running', 0, 0]));
  expect(await allRows(survivor)).toEqual(expected);

  for (const name of FOLDED) await survivor.rebuild(name);
  expect((await allRows(survivor)).flow).toEqual([]);
  await followAllToEnd(survivor);
  expect(await allRows(survivor)).toEqual(expected);
}, 90_000);

it('maintenance changes no figure', async () => {
  const { log } = await worldLog(900, 11);
  const models = await server.open(log);
  await followAllToEnd(models);
  const partials = async () =>
    Number((await models.pool.query<{ n: number }>('SELECT count(*) AS n FROM rm.pair_hour')).rows[0]?.n);
  const [before, rows] = [await allRows(models), await partials()];
  const done = await models.maintain({ now: T0 / 1000 + 3_600_000, minPartials: 20 });
  expect(done.mergedHours).toBeGreaterThan(0);
  expect(await partials()).toBeLessThan(rows);
  expect(await allRows(models)).toEqual(before);
  const range = { from: '2026-11-21T08:00:30Z', to: '2026-11-21T09:59:30Z' };
  const traffic = await models.queries.protocols({ range });
  const later = await models.maintain({ now: T0 / 1000 + 3 * 86_400_000, minPartials: 20 });
  expect(later.sealed).toEqual(['dns_transaction_20261121', 'flow_20261121', 'flow_part_20261121']);
  expect(later.dropped).toEqual(['traffic_second_20261121']);
  expect((await models.queries.flows({ where: { ip: ['10.0.0.1'] } })).count).toBeGreaterThan(10);
  const coarse = await models.queries.protocols({ range });
  expect(coarse.total).toBeGreaterThan(traffic.total * 0.9);
  expect(await models.maintain({ now: T0 / 1000 + 3 * 86_400_000, minPartials: 20 })).toEqual({
    mergedHours: 0,
    sealed: [],
    dropped: [],
  });
}, 60_000);

it('a page of a list misses none and doubles none while flows are appended', async () => {
  const log = stillLog();
  const first = littleWorld({ seed: 31, flows: 120 });
  await appendEach(log, STREAM, first.events);
  const models = await server.open(log);
  await followAllToEnd(models);
  const seen: string[] = [];
  let after: string | null = null;
  let round = 0;
  do {
    const page: Awaited<ReturnType<ReadModels['queries']['flows']>> = await models.queries.flows({ first: 10, after });
    seen.push(...page.rows.map(({ id }) => id));
    after = page.next;
    const more = littleWorld({ seed: 100 + round, flows: 8, minutes: 2, source: `more ${round}` });
    await appendEach(log, `facts-more${round++}.20261121`, more.events);
    await followToEnd(models, 'flows');
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  for (let ordinal = 1; ordinal <= 120; ordinal++) expect(seen).toContain(flowId(first.source, ordinal));
}, 30_000);

it('a source that another one replaces ends: its running flows are lost, totals stay', async () => {
  const log = stillLog();
  const old = littleWorld({ seed: 41, flows: 200 });
  await appendEach(log, STREAM, old.events);
  const models = await server.open(log);
  await followAllToEnd(models);
  const running = (await models.queries.flows({ where: { running: true } })).count;
  const talkers = await models.queries.topTalkers({
    range: { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  });
  expect(running).toBeGreaterThan(0);
  const source = sourceId('new');
  const start = { source, sensor: 'sensor-1', cut: 1, replaces: old.source, file: '/captures/day two.pcap' };
  await appendEach(log, `capture-${source}`, [domainEvent('domain.ReplayStarted', start, 'replaces')]);
  await followAllToEnd(models);
  const lost = (await models.queries.flows({ where: { running: false }, first: 1000 })).rows.filter(
    ({ endReason }) => endReason === 'lost',
  );
  expect(lost).toHaveLength(running);
  expect(lost.every(({ records }) => records.length > 0 && records.every(({ kind }) => kind !== 'end'))).toBe(true);
  expect((await models.queries.flows({ where: { running: true } })).count).toBe(0);
  const range = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };
  expect(await models.queries.topTalkers({ range })).toEqual(talkers);
  const byId = new Map((await models.queries.sources({})).map((one) => [one.id, one]));
  expect(byId.get(old.source)).toMatchObject({ status: 'lost', packets: expect.any(Number) });
  expect(byId.get(source)).toMatchObject({ status: 'running', kind: 'replay', name: 'day two.pcap', packets: 0 });
});

it('hides the demo from queries that name no sensor, and tells sources and sensors', async () => {
  const log = stillLog();
  const demo = littleWorld({ seed: 51, flows: 30, sensor: 'demo' });
  const real = littleWorld({ seed: 52, flows: 20 });
  const shown = (value: boolean) => ({ area: 'demo', before: { shown: !value }, after: { shown: value } });
  await appendEach(log, 'sensor-demo', [
    domainEvent('domain.SensorEnrolled', { sensor: 'demo', demo: true }, 'enrol demo'),
  ]);
  const started = { source: demo.source, sensor: 'demo', cut: 1, demo: true, interfaces: ['demo0'] };
  await appendEach(log, `capture-${demo.source}`, [domainEvent('domain.CaptureStarted', started, 'demo starts')]);
  await appendEach(log, STREAM, [...demo.events, ...real.events]);
  const models = await server.open(log);
  await followAllToEnd(models);
  const range = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };
  const figures = async () => [
    (await models.queries.flows({})).count,
    (await models.queries.overview({ range })).flows,
    (await models.queries.dnsTransactions({})).count,
    (await models.queries.traffic({ range, by: 'SENSOR' })).series.length,
  ];
  expect(await figures()).toEqual([50, 50, 50, 2]);
  await appendEach(log, 'setting-demo', [domainEvent('domain.SettingChanged', shown(false), 'hide')]);
  await followAllToEnd(models);
  expect(await figures()).toEqual([20, 20, 20, 1]);
  expect((await models.queries.flows({ where: { sensor: ['demo'] } })).count).toBe(30);
  expect((await models.queries.overview({ range, sensor: 'demo' })).flows).toBe(30);
  expect(await models.queries.sensors({})).toMatchObject([
    { name: 'demo', demo: true, hidden: true },
    { name: 'sensor-1', demo: false, hidden: false },
  ]);
  const warnings = ['cut short'];
  const stopped = { source: demo.source, packets: 1, bytes: 1, batches: 1, reason: 'asked', warnings };
  await appendEach(log, `capture-${demo.source}`, [
    domainEvent('domain.GapReported', { source: demo.source, from: 0, to: 1, reason: 'restart', dropped: 3 }, 'gap'),
    domainEvent('domain.CaptureStopped', stopped, 'demo stops'),
    domainEvent('domain.SettingChanged', shown(true), 'show'),
  ]);
  await followAllToEnd(models);
  expect(await figures()).toEqual([50, 50, 50, 2]);
  const packets = demo.trafficRows.reduce((total, row) => total + row.packets, 0);
  expect((await models.queries.sources({ sensor: 'demo' }))[0]).toMatchObject({
    kind: 'demo',
    name: 'demo0',
    status: 'stopped',
    firstPacket: formatTime(demo.from - (demo.from % 1e6)),
    lastPacket: formatTime(
      Math.max(...demo.flowRecords.map((r) => r.last), ...demo.trafficRows.map((r) => r.second * 1e6)),
    ),
    packets,
    warnings: ['gap: restart, 3 packets dropped', 'cut short'],
  });
}, 30_000);

it('tells what a sensor sees now from its newest second', async () => {
  const log = stillLog();
  const world = littleWorld({ seed: 55, flows: 5, minutes: 1 });
  await appendEach(log, STREAM, world.events);
  const models = await server.open(log);
  await followAllToEnd(models);
  const newest = world.trafficRows.at(-1)?.second ?? 0;
  const rows = world.trafficRows.filter(({ second }) => second === newest);
  const at = async (now: number) => (await sensors(new Database(models.source), now))[0];
  expect(await at((newest + 2) * 1e6)).toMatchObject({
    status: 'live',
    packetsPerSecond: rows.reduce((sum, row) => sum + row.packets, 0),
    bitsPerSecond: rows.reduce((sum, row) => sum + row.bytesIn + row.bytesOut, 0) * 8,
  });
  expect(await at(T0 + 3_600_000_000 + 60e6)).toMatchObject({
    status: 'idle',
    packetsPerSecond: null,
    bitsPerSecond: null,
  });
  expect(await at(T0 + 3 * 3_600_000_000)).toMatchObject({ status: 'stale' });
});

it('keeps hostile texts in one visible form', async () => {
  const log = stillLog();
  const origin = { sensor: 'sensor-1', source: sourceId('hostile') };
  const name = '\u202ekcatta\u0000.<img src=x onerror=alert(1)>.example\ud800';
  const transaction = {
    ...{ flow: 0, time: T0, client: '10.0.0.1', server: '10.0.0.53', qtype: 1, rcode: 0, latency: 10, queries: 1 },
    ...{ responses: 1, raw: '0141016200', name, answers: [[16, 60, '"a\u0000b\udfff\u202e"']] as const },
  };
  const long = { ...transaction, name: `${'ä'.repeat(3000)}.example`, answers: [] };
  const [flow] = littleWorld({ seed: 61, flows: 1 }).flowRecords;
  if (!flow) throw new Error('no flow');
  await appendEach(log, STREAM, [
    batchEvent(origin, 'dns', 1, dnsColumns([transaction, long], T0), [T0, T0]),
    batchEvent(origin, 'flow', 2, flowColumns([{ ...flow, history: 'S\u0000h', app: '<b>\udc00' }], T0), [T0, T0]),
    batchEvent(
      origin,
      'traffic',
      3,
      trafficColumns(
        [
          {
            second: T0 / 1e6,
            iface: 0,
            app: 'x\u0000',
            packets: 1,
            bytesIn: 1,
            bytesOut: 0,
            queries: 0,
            requests: 0,
            drops: 0,
          },
        ],
        T0,
      ),
      [T0, T0],
    ),
  ]);
  const models = await server.open(log);
  await followAllToEnd(models);
  const { rows } = await models.queries.dnsTransactions({ where: { search: 'example' } });
  expect(rows.map((row) => row.name).toSorted()).toEqual(
    ['\u202ekcatta\\u0000.<img src=x onerror=alert(1)>.example\\ud800'].toSorted(),
  );
  expect(rows[0]?.answers).toEqual([{ type: 'TXT', ttl: 60, data: '"a\\u0000b\\udfff\u202e"' }]);
  expect(rows[0]?.rawName).toBe('A.b');
  const found = await models.queries.domains({ range: { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' } });
  expect(found.count).toBe(2);
  expect((await models.queries.flows({})).rows[0]).toMatchObject({ history: 'S\\u0000h', app: '<b>\\udc00' });
});
