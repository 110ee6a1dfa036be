import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { newSealKey, SealKey } from '@wireledger/event-sourcing';
import { anEvent } from '@wireledger/event-sourcing/testing';
import { AnchorFile } from '@wireledger/platform';
import { IntegrityStore, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { Integrity } from './integrity';

let server: TestPostgres;
let log: PostgresEventLog;
let models: ReadModels;
let folder: string;
const key = new SealKey(newSealKey());
const faults: unknown[] = [];
const logger = { error: (about: unknown) => void faults.push(about), warn: () => undefined, info: () => undefined };
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startTestPostgres();
  folder = mkdtempSync(path.join(tmpdir(), 'wl-anchor-'));
  const { host, port, user, password, database } = server.connection;
  const url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(url);
  log = await PostgresEventLog.open({ connection: { connectionString: url } });
  models = await ReadModels.open({ connection: url, poolSize: 3, log });
}, 60_000);
afterAll(async () => {
  await models.close();
  await log.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const write = async (stream: string, n: number) => {
  for (let i = 0; i < n; i++)
    await log.append([{ stream, expected: 'any', appendId: randomUUID(), events: [anEvent({ i }, 'domain.Told')] }]);
};

it('A-78 seals on PostgreSQL, anchors outside, verifies, and names a byte, a deletion and a cut tail', async () => {
  const store = new IntegrityStore(models.pool);
  const anchor = new AnchorFile(path.join(folder, 'deep', 'seals.ndjson'));
  const integrity = new Integrity({ log, key, anchor, store, logger });
  const verified = async () => {
    const { id } = await store.ask('user:ada', Date.now() * 1000);
    await integrity.verify(id, never);
    const latest = await store.latest();
    expect(latest).toMatchObject({ id, state: 'done' });
    return latest?.result;
  };

  await write('user-1', 3);
  await write('facts-sensor.20261128', 4);
  await integrity.seal();
  await write('user-1', 2);
  await integrity.seal();
  await expect(integrity.assertNotOlder()).resolves.toBeUndefined();
  expect(anchor.read().map(({ n }) => n)).toEqual([0, 1]);
  expect(await store.sealing()).toMatchObject({ key: key.id, seal: { n: 1 }, anchors: [{ seal: 1, agrees: true }] });
  expect(await verified()).toMatchObject({ seals: 2, faults: [] });
  const told = await log.readStream({ stream: 'verification-log', limit: 5 });
  expect(told.events[0]).toMatchObject({ type: 'domain.HistoryVerified', meta: { actor: 'user:ada' } });

  // A half-written line is written again.
  writeFileSync(anchor.path, readFileSync(anchor.path, 'utf8').slice(0, -20));
  await integrity.seal();
  expect(anchor.read().map(({ n }) => n)).toEqual([0, 1, 2]);
  expect(await verified()).toMatchObject({ faults: [] });

  // What only the owner of the database can do: no trigger, no rights.
  const { pool } = models;
  await pool.query('ALTER TABLE el.ev DISABLE TRIGGER ALL');
  for (const { relid } of (
    await pool.query<{ relid: string }>(`SELECT relid::regclass::text AS relid FROM pg_partition_tree('el.ev')`)
  ).rows)
    await pool.query(`ALTER TABLE ${relid} DISABLE TRIGGER ALL`);
  const [first, second] = (
    await pool.query<{ pos: string; data: Buffer }>(
      `SELECT pos, data FROM el.ev e JOIN el.stream s ON s.no = e.stream_no WHERE s.name = 'user-1' ORDER BY pos`,
    )
  ).rows;
  const place = (pos: string | undefined) => String(pos).padStart(19, '0');
  await pool.query('UPDATE el.ev SET data = $2 WHERE pos = $1', [first?.pos, Buffer.from('{"i":7}')]);
  expect((await verified())?.faults[0]).toMatchObject({
    kind: 'changed',
    position: place(first?.pos),
    detail: expect.stringContaining('user-1 @ 0'),
  });
  await pool.query('UPDATE el.ev SET data = $2 WHERE pos = $1', [first?.pos, first?.data]);
  expect((await verified())?.faults).toEqual([]);

  await integrity.seal();
  const newest = (await store.sealing())?.seal;
  await pool.query('DELETE FROM el.ev WHERE pos = $1', [second?.pos]);
  expect((await verified())?.faults[0]).toMatchObject({ kind: 'missing' });

  const { rows } = await pool.query<{ pos: string }>('SELECT pos FROM el.ev ORDER BY pos DESC LIMIT 10');
  await pool.query('DELETE FROM el.ev WHERE pos >= $1', [rows.at(-1)?.pos]);
  expect((await verified())?.faults.at(-1)).toMatchObject({
    kind: 'truncated',
    detail: expect.stringContaining('an anchor knows'),
  });
  expect(newest?.n).toBeGreaterThan(2);
  expect(faults.length).toBeGreaterThan(0);
}, 60_000);

it('an anchor of another history is told, and left as it is', async () => {
  const other = new SealKey(newSealKey());
  const anchor = new AnchorFile(path.join(folder, 'other.ndjson'));
  const seal = other.seal({
    n: 0,
    after: '',
    to: '1',
    count: 1,
    byType: {},
    root: 'a',
    marks: '',
    prev: 'b',
    at: 1,
    key: other.id,
  });
  anchor.add([seal]);
  const store = new IntegrityStore(models.pool);
  const integrity = new Integrity({ log, key, anchor, store, logger });
  await expect(integrity.assertNotOlder()).rejects.toThrow('verify --accept');
  await integrity.seal();
  expect((await store.sealing())?.anchors).toMatchObject([{ agrees: false, seal: 0 }]);
  expect(anchor.read()).toHaveLength(1);
});
