import { randomUUID } from 'node:crypto';

import { alertDecider, alertStream, suppressionDecider, suppressionStream } from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { handleCommand, type InMemoryEventLog, type RecordedEvent } from '@wireledger/event-sourcing';
import type { RuleDefinition } from '@wireledger/events';
import { createLogger, loadConfig } from '@wireledger/platform';
import {
  AlertFates,
  type BacktestResult,
  type BacktestShape,
  BacktestStore,
  Follower,
  ListContentStore,
  migrateReadModels,
  type NewBacktest,
  ReadModels,
  type Snapshot,
} from '@wireledger/read-models';

import { Detection } from '../detection/detection';
import { ListedContents } from '../detection/testing/listed';
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

const backtests = (stop = new AbortController().signal, of = log) =>
  new Backtests({
    store,
    log: of,
    fates: new AlertFates(models.pool),
    contents: new ListContentStore(models.pool),
    regions: NO_REGIONS,
    queries: models.queries,
    logger,
    stop,
  });
const ruleOf = (data: RecordedEvent['data']) => data.rule as unknown as { readonly id: string };

async function eventsOf(of: InMemoryEventLog, types: readonly string[]): Promise<readonly RecordedEvent[]> {
  return (await of.readAll({ after: 'start', filter: { types }, limit: 100_000 })).events;
}

/** Judges everything as it is judged live. */
async function judgeLive(of: InMemoryEventLog): Promise<void> {
  const kept = { position: () => Promise.resolve('start'), read: () => Promise.resolve(null as Snapshot | null) };
  const snapshots = { ...kept, judged: () => Promise.resolve(), save: () => Promise.resolve(true) };
  const detection = new Detection(
    of,
    snapshots as never,
    { contents: new ListedContents(), regions: NO_REGIONS },
    logger,
    { everyMs: Infinity, everyRecords: Infinity },
  );
  while ((await detection.step()) !== 'idle');
  await detection.settled();
}

const CONTEXT = { actor: 'user:ada', correlationId: 'c', causationId: 'k', at: 1 };
const act = () => ({ by: 'user:ada', at: RECORDED_US, command: randomUUID() });

/** Closes an alert as a false positive. */
const close = (of: InMemoryEventLog, alert: string) =>
  handleCommand(
    of,
    alertDecider,
    alertStream(alert),
    { type: 'close', reason: 'falsePositive', note: null, seen: 0, ...act() },
    CONTEXT,
  );

async function suppress(of: InMemoryEventLog, match: { readonly rule: string; readonly entity: string }) {
  const [id, whole] = [randomUUID(), { sensor: null, src: null, dst: null, ...match }];
  const definition = { match: whole, until: null, reason: 'known' };
  const command = { type: 'define', id, definition, seen: 0, ...act() } as const;
  await handleCommand(of, suppressionDecider, suppressionStream(id), command, CONTEXT);
}

/** Folds alerts and suppressions of a log into the read model. */
const showAlerts = (of: InMemoryEventLog) => fold(of, 'alerts');

async function fold(of: InMemoryEventLog, projection: string): Promise<void> {
  const follower = new Follower(models.pool, of, models.projection(projection));
  for (let step = await follower.step(); step === 'moved'; step = await follower.step());
}

const ask = (rule: string, version: number, against: number | null, askedAt = RECORDED_US + 1000) => {
  const range = { days: 1, from: askedAt - 86_400_000_000, to: askedAt };
  return store.create({ owner: 'user:ada', askedAt, rule, version, against, live: false, ...range });
};

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

