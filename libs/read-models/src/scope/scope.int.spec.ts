import type { Scope } from '@wireledger/access';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime, parseIp, parsePrefix } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';

import type { ReadModels } from '../read-models';
import { Database } from '../database';
import { isInternal } from '../sql/addresses';
import { COUNT_LIMIT, rowCount } from '../sql/page';
import { Params } from '../sql/params';
import { littleWorld, type LittleWorld } from '../testing/little-world';
import { appendEach, type DnsRecord, type FlowRecord } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

jest.setTimeout(120_000);

const WORLD = { seed: 11, flows: 150 } as const;

const inside = (address: string, prefixes: readonly string[]): boolean =>
  prefixes.some((text) => {
    const [bytes, prefix] = [parseIp(address), parsePrefix(text)];
    if (!bytes || !prefix || bytes.length !== prefix.bytes.length) return false;
    return parsePrefix(`${address}/${prefix.length}`)?.bytes.every((byte, i) => byte === prefix.bytes[i]) === true;
  });

/** What a scope lets pass, by hand: the reference. */
function passes(scope: Scope, [a, b]: [string, string], [p, q]: [number, number], proto: number): boolean {
  const ip = !scope.ip || inside(a, scope.ip) || inside(b, scope.ip);
  const port = !scope.port || ([6, 17].includes(proto) && (scope.port.includes(p) || scope.port.includes(q)));
  return ip && port && (!scope.proto || scope.proto.includes(proto));
}
const flowPasses = (scope: Scope) => (r: FlowRecord) => passes(scope, [r.src, r.dst], [r.srcPort, r.dstPort], r.proto);
const dnsPasses = (scope: Scope) => (r: DnsRecord) => passes(scope, [r.client, r.server], [50_000, 53], 17);

let server: TestReadModels;
let world: LittleWorld;
let whole: ReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
  world = littleWorld(WORLD);
  whole = await open(world);
}, 240_000);
afterAll(() => server.stop());

async function open(...worlds: LittleWorld[]): Promise<ReadModels> {
  const log = new InMemoryEventLog();
  for (const { sensor, events } of worlds) await appendEach(log, `facts-${sensor}.20261121`, events);
  const models = await server.open(log);
  await followAllToEnd(models);
  return models;
}

const SCOPES: [string, Scope][] = [
  ['a prefix', { ip: ['10.0.0.4/31'] }],
  ['a prefix of IPv6 and an address', { ip: ['fd00::/125', '198.51.100.2'] }],
  ['ports', { port: [443, 53] }],
  ['a protocol', { proto: [6] }],
  ['everything at once', { ip: ['10.0.0.0/29'], port: [53, 80], proto: [17], sensor: ['sensor-1'] }],
  ['a sensor that is not there', { sensor: ['elsewhere'] }],
  ['what nobody sent', { ip: ['192.0.2.1'] }],
];

/** Places in the log differ between a world and a part of it; nothing else may. */
const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, function (this: Record<string, unknown>, key, inner: unknown) {
      const isPlace =
        key === 'position' || key === 'n' || key === 'next' || key === 'startedAt' || (key === 'id' && 'qtype' in this);
      return isPlace ? undefined : inner;
    }),
  );

