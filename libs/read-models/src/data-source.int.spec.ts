import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { Client } from 'pg';

import { ENTITIES } from './data-source';
import { TestReadModels } from './testing/test-read-models';

let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());

it('has entities that say what the tables are', async () => {
  const { source } = await server.open(new InMemoryEventLog());
  expect(source.entityMetadatas).toHaveLength(ENTITIES.length);
  for (const { schema, tableName, columns } of source.entityMetadatas) {
    const found: object[] = await source.query(
      `SELECT column_name AS name, replace(data_type, 'bigint', 'int8') AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2`,
      [schema, tableName],
    );
    const told = columns.map(({ databaseName, type, isNullable }) => ({
      ...{ name: databaseName, type, nullable: isNullable },
    }));
    expect(told.length).toBeGreaterThan(2);
    expect(new Set(told)).toEqual(new Set(found));
  }
});

it('reads int8 as number, for its own connections only', async () => {
  const connection = await server.database();
  const { pool, source } = await server.open(new InMemoryEventLog(), connection);
  const sql = `SELECT 9007199254740991::int8 AS n, '10.0.0.1/32'::inet AS address`;
  const told = { n: 9007199254740991, address: '10.0.0.1' };
  expect((await pool.query(sql)).rows).toEqual([told]);
  expect(await source.query(sql)).toEqual([told]);
  const other = new Client(connection);
  await other.connect();
  expect((await other.query(sql)).rows).toEqual([{ ...told, n: '9007199254740991' }]);
  await other.end();
});

it('a connection that is cut while its user asks nothing fails the next statement, and ends nothing', async () => {
  const connection = await server.database();
  const { pool } = await server.open(new InMemoryEventLog(), connection);
  const other = new Client(connection);
  await other.connect();
  const held = await Promise.all([pool.connect(), pool.connect()]);
  for (const client of held) {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const cut = new Promise((resolve) => client.once('end', resolve));
    await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await cut;
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
  }
  expect((await pool.query<{ n: number }>('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  await other.end();
});