describe('a range', () => {
  /** Each event is recorded a second after the one before. */
  let ticking: InMemoryEventLog;
  let facts: readonly RecordedEvent[];
  let raised: readonly RecordedEvent[];
  beforeAll(async () => {
    let now = RECORDED_US;
    ticking = await recorded(simulatedBatches(), { own: { mine: RULE }, clock: () => (now += 1_000_000) });
    // Whoever judged was behind: everything was recorded when the first alert was.
    now += 3_600_000_000;
    await judgeLive(ticking);
    await writeRule(ticking, 'mine', { ...RULE, parameters: { ...RULE.parameters, threshold: 60 } }, true);
    facts = await eventsOf(ticking, ['telemetry.FlowsRecorded']);
    raised = (await eventsOf(ticking, ['domain.AlertRaised'])).filter(({ data }) => ruleOf(data).id === 'mine');
  });
  // The other log has places of its own.
  afterAll(() => models.rebuild('traffic'));
  const at = (i: number) => (facts.at(i) as RecordedEvent).recordedAt;
  async function run(more: Partial<NewBacktest>): Promise<BacktestShape & { readonly result: BacktestResult }> {
    const whole = { days: 1, from: at(0), to: at(-1) + 1, askedAt: at(-1) + 1 };
    const asked = { owner: 'user:ada', rule: 'mine', version: 1, against: null, live: false, ...whole, ...more };
    const { id } = await store.create(asked);
    expect(await backtests(undefined, ticking).run(id)).toBe('done');
    const { result, ...rest } = await store.get('user:ada', id);
    if (!result) throw new Error('it has no result');
    return { ...rest, result };
  }

  it('holds what was recorded at its beginning, and not what was at its end', async () => {
    const { result } = await run({ from: at(2), to: at(5) });
    expect(result).toMatchObject({ from: at(2), to: at(4), batches: 3 });
    expect((await run({ from: at(2) + 1, to: at(5) + 1 })).result).toMatchObject({
      from: at(3),
      to: at(5),
      batches: 3,
    });
    expect((await run({ from: at(-1) + 1, to: at(-1) + 9 })).result).toMatchObject({ from: null, batches: 0 });
  });

  it('of the same version is the same, byte for byte, however often and beside whatever it runs', async () => {
    const once = await run({ against: 1, from: at(1), to: at(-2) });
    expect(once.result.totals).toMatchObject({ added: 0, removed: 0, changed: 0, same: once.result.totals.would });
    expect(once.result.totals.would).toBeGreaterThan(0);
    const again = await run({ against: 1, from: at(1), to: at(-2) });
    expect(JSON.stringify(again.result)).toBe(JSON.stringify(once.result));
  });

  it('beside another version that is named tells what that one raises', async () => {
    const { result } = await run({ version: 2, against: 1 });
    const turned = await run({ version: 1, against: 2 });
    expect(result.totals.did).toBeGreaterThan(result.totals.would);
    expect(turned.result.totals).toMatchObject({ would: result.totals.did, did: result.totals.would });
    expect(turned.result.totals.added).toBe(result.totals.removed);
  });

  it('beside what was live: the version that judged differs in nothing, another one as it does from that version', async () => {
    expect(raised.length).toBeGreaterThan(1);
    const before = await ticking.head();
    const { result } = await run({ live: true });
    expect(result.totals).toMatchObject({ did: raised.length, same: raised.length, added: 0, removed: 0, changed: 0 });
    expect(result.days).toEqual([expect.objectContaining({ did: raised.length, would: raised.length })]);
    const other = await run({ version: 2, live: true });
    expect(other.result.totals).toEqual((await run({ version: 2, against: 1 })).result.totals);
    expect(await ticking.head()).toBe(before);
  });

  it('beside what was live has the alerts of its own facts alone, though all were raised later', async () => {
    const [first] = raised as readonly [RecordedEvent];
    const cause = (await eventsOf(ticking, ['telemetry.'])).find(({ id }) => id === first.meta.$causationId);
    const border = cause?.recordedAt ?? 0;
    expect(border).toBeLessThan(first.recordedAt - 3_600_000_000);
    expect((await run({ live: true, to: border })).result.totals.did).toBe(0);
    const { result } = await run({ live: true, to: border + 1 });
    expect(result.totals.did).toBeGreaterThan(0);
    expect(result.alerts).toContainEqual(expect.objectContaining({ id: first.data.alert, change: 'same' }));
  });

  it('is the same when places of the log are known by time, and is read no farther than it reaches', async () => {
    const ranges = [at(2), at(5), at(-1) + 1].map((to) => ({ from: at(1), to, live: true }));
    const of = async () => {
      const results: BacktestResult[] = [];
      for (const range of ranges) results.push((await run(range)).result);
      return JSON.stringify(results);
    };
    const before = await of();
    await fold(ticking, 'traffic');
    expect(await of()).toBe(before);
    const readAll = jest.spyOn(ticking, 'readAll');
    await run({ from: at(1), to: at(2) });
    const pages = readAll.mock.calls.flatMap(([{ filter, after }]) => {
      return filter?.types?.some((type) => type.startsWith('telemetry.')) ? [after] : [];
    });
    readAll.mockRestore();
    expect(pages).not.toContain('start');
    expect(pages.length).toBeLessThan(5);
  });

  it('tells what people decided: how alerts were closed, also those about the same, and what is suppressed', async () => {
    expect((await run({ live: true })).result).toMatchObject({ verdicts: [], suppressed: { would: 0, did: 0 } });
    const [closed, other] = raised as readonly [RecordedEvent, RecordedEvent];
    await close(ticking, closed.data.alert as string);
    await suppress(ticking, { rule: 'mine', entity: other.data.entity as string });
    const ofOther = raised.filter(({ data }) => data.entity === other.data.entity).length;
    expect(other.data.entity).not.toBe(closed.data.entity);
    await showAlerts(ticking);

    const { result } = await run({ live: true });
    expect(result).toMatchObject({
      verdicts: [{ verdict: 'falsePositive', would: 1, did: 1 }],
      suppressed: { would: ofOther, did: ofOther },
    });
    const told = new Map(result.alerts.map((alert) => [alert.id, alert]));
    expect(told.get(closed.data.alert as string)).toMatchObject({ verdict: 'falsePositive', suppressed: false });
    expect(told.get(other.data.alert as string)).toMatchObject({ verdict: null, suppressed: true });

    // The version of which nothing was raised: what is about the same, or is gone, was judged; what is new was not.
    const { result: draft } = await run({ version: 2, live: true });
    const judged = draft.alerts.filter(({ verdict }) => verdict === 'falsePositive');
    expect(judged).toHaveLength(1);
    expect(judged[0]?.change).not.toBe('added');
    expect(judged[0]?.entity).toBe(closed.data.entity);
    const would = judged[0]?.change === 'removed' ? 0 : 1;
    expect(draft.verdicts).toEqual([{ verdict: 'falsePositive', would, did: 1 }]);
    expect(draft.suppressed?.did).toBe(ofOther);
  });
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
