import { InMemoryEventLog } from '@wireledger/event-sourcing';

import { Database } from '../database';
import { TestReadModels } from '../testing/test-read-models';
import { rowCount } from './page';
import { Params } from './params';

let server: TestReadModels;
let db: Database;
beforeAll(async () => {
  server = await TestReadModels.start();
  db = new Database((await server.open(new InMemoryEventLog())).source);
  await db.rows(`CREATE TABLE many AS SELECT n FROM generate_series(1, 40000) n`);
  await db.rows('ANALYZE many');
}, 60_000);
afterAll(() => server.stop());

const about = (least: number) => {
  const params = new Params();
  return { rows: `SELECT 1 FROM many WHERE n > ${params.of(least)}::int4`, params };
};

it('is exact to 10,000 rows, and above them what the planner expects', async () => {
  const all = about(0);
  expect(await rowCount(db, 9_999, all.rows, all.params)).toEqual({ count: 9_999, exact: true });
  const { count, exact } = await rowCount(db, 10_001, all.rows, all.params);
  expect(exact).toBe(false);
  expect(count).toBeGreaterThan(39_000);
  expect(count).toBeLessThan(41_000);
});

it('never estimates fewer than were counted', async () => {
  const none = about(39_999);
  expect(await rowCount(db, 10_001, none.rows, none.params)).toEqual({ count: 10_001, exact: false });
});
