import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import type { InMemoryEventLog } from '@wireledger/event-sourcing';
import type { RuleDefinition } from '@wireledger/events';
import { createLogger, loadConfig } from '@wireledger/platform';
import { BacktestStore, ListContentStore, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { RECORDED_US, recorded, writeRule } from '../detection/testing/recorded-log';
import { simulatedBatches } from '../detection/testing/simulated-batches';
import { NO_REGIONS } from '../detection/testing/regions';
import { Backtests } from './backtests';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const RULE: RuleDefinition = {
  ...{ name: 'Mine', set: 'own', detector: 'generic', kind: 'generic', severity: 'medium', technique: null },
  ...{ cooldownS: 600, description: '' },
  parameters: { measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 30, severity: 'medium' },
};

const SCORE = { score: 0.4, rules: 1, halfLifeS: 600, windowS: 600, severity: 'medium' };

let server: TestPostgres;
let models: ReadModels;
let store: BacktestStore;
let log: InMemoryEventLog;
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  log = await recorded(simulatedBatches(), { own: { mine: RULE } });
  await writeRule(log, 'score', { ...RULE, detector: 'host-score', kind: 'host_score', parameters: SCORE }, false);
  await writeRule(log, 'mine', { ...RULE, parameters: { ...RULE.parameters, threshold: 60 } }, false);
  await writeRule(log, 'gone', { ...RULE, detector: 'magic' }, false);
  models = await ReadModels.open({ connection, poolSize: 4, log });
  store = new BacktestStore(models.pool);
});
afterAll(async () => {
  await models?.close();
  await server?.stop();
});

const backtests = (stop = new AbortController().signal) =>
  new Backtests({
    store,
    log,
    contents: new ListContentStore(models.pool),
    regions: NO_REGIONS,
    queries: models.queries,
    logger,
    stop,
  });
const ask = (rule: string, version: number, against: number | null, askedAt = RECORDED_US + 1000) =>
  store.create({ owner: 'user:ada', askedAt, rule, version, against, days: 1 });

it('tries a draft on what was recorded, beside what is published, and writes nothing to the log', async () => {
  const before = await log.head();
  const { id } = await ask('mine', 2, 1);
  expect(await backtests().run(id)).toBe('done');
  const made = await store.get('user:ada', id);
  expect(made).toMatchObject({ state: 'done', progress: 1, error: null });
  const { totals, alerts } = made.result ?? { totals: { would: 0, did: 0, removed: 0 }, alerts: [] };
  expect(totals.did).toBeGreaterThan(totals.would);
  expect(made.alerts).toBe(totals.would);
  expect(alerts.filter(({ change }) => change === 'removed')).toHaveLength(totals.removed);
  expect(made.records).toBeGreaterThan(1000);
  expect(made.tookMs).toBeGreaterThanOrEqual(0);
  expect(await log.head()).toBe(before);
  expect(await backtests().run(id)).toBe('taken');
});

it('tries a rule that hears others along with those that judge', async () => {
  const { id } = await ask('score', 1, null);
  expect(await backtests().run(id)).toBe('done');
  const { result, alerts, records } = await store.get('user:ada', id);
  expect(result?.alerts.map(({ id: alert }) => alert)).toHaveLength(alerts);
  expect(alerts).toBeGreaterThan(0);
  expect(records).toBeGreaterThan(1000);
});

it('leaves out what was recorded before its days', async () => {
  const { id } = await ask('mine', 1, 1, RECORDED_US + 2 * 86_400_000_000);
  expect(await backtests().run(id)).toBe('done');
  expect(await store.get('user:ada', id)).toMatchObject({ records: 0, result: { from: null, totals: { would: 0 } } });
});

it('gives up on a version that cannot run, and says why', async () => {
  const { id } = await ask('gone', 1, null);
  expect(await backtests().run(id)).toBe('failed');
  expect((await store.get('user:ada', id)).error).toMatch(/there is no detector magic/);
});

it('one whose process ends is begun anew by another', async () => {
  const { id } = await ask('mine', 1, null);
  const stop = new AbortController();
  stop.abort(new Error('the process ends'));
  await expect(backtests(stop.signal).run(id)).rejects.toThrow('the process ends');
  expect(await store.get('user:ada', id)).toMatchObject({ state: 'running' });
  await models.pool.query(`UPDATE rm.backtest SET beat_at = clock_timestamp() - interval '2 minutes' WHERE id = $1`, [
    id,
  ]);
  expect(await backtests().standingStill()).toContain(id);
  expect(await backtests().run(id)).toBe('done');
});
