import { type AppendReq, type EventLog, InMemoryEventLog, type RecordedEvent } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { ObservedStore, type ReadModels } from '@wireledger/read-models';

import { ObservedDays } from './observed-days';
import { DictionaryServer, followed } from './testing/dictionary';
import { type Lookup, recordLookups } from './testing/lookups';

jest.setTimeout(120_000);

const DAY_US = 86_400_000_000;
const DAY = Date.UTC(2026, 10, 21) * 1000;
const never = new AbortController().signal;
const logger = { info: () => undefined };
let server: DictionaryServer;
beforeAll(async () => {
  server = await DictionaryServer.start();
});
afterAll(() => server.stop());

let now: number;
let log: InMemoryEventLog;
beforeEach(() => {
  now = DAY + 8 * 3_600_000_000;
  log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => now });
});

const days = (models: ReadModels, to: EventLog = log) =>
  new ObservedDays({ log: to, store: new ObservedStore(models.pool), logger, clock: () => now });
const told = async (): Promise<readonly RecordedEvent[]> =>
  (await log.readAll({ after: 'start', filter: { types: ['rollup.'] }, limit: 1000 })).events;
const dictionary = async ({ pool }: ReadModels) => {
  const tables = ['observed', 'observed_value', 'observed_day'];
  const rows = tables.map((table) =>
    pool.query<{ row: string }>(`SELECT x::text AS row FROM rm.${table} x ORDER BY 1`),
  );
  return (await Promise.all(rows)).map((result) => result.rows.map(({ row }) => row));
};
const many = (n: number, from: number): Lookup[] =>
  Array.from({ length: n }, (_, i) => ({ name: `n${i}.example`, client: `10.0.0.${1 + (i % 20)}`, time: from + i }));
/** A log of the same events without those that retention takes. */
async function without(prefix: string): Promise<InMemoryEventLog> {
  let at = 0;
  const rest = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => at });
  for (const event of (await log.readAll({ after: 'start', limit: 10_000 })).events) {
    if (event.type.startsWith(prefix)) continue;
    at = event.recordedAt;
    const { id, type, data, meta } = event;
    await rest.append([{ stream: event.stream, expected: 'any', appendId: id, events: [{ id, type, data, meta }] }]);
  }
  return rest;
}

it('tells a day that is over once, in parts, and the dictionary is the same when it is made of these alone', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', many(1200, now));
  await recordLookups(log, '20261121', [
    { name: 'Old.Example', client: '10.0.0.9', time: DAY - 40 * DAY_US, answers: [[1, 60, '198.51.100.7']] },
    { name: 'old.example', client: '10.0.0.8', time: now },
  ]);
  await followed(models, 'observed');
  await days(models).tick(never);
  expect(await told()).toEqual([]);
  now = DAY + DAY_US + 10 * 60_000_000;
  await days(models).tick(never);
  expect(await told()).toEqual([]);
  now = DAY + DAY_US + 16 * 60_000_000;
  const before = await dictionary(models);
  expect(before[0]).toHaveLength(1202);
  expect(await days(models).tick(never)).toBe(1);
  await days(models).tick(never);
  const parts = await told();
  expect(parts.map(({ stream, data }) => [stream, data.day, data.part, data.last])).toEqual(
    [0, 1, 2].map((part) => ['rollup-20261121', '2026-11-21', part, part === 2]),
  );
  await followed(models, 'observed');
  expect(await days(models).tick(never)).toBe(0);
  const after = await dictionary(models);
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));

  const late = await server.open(await without('telemetry.'));
  await followed(late, 'observed');
  expect(await dictionary(late)).toEqual(after);
  const store = new ObservedStore(late.pool);
  const [name] = await store.held('names', ['old.example'], 10);
  expect(await store.sightings('names', [name?.key as Buffer])).toMatchObject([
    {
      ...{ value: 'old.example', sensor: 'edge-1', first: DAY - 40 * DAY_US, last: DAY + 8 * 3_600_000_000, count: 2 },
      ...{ days: 1, hosts: ['10.0.0.8', '10.0.0.9'], more: false },
    },
  ]);
  await models.rebuild('observed');
  await followed(models, 'observed');
  expect(await dictionary(models)).toEqual(after);
});

it('goes on behind the part at which another one died, and two at once write it once', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', many(1800, now));
  await followed(models, 'observed');
  now += DAY_US;
  let appends = 0;
  const dying = Object.create(log, {
    append: {
      value: async (requests: readonly AppendReq[]) => {
        if (++appends === 3) throw new Error('killed');
        return log.append(requests);
      },
    },
  }) as EventLog;
  await expect(days(models, dying).tick(never)).rejects.toThrow('killed');
  expect(await told()).toHaveLength(2);
  await followed(models, 'observed');
  await Promise.all([days(models).tick(never), days(models).tick(never)]);
  const parts = await told();
  expect(parts.map(({ data }) => data.part)).toEqual([0, 1, 2, 3]);
  const names = parts.flatMap(({ data }) => (data as unknown as { cols: { value: string[] } }).cols.value);
  expect(new Set(names).size).toBe(1800);
  expect(names).toHaveLength(1800);
});

it('what is recorded on a day that was told counts for the next one, however the log is read', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', many(3, now));
  await followed(models, 'observed');
  now += DAY_US;
  await days(models).tick(never);
  now -= DAY_US;
  await recordLookups(log, '20261121', [{ name: 'late.example', client: '10.0.0.1', time: now }]);
  await followed(models, 'observed');
  const after = await dictionary(models);
  expect(after[2]?.map((row) => row.slice(1, 11))).toEqual(['2026-11-21', '2026-11-22']);
  await models.rebuild('observed');
  await followed(models, 'observed');
  expect(await dictionary(models)).toEqual(after);
});

it('waits while the dictionary has not read what is recorded', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', many(3, now));
  await followed(models, 'observed');
  await recordLookups(log, '20261121', many(5, now));
  now += DAY_US;
  expect(await days(models).tick(never)).toBe(0);
  await followed(models, 'observed');
  expect(await days(models).tick(never)).toBe(1);
});

it('waits for what was recorded when the day was over, not for what has come since', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', many(3, now));
  now += DAY_US;
  const telling = days(models);
  expect(await telling.tick(never)).toBe(0);
  await followed(models, 'observed');
  await recordLookups(log, '20261122', many(2, now));
  expect(await telling.tick(never)).toBe(1);
  expect((await told()).map(({ data }) => [data.day, data.last])).toEqual([['2026-11-21', true]]);

  // The next day waits for what was recorded on it: the place of the day before is not enough.
  now += DAY_US;
  expect(await telling.tick(never)).toBe(0);
  await followed(models, 'observed');
  expect(await telling.tick(never)).toBe(1);
});

it('forgets values whose last day is gone', async () => {
  const models = await server.open(log);
  await recordLookups(log, '20261121', [{ name: 'gone.example', client: '10.0.0.1', time: now }]);
  now += DAY_US;
  await recordLookups(log, '20261122', [{ name: 'stays.example', client: '10.0.0.1', time: now }]);
  await followed(models, 'observed');
  await models.pool.query(`DELETE FROM rm.partition WHERE model = 'observed' AND day = '2026-11-21'`);
  await models.pool.query('DROP TABLE rm.observed_20261121');
  await models.maintain();
  const store = new ObservedStore(models.pool);
  const asked = ['gone.example', 'stays.example'];
  expect((await store.held('names', asked, 5)).map(({ entry }) => asked[entry])).toEqual(['stays.example']);
});
