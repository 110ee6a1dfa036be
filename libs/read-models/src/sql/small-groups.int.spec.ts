import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import type { TopListShape } from '../shapes';
import type { TrafficBy } from '../traffic/traffic-queries';
import { factsWorld, type FactsWorld } from '../testing/facts-world';
import { littleWorld, type LittleWorld } from '../testing/little-world';
import { appendEach } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import { SMALLEST_GROUP } from './small-groups';

jest.setTimeout(120_000);

let server: TestReadModels;
let world: LittleWorld;
let facts: FactsWorld;
let models: ReadModels;
let range: { readonly from: string; readonly to: string };
beforeAll(async () => {
  server = await TestReadModels.start();
  world = littleWorld({ seed: 11, flows: 150 });
  facts = factsWorld({ seed: 5, size: 120, sensor: 'sensor-2' });
  const log = new InMemoryEventLog();
  await appendEach(log, `facts-${world.sensor}.20261121`, world.events);
  await appendEach(log, `facts-${facts.sensor}.20261121`, facts.events);
  models = await server.open(log);
  await followAllToEnd(models);
  range = { from: formatTime(Math.min(world.from, facts.from)), to: formatTime(Math.max(world.to, facts.to)) };
}, 240_000);
afterAll(() => server.stop());

/** Hosts by key, counted by hand. */
function hostsBy<R>(
  records: readonly R[],
  key: (one: R) => string,
  host: (one: R) => string,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const one of records) found.set(key(one), (found.get(key(one)) ?? new Set()).add(host(one)));
  return found;
}
const keysOf = ({ rows }: TopListShape) => rows.map(({ key }) => key).sort();
/** What is left of a list for somebody who is held to the rule. */
function expectHeld(held: TopListShape, free: TopListShape, hosts: ReadonlyMap<string, ReadonlySet<string>>): void {
  const large = free.rows.filter(({ key }) => (hosts.get(key)?.size ?? 0) >= SMALLEST_GROUP);
  const total = large.reduce((sum, { value }) => sum + value, 0);
  expect(free.suppressed).toBeNull();
  expect(held.rows.map(({ key, value }) => [key, value])).toEqual(large.map(({ key, value }) => [key, value]));
  // Nobody subtracts: sums and counts are of what is shown.
  expect([held.total, held.distinct, held.suppressed]).toEqual([total, large.length, free.distinct - large.length]);
  expect(held.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(large.length > 0 ? 1 : 0);
}

it('A-83 values that fewer than five hosts have are in no list and no sum; their number is told', async () => {
  const [http, httpHeld] = await Promise.all([
    models.queries.httpTops({ where: { range }, first: 50 }),
    models.queries.httpTops({ where: { range }, first: 50 }, null, SMALLEST_GROUP),
  ]);
  const client = ({ client }: { client: string }) => client;
  expectHeld(
    httpHeld.methods,
    http.methods,
    hostsBy(facts.http, ({ method }) => method, client),
  );
  expectHeld(
    httpHeld.hosts,
    http.hosts,
    hostsBy(facts.http, ({ host }) => host, client),
  );
  expect(httpHeld.methods.rows.length).toBeGreaterThan(0);

  const [auth, authHeld] = await Promise.all([
    models.queries.authTops({ where: { range }, first: 50 }),
    models.queries.authTops({ where: { range }, first: 50 }, null, SMALLEST_GROUP),
  ]);
  expectHeld(
    authHeld.users,
    auth.users,
    hostsBy(facts.auth, ({ user }) => user, client),
  );
  // Of hosts each row is one, and there are enough of them.
  expect(auth.clients.distinct).toBeGreaterThanOrEqual(SMALLEST_GROUP);
  expect(keysOf(authHeld.clients)).toEqual(keysOf(auth.clients));
});

it('A-83 a drill-down to fewer than five hosts tells nothing', async () => {
  const [one] = facts.http;
  const where = { range, client: [one?.client ?? ''] };
  const { total, ...lists } = await models.queries.httpTops({ where, first: 50 }, null, SMALLEST_GROUP);
  expect(total).toBeGreaterThan(0);
  for (const list of Object.values<TopListShape>(lists))
    expect([list.rows, list.total, list.distinct]).toEqual([[], 0, 0]);
  expect(lists.methods.suppressed).toBeGreaterThan(0);
  const clients = await models.queries.authTops(
    { where: { range, client: [facts.auth[0]?.client ?? ''] } },
    null,
    SMALLEST_GROUP,
  );
  expect([clients.clients.rows, clients.clients.suppressed]).toEqual([[], 1]);
});

it('A-83 applications and states are told where five hosts began such flows', async () => {
  const sensor = world.sensor;
  for (const name of ['protocols', 'connectionStates'] as const) {
    const ask = (smallest: number) => models.queries[name]({ range, sensor, first: 50 }, null, smallest);
    const [free, held] = [await ask(0), await ask(SMALLEST_GROUP)];
    const of = world.flowRecords.filter(({ proto }) => name === 'protocols' || proto === 6);
    const hosts = hostsBy(
      of,
      ({ app, state }) => (name === 'protocols' ? app : state),
      ({ src }) => src,
    );
    const shown = new Set(keysOf(held));
    for (const key of keysOf(free)) {
      const behind = hosts.get(key)?.size ?? 0;
      if (behind < SMALLEST_GROUP && key !== 'RUNNING') expect([key, shown.has(key)]).toEqual([key, false]);
    }
    expect(held.distinct + (held.suppressed ?? 0)).toBe(free.distinct);
    expect(held.rows.length).toBeGreaterThan(0);
  }
  const few = await models.queries.protocols(
    { range: { from: range.from, to: formatTime(world.from + 1) }, sensor },
    null,
    SMALLEST_GROUP,
  );
  expect(few.rows).toEqual([]);
});

it('A-83 over time the applications of five hosts are told, as the list tells them; all together as they are', async () => {
  const { sensor } = world;
  const bytes = async (by: TrafficBy, smallest: number) => {
    const { series } = await models.queries.traffic({ range, sensor, by }, null, smallest);
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    return series.map(({ key, bytesIn, bytesOut }) => [key, sum(bytesIn) + sum(bytesOut)]);
  };
  const list = async (smallest: number) => {
    const { rows } = await models.queries.protocols({ range, sensor, first: 50 }, null, smallest);
    return rows.map(({ key, value }) => [key, value]);
  };
  for (const smallest of [0, SMALLEST_GROUP]) {
    const shown = (await bytes('APP', smallest)).filter(([, value]) => value !== 0);
    expect(shown).toEqual(await list(smallest));
  }
  const few = { from: range.from, to: formatTime(world.from + 1) };
  expect((await models.queries.traffic({ range: few, sensor, by: 'APP' }, null, 0)).series).not.toEqual([]);
  expect((await models.queries.traffic({ range: few, sensor, by: 'APP' }, null, SMALLEST_GROUP)).series).toEqual([]);
  for (const by of ['SENSOR', 'TOTAL'] as const) expect(await bytes(by, SMALLEST_GROUP)).toEqual(await bytes(by, 0));
});

it('A-83 of one host, and of a name that few asked for, nothing is grouped', async () => {
  const [flow] = world.flowRecords;
  const host = await models.queries.host({ address: flow?.src ?? '', range }, null, SMALLEST_GROUP);
  for (const list of [host?.peers, host?.apps, host?.services, host?.domains]) expect(list?.rows).toEqual([]);
  expect(host?.peers.suppressed).toBeGreaterThan(0);
  const clients = hostsBy(
    world.dnsRecords,
    ({ name }) => name,
    ({ client }) => client,
  );
  let few = 0;
  for (const [name, behind] of clients) {
    const domain = await models.queries.domain({ name, range }, null, SMALLEST_GROUP);
    if (!domain) continue;
    const isFew = behind.size < SMALLEST_GROUP;
    if (isFew) few++;
    expect([name, domain.clients.rows.length === 0]).toEqual([name, isFew]);
    if (isFew) expect([domain.servers.rows, domain.qtypes.rows]).toEqual([[], []]);
  }
  expect(few).toBeGreaterThan(0);
});
