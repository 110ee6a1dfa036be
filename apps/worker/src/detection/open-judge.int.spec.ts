import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { JsonObject } from '@wireledger/event-sourcing';
import { eventCatalogue, KIND_DEFINITIONS } from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';
import { createLogger, loadConfig } from '@wireledger/platform';
import { migrateReadModels, ReadModels } from '@wireledger/read-models';

import { shipRules } from './shipped-rules';
import { simulatedBatches } from './testing/simulated-batches';
import { openJudge } from './open-judge';

const RUN = '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f00';

let server: TestPostgres;
let log: PostgresEventLog;
let models: ReadModels;
const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-judge-'));
const before = { ...process.env };
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  const url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  Object.assign(process.env, {
    DATABASE_URL: url,
    WIRELEDGER_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    EVENT_LOG_URL: '',
  });
  await migrateReadModels(url);
  log = await PostgresEventLog.open({ connection: server.connection, catalogue: eventCatalogue() });
  models = await ReadModels.open({ connection: url, poolSize: 2, log });
}, 120_000);
afterAll(async () => {
  process.env = before;
  await models.close();
  await log.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Records batches as a sensor does; each time with ids of its own. */
async function record(batches: readonly CutBatch[], time = 0): Promise<void> {
  for (const { kind, number, seq, occ, payload } of batches) {
    const { type, version } = KIND_DEFINITIONS[kind];
    const meta = { $correlationId: RUN, $causationId: RUN, actor: 'sensor:edge-1', sv: version } as const;
    const event = {
      ...{ id: batchId(RUN, time * 10_000 + number), type, data: payload as unknown as JsonObject },
      meta: { ...meta, src: `edge-1/${RUN}`, seq, batch: number, occ },
    };
    await log.append([{ stream: 'facts-edge-1.20261130', expected: 'any', appendId: event.id, events: [event] }]);
  }
}

/** Alerts that were raised, and evidence that was kept. */
async function told(): Promise<{ raised: number; kept: number }> {
  const counts = { raised: 0, kept: 0 };
  for (let after: Parameters<typeof log.readAll>[0]['after'] = 'start'; ;) {
    const page = await log.readAll({
      after,
      filter: { types: ['domain.AlertRaised', 'domain.AlertEvidenceKept'] },
      limit: 500,
    });
    for (const { type } of page.events) counts[type === 'domain.AlertRaised' ? 'raised' : 'kept']++;
    if (page.end) return counts;
    after = page.next;
  }
}

/** Until all is judged; at once with what the judge ends by, when that is sooner. */
async function judgedAll(following: Promise<string>): Promise<void> {
  let ended: string | null = null;
  following.then(
    (how) => (ended = how),
    (error: Error) => (ended = error.message),
  );
  for (;;) {
    if (ended !== null) throw new Error(`ended before all was judged: ${ended}`);
    const head = await log.head();
    const detection = (await models.health()).find(({ name }) => name === 'detection');
    if (detection?.position && detection.position >= head) return;
    await sleep(20);
  }
}

it('judges over connections of its own, again after it was closed, and writes nothing twice', async () => {
  await shipRules(log, 1);
  const batches = simulatedBatches();
  await record(batches);
  const config = loadConfig();
  const logger = createLogger('worker', config);
  const judge = await openJudge(config, logger);
  const stop = new AbortController();
  const following = judge.follow(stop.signal);
  await judgedAll(following);
  const first = await told();
  expect(first.raised).toBeGreaterThan(5);
  expect(first.kept).toBe(first.raised);
  await judge.close();
  expect(await following).toBe('stopped');

  // No snapshot was kept: whoever goes on judges all of it again.
  const next = await openJudge(config, logger);
  const again = next.follow(stop.signal);
  await record(batches.slice(0, 1), 1);
  await judgedAll(again);
  stop.abort();
  expect(await again).toBe('stopped');
  expect(await told()).toEqual(first);
  await next.close();
}, 120_000);
