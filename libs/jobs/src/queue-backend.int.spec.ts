import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { Client } from 'pg';

import { Doorbells } from './doorbells';
import { type DoorbellWorker, migrateQueues, openQueueBackend } from './queue-backend';
import { WorkQueue } from './work';

let server: TestPostgres;
let url: string;
const errors: Error[] = [];
const closing: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateQueues(url);
  await migrateQueues(url);
}, 60_000);
afterAll(async () => {
  await Promise.all(closing.map((one) => one.close()));
  await server.stop();
});

async function until(test: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!test()) {
    if (Date.now() > deadline) throw new Error('did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it('a ring while the job runs is kept: exactly one more run follows', async () => {
  const backend = openQueueBackend(url, (error) => errors.push(error));
  const bells = new Doorbells(backend);
  const runs: string[] = [];
  let letGo: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (letGo = resolve));
  const worker: DoorbellWorker = backend.worker('follow', {
    concurrency: 4,
    process: async ({ data }) => {
      runs.push(String(data.projection));
      if (runs.length === 1) await first;
    },
    onFailed: (_name, error) => errors.push(error),
  });
  closing.push(worker, bells);
  await bells.ring('flows');
  await until(() => runs.length === 1);
  for (let i = 0; i < 5; i++) await bells.ring('flows');
  expect(runs).toEqual(['flows']);
  letGo();
  await until(() => runs.length === 2);
  await bells.ring('dns');
  await until(() => runs.length === 3);
  expect(runs).toEqual(['flows', 'flows', 'dns']);
  expect(errors).toEqual([]);
}, 30_000);

it('a ring is heard again while a job runs that never ends, once its deduplication is released', async () => {
  // No other worker takes its jobs.
  const { database } = await server.createDatabase('killed');
  const own = url.replace(`/${server.connection.database}?`, `/${database}?`);
  await migrateQueues(own);
  const backend = openQueueBackend(own, (error) => errors.push(error));
  const bells = new Doorbells(backend);
  const runs: string[] = [];
  const worker: DoorbellWorker = backend.worker('follow', {
    concurrency: 4,
    process: async ({ data }) => {
      runs.push(`${data.projection} ${data.anyway ?? 0}`);
      if (runs.length === 1) await new Promise(() => undefined);
    },
    onFailed: (_name, error) => errors.push(error),
  });
  // It waits for the job that never ends.
  closing.push({ close: async () => void worker.close() }, bells);
  await bells.ring('tls');
  await until(() => runs.length === 1);
  await bells.ring('tls');
  await bells.ringAnyway('tls');
  await until(() => runs.length === 2);
  await bells.release('tls');
  await bells.ring('tls');
  await until(() => runs.length === 3);
  expect(runs).toEqual(['tls 0', 'tls 1', 'tls 0']);
}, 30_000);

it('runs scheduled work, and tells of a failure', async () => {
  const backend = openQueueBackend(url, (error) => errors.push(error));
  const work = new WorkQueue(backend);
  const seen: string[] = [];
  const failed: string[] = [];
  const worker = backend.worker('work', {
    concurrency: 4,
    process: async ({ name }) => {
      seen.push(name);
      if (seen.length === 1) throw new Error('not this time');
    },
    onFailed: (name, error) => failed.push(`${name}: ${error.message}`),
  });
  closing.push(worker, work);
  await work.schedule('maintain', 200);
  await until(() => seen.length >= 3);
  expect(new Set(seen)).toEqual(new Set(['maintain']));
  expect(failed).toEqual(['maintain: not this time']);
}, 30_000);

it('goes on while its connections are cut, again and again', async () => {
  const broken: Error[] = [];
  const backend = openQueueBackend(url, (error) => broken.push(error));
  const bells = new Doorbells(backend);
  const runs = new Set<string>();
  const worker = backend.worker('follow', {
    concurrency: 4,
    process: async ({ data }) => void runs.add(String(data.projection)),
    onFailed: () => undefined,
  });
  closing.push(worker, bells);
  const killer = new Client({ connectionString: url });
  await killer.connect();
  for (let round = 0; round < 5; round++) {
    await killer.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`,
    );
    const name = `round ${round}`;
    const ring = setInterval(() => void bells.ring(name).catch(() => undefined), 50);
    await until(() => runs.has(name)).finally(() => clearInterval(ring));
  }
  expect(broken.length).toBeGreaterThan(0);
  await killer.end();
}, 60_000);

it('a worker whose first look at its tables failed looks again', async () => {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query('CREATE DATABASE late');
  await admin.end();
  const late = url.replace(`/${server.connection.database}?`, '/late?');
  const broken: Error[] = [];
  const backend = openQueueBackend(late, (error) => broken.push(error));
  const runs: string[] = [];
  const worker = backend.worker('follow', {
    concurrency: 4,
    process: async ({ data }) => void runs.push(String(data.projection)),
    onFailed: () => undefined,
  });
  closing.push(worker);
  await until(() => broken.length > 0);
  await migrateQueues(late);
  const bells = new Doorbells(openQueueBackend(late, (error) => broken.push(error)));
  closing.push(bells);
  await bells.ring('flows');
  await until(() => runs.length === 1);
  // With a pause between them.
  expect(broken.length).toBeLessThan(50);
}, 60_000);
