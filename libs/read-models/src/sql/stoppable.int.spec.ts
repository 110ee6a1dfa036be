import { InMemoryEventLog } from '@wireledger/event-sourcing';

import { askedUntil } from '../asker';
import type { ReadModels } from '../read-models';
import { TestReadModels } from '../testing/test-read-models';
import { stoppable } from './stoppable';

let server: TestReadModels;
let models: ReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
  models = await server.open(new InMemoryEventLog());
}, 60_000);
afterAll(() => server.stop());

/** Statements that sleep in the database now. */
const sleeping = async (): Promise<number> => {
  const { rows } = await models.pool.query<{ n: number }>(
    `SELECT count(*)::int4 AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(%'`,
  );
  return rows[0]?.n ?? 0;
};
const until = async (check: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('a statement that nobody waits for any more', () => {
  it('A-48 is stopped in the database, and its connection is used by nobody else', async () => {
    const gone = new AbortController();
    const outcome = stoppable(models.pool, gone.signal, (client) => client.query('SELECT pg_sleep(300)')).then(
      () => 'done',
      (error: { code?: unknown }) => error.code,
    );
    await until(async () => (await sleeping()) === 1);
    gone.abort();
    expect(await outcome).toBe('CANCELED');
    await until(async () => (await sleeping()) === 0);
    const { rows } = await models.pool.query<{ one: number }>('SELECT 1 AS one');
    expect(rows).toEqual([{ one: 1 }]);
  }, 60_000);

  it('A-48 is not begun when he has gone before; queries of the read models know him', async () => {
    const gone = new AbortController();
    gone.abort();
    const asked = () => models.queries.hosts({ range: { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' } });
    await expect(askedUntil(gone.signal, asked)).rejects.toMatchObject({ code: 'CANCELED' });
    await expect(askedUntil(new AbortController().signal, asked)).resolves.toMatchObject({ rows: [] });
    await expect(asked()).resolves.toMatchObject({ rows: [] });
  });

  it('fails as others do while somebody waits', async () => {
    const stays = new AbortController().signal;
    await expect(stoppable(models.pool, stays, (client) => client.query('SELECT 1/0'))).rejects.toMatchObject({
      code: '22012',
    });
    expect(await stoppable(models.pool, stays, (client) => client.query('SELECT 1'))).toMatchObject({ rowCount: 1 });
  });
});
