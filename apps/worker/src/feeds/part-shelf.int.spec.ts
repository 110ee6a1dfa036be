import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { FeedPartStore, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { PartShelf } from './part-shelf';

const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
let postgres: TestPostgres;
let models: ReadModels;
let store: FeedPartStore;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const { host, port, user, password, database } = postgres.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  // Its pool outlives a server that ends its connections.
  models = await ReadModels.open({
    connection,
    poolSize: 2,
    log: new InMemoryEventLog({ catalogue: eventCatalogue() }),
  });
  store = new FeedPartStore(models.pool);
});
afterAll(async () => {
  await models.close();
  await postgres.stop();
});
beforeEach(() => models.pool.query('TRUNCATE rm.feed_part, rm.feed_cursor'));

/** An object that says `bytes`, about. */
const part = (key: string, bytes: number) => ({
  ...{ key, stamp: '1', untilUs: null },
  entries: [{ value: `${key}.example`, note: 'n'.repeat(bytes) }],
});
const shelf = (limits: { parts: number; bytes: number }) => new PartShelf(store, LIST, 'source', false, limits);

it.each([
  ['objects', { parts: 2, bytes: 1e6 }],
  ['bytes', { parts: 1000, bytes: 6000 }],
])('a feed over its limit of %s takes nothing more, in no later round either', async (_what, limits) => {
  for (let round = 0; round < 2; round++) {
    const one = shelf(limits);
    await one.begin();
    const became = [];
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      became.push((await one.put([part(`${key}${round}`, 2500)], null))?.why ?? null);
    const full = expect.stringMatching(/^it has over [\d,]+ objects, or .* MiB of them\. Choose/) as string;
    expect(became).toEqual(round === 0 ? [null, null, null, full, full] : [full, full, full, full, full]);
  }
  expect((await store.size(LIST)).parts).toBe(3);
});

it('takes an object that comes again in the place of its older version, however often', async () => {
  const one = shelf({ parts: 2, bytes: 6000 });
  await one.begin();
  for (let n = 0; n < 10; n++) expect(await one.put([part('a', 2500), part('b', 2500)], null)).toBeNull();
});

it('reads and writes big objects a few at a time', async () => {
  const big = 3 * 1024 * 1024;
  const one = shelf({ parts: 100, bytes: 1e9 });
  await one.begin();
  await one.put(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => part(key, key === 'e' ? 4 * big : big)),
    null,
  );
  const pages: string[] = [];
  for await (const entries of store.entries(LIST, 0)) pages.push(entries.map(({ value }) => value[0]).join(''));
  expect(pages).toEqual(['abc', 'de', 'fg']);
});
