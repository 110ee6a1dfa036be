import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { type EventLog, type NewEvent } from '@wireledger/event-sourcing';
import { eventCatalogue, SettingChanged } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { migrateQueues, openQueueBackend } from '@wireledger/jobs';
import { createLogger, loadConfig } from '@wireledger/platform';
import { aliveWorkers, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { NO_REGIONS } from './detection/testing/regions';
import { RunningWorker } from './worker';

let server: TestPostgres;
let url: string;
let log: PostgresEventLog;
let models: ReadModels;
const opened: ReadModels[] = [];
const workers: RunningWorker[] = [];
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(url);
  await migrateQueues(url);
  log = await PostgresEventLog.open({ connection: { connectionString: url }, catalogue: eventCatalogue() });
  models = await ReadModels.open({ connection: url, poolSize: 4, log });
}, 60_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all([models, ...opened].map((one) => one.close()));
  await log.close();
  await server.stop();
});

let changes = 0;
async function change(): Promise<void> {
  const { type, version, data } = SettingChanged.create({ area: 'demo', before: {}, after: { shown: true } });
  const id = uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', `change ${++changes}`);
  const meta = { $correlationId: id, $causationId: id, actor: 'system:test', sv: version, occ: [1, 1] } as const;
  const event: NewEvent = { id, type, data, meta };
  const [result] = await log.append([{ stream: 'setting-demo', expected: 'any', appendId: id, events: [event] }]);
  expect(result?.status).toBe('ok');
}

async function caughtUp(withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  const head = await log.head();
  for (;;) {
    // A connection that was cut is told to whoever asks over it next.
    const health = await models.health().catch((error: unknown) => String(error));
    if (typeof health !== 'string' && health.every(({ position }) => position !== null && position >= head)) return;
    if (Date.now() > deadline) throw new Error(`not caught up: head ${head}, ${JSON.stringify(health)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const masking = { pseudonyms: Buffer.alloc(32, 1), prefixes: Buffer.alloc(32, 2) };
const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });

async function start(name: string, seen: EventLog = log): Promise<RunningWorker> {
  const own = await ReadModels.open({ connection: url, poolSize: 8, log: seen });
  opened.push(own);
  const backend = openQueueBackend(url, () => undefined);
  const worker = await RunningWorker.start({
    name,
    log: seen,
    models: own,
    backend,
    logger,
    masking,
    regions: NO_REGIONS,
  });
  workers.push(worker);
  return worker;
}

it('follows the log, beats while it lives, ends within 3 s and leaves the rest to the next', async () => {
  await change();
  const first = await start('first');
  await caughtUp(30_000);
  await change();
  await caughtUp(30_000);
  expect(await aliveWorkers(models.pool)).toEqual(['first']);
  const began = performance.now();
  await first.close();
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(await aliveWorkers(models.pool)).toEqual([]);

  await change();
  const [second, third] = [await start('second'), await start('third')];
  await caughtUp(30_000);
  for (let i = 0; i < 5; i++) await change();
  await caughtUp(30_000);
  expect(await aliveWorkers(models.pool)).toEqual(['second', 'third']);
  await Promise.all([second.close(), third.close()]);
}, 60_000);

/** The same log, that never tells of news. */
const deaf = (): EventLog => ({
  append: (requests) => log.append(requests),
  readStream: (query) => log.readStream(query),
  readAll: (query) => log.readAll(query),
  tail: (stream) => log.tail(stream),
  head: () => log.head(),
  subscribeAll: (query, signal) => log.subscribeAll(query, signal),
  hints: () => {
    throw new Error('deaf');
  },
  typesAfter: (after) => log.typesAfter(after),
  setRetention: (streamClass, rule) => log.setRetention(streamClass, rule),
  close: () => log.close(),
});

it('catches up although nobody hears of news', async () => {
  const worker = await start('deaf', deaf());
  await caughtUp(30_000);
  const queue = openQueueBackend(url, () => undefined).queue('follow');
  const deadline = Date.now() + 15_000;
  // The detectors' follower stays.
  while (((await queue.getJobCounts('active', 'waiting')).active ?? 0) > 1) {
    if (Date.now() > deadline) throw new Error('followers did not return');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await queue.close();
  await change();
  await caughtUp(8000);
  await worker.close();
}, 60_000);

it('goes on after the database was killed', async () => {
  const worker = await start('survivor');
  await change();
  await caughtUp(30_000);
  process.kill(server.server.pid as number, 'SIGKILL');
  await change();
  await caughtUp(20_000);
  await worker.close();
}, 60_000);

it('a job that the permission matrix does not declare keeps the worker from starting', async () => {
  const backend = openQueueBackend(url, () => undefined);
  const parts = { name: 'worker-dream', log, models, backend, logger, masking, regions: NO_REGIONS };
  await expect(RunningWorker.start({ ...parts, jobs: ['follow', 'dream'] })).rejects.toThrow(/jobs dream/);
});
