import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { DataSource } from 'typeorm';

import { AddBacktestRanges1764920001000, backtestSchema } from './backtest-table';

jest.setTimeout(60_000);

let server: TestPostgres;
let source: DataSource;
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  source = await new DataSource({ type: 'postgres', host, port, username: user, password, database }).initialize();
});
afterAll(async () => {
  await source?.destroy();
  await server?.stop();
});

it('what was asked for before there were ranges went up to the moment in which it was asked for', async () => {
  const runner = source.createQueryRunner();
  await runner.query('CREATE SCHEMA rm');
  await runner.query(backtestSchema);
  await runner.query(
    `INSERT INTO rm.backtest (id, owner, asked_at, rule, version, days) VALUES (gen_random_uuid(), 'user:ada', 1800000000000000, 'mine', 1, 2)`,
  );
  const migration = new AddBacktestRanges1764920001000();
  await migration.up(runner);
  expect(await runner.query('SELECT from_at, to_at, live FROM rm.backtest')).toEqual([
    { from_at: '1799827200000000', to_at: '1800000000000000', live: false },
  ]);
  await migration.down(runner);
  expect(await runner.query('SELECT days FROM rm.backtest')).toEqual([{ days: 2 }]);
  await runner.release();
});