describe.each(SCOPES)('within %s', (_name, scope) => {
  let part: ReadModels;
  let partWorld: LittleWorld;
  const range = () => ({ from: formatTime(world.from + 600_000_123), to: formatTime(world.to - 900_000_321) });
  beforeAll(async () => {
    const none = scope.sensor !== undefined && !scope.sensor.includes('sensor-1');
    partWorld = littleWorld({
      ...WORLD,
      keepFlow: (r) => !none && flowPasses(scope)(r),
      keepDns: (r) => !none && dnsPasses(scope)(r),
    });
    part = await open(partWorld);
  }, 240_000);

  const same = async (ask: (models: ReadModels, scope: Scope | null) => Promise<unknown>) => {
    expect(withoutPlaces(await ask(whole, scope))).toEqual(withoutPlaces(await ask(part, null)));
  };

  it('A-59 lists, counts and totals are those of a world that holds nothing else', async () => {
    const first = 200;
    await same((m, s) => m.queries.flows({ where: { range: range() }, first: 1000 }, s));
    await same((m, s) =>
      m.queries.flows({ where: { ip: ['10.0.0.0/24'], port: [443, 22] }, sort: 'BYTES_DESC', first }, s),
    );
    await same((m, s) => m.queries.dnsTransactions({ where: { range: range(), search: 'host-1' }, first }, s));
    await same((m, s) => m.queries.domains({ range: range(), first }, s));
    await same((m, s) => m.queries.domains({ range: range(), search: '-2', sort: 'FIRST_SEEN_DESC', first }, s));
    await same((m, s) => m.queries.domains({ range: range(), under: 'example.co.uk', first }, s));
    await same((m, s) => m.queries.domainTree({ range: range() }, s));
    await same((m, s) => m.queries.domainTree({ range: range(), search: '*-2.*', sort: 'NAME_ASC' }, s));
    await same((m, s) => m.queries.flowsOverTime({ where: { range: range() } }, s));
    await same((m, s) => m.queries.flowsOverTime({ where: { range: range(), app: ['tls'], ip: ['10.0.0.0/24'] } }, s));
    await same((m, s) => m.queries.hosts({ range: range(), first }, s));
    await same((m, s) => m.queries.hosts({ range: range(), search: 'host-3', sort: 'PEERS_DESC', first }, s));
    await same((m, s) => m.queries.topTalkers({ range: range(), first }, s));
    await same((m, s) => m.queries.responders({ range: range(), first: 3 }, s));
    await same((m, s) => m.queries.connectionStates({ range: range() }, s));
  });

  it('A-58 what lies outside is answered like what never was', async () => {
    for (const record of world.flowRecords.filter((r) => r.rec === 0).slice(0, 40))
      await same((m, s) => m.queries.flow({ id: flowId(world.source, record.flow) }, s));
    for (const address of ['10.0.0.3', '10.0.0.5', '10.0.0.9', '198.51.100.2', 'fd00::3', '192.0.2.99'])
      await same((m, s) => m.queries.host({ address, range: range() }, s));
    for (const name of ['host-1.example.co.uk', 'host-7.example.co.uk', 'never.example'])
      await same((m, s) => m.queries.domain({ name, range: range() }, s));
  }, 120_000);

  it('figures of traffic are sums of the flows and lookups that it lets be seen', async () => {
    if (!scope.ip && !scope.port && !scope.proto) return expect(scope.sensor).toBeDefined();
    // Whole minutes: samples are counted in seconds.
    const [from, to] = [Math.ceil(world.from / 6e7) * 6e7, Math.floor(world.to / 6e7) * 6e7];
    const asked = { from: formatTime(from), to: formatTime(to) };
    const deltas = partWorld.flowRecords.filter((r) => r.dLast >= from && r.dLast < to);
    const lookups = partWorld.dnsRecords.filter((r) => r.time >= from && r.time < to);
    const add = <T>(rows: readonly T[], value: (row: T) => number) =>
      rows.reduce((total, row) => total + value(row), 0);
    const bytes = (r: FlowRecord) => r.dSrcBytes + r.dDstBytes;
    const overview = await whole.queries.overview({ range: asked }, scope);
    expect(overview).toMatchObject({
      bytes: add(deltas, bytes),
      packets: add(deltas, (r) => r.dSrcPackets + r.dDstPackets),
      dnsQueries: add(lookups, (r) => r.queries),
      requestsPerMinute: null,
    });
    const total = await whole.queries.traffic({ range: asked, by: 'TOTAL', bucket: 60 }, scope);
    const inwards = (r: FlowRecord) => (isInternal(r.dst) ? r.dSrcBytes : 0) + (isInternal(r.src) ? r.dDstBytes : 0);
    expect(add(total.series[0]?.bytesIn ?? [], (n) => n)).toBe(add(deltas, inwards));
    expect(add(total.series[0]?.bytesOut ?? [], (n) => n)).toBe(add(deltas, (r) => bytes(r) - inwards(r)));
    const protocols = await whole.queries.protocols({ range: asked, first: 50 }, scope);
    expect(protocols.total).toBe(add(deltas, bytes));
    const [source] = await whole.queries.sources({}, scope);
    expect(source?.bytes ?? 0).toBe(add(partWorld.flowRecords, bytes));
  });
});

it('an estimate of rows is one of rows in the scope, and the place in the log is everybody’s', async () => {
  const db = new Database(whole.source).within({ ip: ['192.0.2.1'], port: [443] });
  const estimate = await rowCount(db, COUNT_LIMIT + 1, 'SELECT 1 FROM rm.flow', new Params());
  expect(estimate).toEqual({ count: COUNT_LIMIT + 1, exact: false });
  const newest = await whole.queries.logMoment({});
  expect(newest).not.toBeNull();
  expect(await whole.queries.logMoment({}, { ip: ['192.0.2.1'] })).toEqual(newest);
});

it('within sensors: sums, sources and sensors of those alone', async () => {
  const other = littleWorld({ seed: 12, flows: 50, sensor: 'sensor-2' });
  const [both, alone] = [await open(world, other), await open(other)];
  const scope = { sensor: ['sensor-2'] };
  const range = { from: formatTime(world.from), to: formatTime(world.to) };
  for (const ask of [
    (m: ReadModels, s: Scope | null) => m.queries.overview({ range }, s),
    (m: ReadModels, s: Scope | null) => m.queries.traffic({ range, by: 'SENSOR' }, s),
    (m: ReadModels, s: Scope | null) => m.queries.protocols({ range }, s),
    (m: ReadModels, s: Scope | null) => m.queries.sensors({}, s),
    (m: ReadModels, s: Scope | null) => m.queries.sources({}, s),
    (m: ReadModels, s: Scope | null) => m.queries.hosts({ range }, s),
    (m: ReadModels, s: Scope | null) => m.queries.domains({ range }, s),
    (m: ReadModels, s: Scope | null) => m.queries.domainTree({ range }, s),
    (m: ReadModels, s: Scope | null) => m.queries.flowsOverTime({ where: { range } }, s),
    (m: ReadModels, s: Scope | null) => m.queries.flows({ where: { sensor: ['sensor-1'] } }, s),
  ])
    expect(withoutPlaces(await ask(both, scope))).toEqual(withoutPlaces(await ask(alone, null)));
  expect(await both.queries.sources({ sensor: 'sensor-1' }, scope)).toEqual([]);
}, 120_000);
