import { DetectorHost, type Rule as DetectorRule, RULE_SETS } from '@wireledger/detectors';
import { PublishedRules, runnableRule } from '@wireledger/detectors/published';
import { ruleDecider, ruleStream } from '@wireledger/domain';
import { InMemoryEventLog, loadStream, type RecordedEvent } from '@wireledger/event-sourcing';
import { ALERT_EVENTS, eventCatalogue, type RuleDefinition } from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';
import { createLogger, loadConfig } from '@wireledger/platform';
import type { BacktestProgress, BacktestResult, Snapshot } from '@wireledger/read-models';

import { AlertWriter } from '../detection/alert-writer';
import { AlertWrites } from '../detection/alert-writes';
import { BatchIndex } from '../detection/batch-index';
import { EvidenceQueue } from '../detection/evidence-queue';
import { Detection } from '../detection/detection';
import { ListedContents } from '../detection/testing/listed';
import { RECORDED_US, recorded, SOURCE } from '../detection/testing/recorded-log';
import { simulatedBatches } from '../detection/testing/simulated-batches';
import type { ScopedChange } from '../detection/timelines';
import { NO_REGIONS } from '../detection/testing/regions';
import { type BacktestPlan, BacktestRun, type RunOptions } from './backtest-run';

jest.setTimeout(180_000);

const DAY_US = 86_400_000_000;
const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const ALERTS = ALERT_EVENTS.map(({ type }) => type);

const definition = (parameters: Readonly<Record<string, unknown>>): RuleDefinition => ({
  ...{ name: 'Mine', set: 'own', detector: 'generic', kind: 'generic', severity: 'medium', technique: null },
  ...{ cooldownS: 600, description: '' },
  parameters: {
    when: '',
    measure: 'flows',
    by: ['src.ip'],
    windowS: 60,
    threshold: 30,
    severity: 'medium',
    ...parameters,
  },
});
const OWN = {
  'own-flows': definition({ levels: { high: 200 } }),
  'own-names': definition({ when: 'proto = tcp and not dst.port = 443', measure: 'distinct dst.port', threshold: 15 }),
  'own-steps': definition({
    ...{ when: 'dst.payload = 0', measure: 'distinct dst.port', windowS: 120, threshold: 10 },
    then: { when: '', measure: 'flows', threshold: 3, withinS: 300 },
  }),
  'own-lookups': definition({ kind: 'dns', measure: 'distinct domain', threshold: 20 }),
  'own-asked': definition({ kind: 'dns', measure: 'lookups', by: [], compare: 'times', threshold: 2, baseline: 3 }),
  'own-asked-then-sent': definition({
    ...{ kind: 'dns', measure: 'lookups', threshold: 3 },
    then: { kind: 'flow', when: 'dst.port != 53', measure: 'flows', threshold: 3, withinS: 300 },
  }),
  'own-score': {
    ...definition({}),
    ...{ detector: 'host-score', kind: 'host_score', cooldownS: 3600 },
    parameters: { score: 0.4, rules: 1, halfLifeS: 3600, windowS: 3600, severity: 'medium' },
  },
  'own-bytes': definition({
    measure: 'sum of bytes',
    by: [],
    compare: 'times',
    threshold: 2,
    baseline: 3,
    windowS: 10,
  }),
};

let batches: readonly CutBatch[];
let log: InMemoryEventLog;
beforeAll(async () => {
  batches = simulatedBatches();
  log = await recorded(batches, { own: OWN });
});

/** A version as it stands in the log. */
async function version(id: string, number = 1): Promise<DetectorRule> {
  const { state } = await loadStream(log, ruleDecider, ruleStream(id));
  return runnableRule(id, number, state?.versions[number - 1] as RuleDefinition);
}
async function plan(rule: DetectorRule, more: Partial<BacktestPlan> = {}): Promise<BacktestPlan> {
  const times = { fromUs: RECORDED_US - DAY_US, toUs: RECORDED_US + 1 };
  return { rule, against: null, after: 'start', upTo: await log.head(), ...times, ...more };
}
async function run(rule: DetectorRule, more: Partial<BacktestPlan> = {}, options: RunOptions = {}) {
  const result = await new BacktestRun(
    log,
    { contents: new ListedContents(), regions: NO_REGIONS },
    await plan(rule, more),
    options,
  ).run();
  if (!result) throw new Error('it was ended');
  return result;
}

/** What stands in the streams of alerts, by event id. */
async function told(of: InMemoryEventLog): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let after: Parameters<typeof of.readAll>[0]['after'] = 'start'; ;) {
    const page = await of.readAll({ after, filter: { types: ALERTS }, limit: 500 });
    for (const { id, type, data, stream } of page.events) found.set(id, { type, data, stream });
    if (page.end) return found;
    after = page.next;
  }
}

it('live, replay and back-test raise the same alerts, event for event', async () => {
  const live = await recorded(batches, { own: OWN });
  const kept = { position: () => Promise.resolve('start'), read: () => Promise.resolve(null as Snapshot | null) };
  const snapshots = { ...kept, judged: () => Promise.resolve(), save: () => Promise.resolve(true) };
  const detection = new Detection(
    live,
    snapshots as never,
    { contents: new ListedContents(), regions: NO_REGIONS },
    logger,
    {
      everyMs: Infinity,
      everyRecords: Infinity,
    },
  );
  while ((await detection.step()) !== 'idle');
  await detection.settled();
  const expected = await told(live);

  const ids = [...RULE_SETS.recommended.map(({ id }) => id), ...Object.keys(OWN)];
  // What the back-tests found is written by whoever writes what is found live, to a log of its own.
  const written = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => RECORDED_US });
  const [rules, index] = [new PublishedRules(() => undefined), new BatchIndex(log)];
  for (let after: Parameters<typeof log.readAll>[0]['after'] = 'start'; ;) {
    const page = await log.readAll({ after, limit: 64 });
    for (const event of page.events)
      if (event.type.startsWith('domain.Rule')) rules.apply(event);
      else if (event.type.startsWith('telemetry.')) index.add(event, after);
    if (page.end) break;
    after = page.next;
  }
  const evidence = new EvidenceQueue(written, index);
  const writes = new AlertWrites();
  const writer = new AlertWriter(written, index, rules, evidence, writes);
  let raised = 0;
  for (const id of ids) {
    const changes: (readonly [ScopedChange, RecordedEvent])[] = [];
    const rule = await version(id);
    const heard = rule.detector.hears ? rules.runnable().filter(({ detector }) => !detector.hears) : [];
    const result = await run(rule, { heard }, { onChange: (change, at) => changes.push([change, at]) });
    const said = changes.map(([change, cause]) => ({ said: change, cause, likelyNew: true }));
    await writer.writeAll(said, 'start');
    await writes.settled();
    await evidence.settled();
    raised += result.totals.would;
  }
  expect(raised).toBeGreaterThan(10);
  const lively = new Set(
    [...expected.values()].flatMap((event) => (event as { data: { rule?: { id: string } } }).data.rule?.id ?? []),
  );
  expect([...lively]).toEqual(expect.arrayContaining(Object.keys(OWN)));
  expect(await told(written)).toEqual(expected);

  const replayed = new Set<string>();
  const own = await Promise.all(Object.keys(OWN).map((id) => version(id)));
  const host = new DetectorHost({
    ...{ scope: SOURCE, rules: [...RULE_SETS.recommended, ...own] },
    onChange: ({ id, rule, severity, change }) => change === 'raised' && replayed.add(`${rule} ${id} ${severity}`),
  });
  for (const { kind, number, seq, payload } of batches)
    host.take({ kind, eventId: batchId(SOURCE, number), source: SOURCE, firstSeq: seq[0], sensor: 'edge-1', payload });
  host.finish();
  const events = [...expected.values()] as {
    type: string;
    data: { alert: string; severity: string; rule: { id: string } };
  }[];
  const lived = events.filter(({ type }) => type === 'domain.AlertRaised');
  expect(new Set(lived.map(({ data }) => `${data.rule.id} ${data.alert} ${data.severity}`))).toEqual(replayed);
});

it('writes nothing: the log ends where it ended', async () => {
  const before = await log.head();
  await run(await version('own-flows'));
  expect(await log.head()).toBe(before);
});

it('tells what it read, by day, severity and entity, with records that were counted', async () => {
  const result = await run(await version('own-flows'));
  expect(result.totals.would).toBeGreaterThan(0);
  expect(result).toMatchObject({
    from: RECORDED_US,
    to: RECORDED_US,
    cut: null,
    totals: { did: 0, same: 0, removed: 0 },
  });
  expect(result.batches).toBe(batches.filter(({ kind }) => kind === 'flow').length);
  const sum = (counts: readonly { would: number }[]) => counts.reduce((total, { would }) => total + would, 0);
  expect(sum(result.days)).toBe(result.totals.would);
  expect(sum(result.severities)).toBe(result.totals.would);
  expect(result.days.map(({ day }) => day)).toEqual(['2027-01-15']);
  expect(result.alerts.every(({ change }) => change === 'added')).toBe(true);
  const [alert] = result.alerts;
  expect(alert?.evidence).toHaveLength(5);
  expect(alert?.evidence[0]).toMatchObject({ kind: 'flow', record: { src: alert?.entity } });
  expect(alert?.counted).toBe(30);
});

it('of the same version on the same range differs in nothing, however often it runs', async () => {
  const rule = await version('own-names');
  const once = await run(rule, { against: rule });
  expect(once.totals).toMatchObject({ added: 0, removed: 0, changed: 0 });
  expect(once.totals.same).toBe(once.totals.would);
  expect(once.totals.would).toBeGreaterThan(0);
  expect(JSON.stringify(await run(rule, { against: rule }))).toBe(JSON.stringify(once));
});

it('against another version tells what is new, gone, changed and the same', async () => {
  const published = await version('own-flows');
  const wide = runnableRule('own-flows', 2, definition({ threshold: 15, levels: { high: 200 } }));
  const narrow = runnableRule(
    'own-flows',
    2,
    definition({ threshold: 30, except: 'proto = tcp', levels: { high: 200 } }),
  );
  const grave = runnableRule('own-flows', 2, definition({ severity: 'critical' }));
  const wider = await run(wide, { against: published });
  // A lower threshold never takes an alert away.
  expect(wider.totals.removed).toBe(0);
  expect(wider.totals.added).toBeGreaterThan(0);
  const { totals, alerts } = await run(narrow, { against: published });
  expect(totals.removed).toBeGreaterThan(0);
  expect(totals.removed + totals.same + totals.changed).toBe(totals.did);
  expect(totals.added + totals.same + totals.changed).toBe(totals.would);
  expect(alerts.filter(({ change }) => change === 'removed')).toHaveLength(totals.removed);
  const graver = await run(grave, { against: published });
  expect(graver.totals).toMatchObject({ added: 0, removed: 0, same: 0, changed: graver.totals.would });
});

it('against a version about another kind of records reads both, and finds what each finds alone', async () => {
  const [flows, lookups] = [await version('own-flows'), await version('own-lookups')];
  const [one, other] = [await run(flows), await run(lookups)];
  const both = await run({ ...lookups, id: 'own-flows', version: 2 }, { against: flows });
  expect(both.totals).toMatchObject({ would: other.totals.would, did: one.totals.would });
  expect(both.batches).toBe(one.batches + other.batches);
});

it('reads nothing that was recorded before its range or after its beginning', async () => {
  const rule = await version('own-flows');
  const late = await run(rule, { fromUs: RECORDED_US + 1 });
  expect(late).toMatchObject({ from: null, to: null, batches: 0, days: [], totals: { would: 0 } });
  const empty = await run(rule, { upTo: 'start' });
  expect(empty.batches).toBe(0);
});

it('that begins in the middle knows replays that began before: their alerts are theirs', async () => {
  const rule = await version('own-flows');
  const page = await log.readAll({ after: 'start', filter: { types: ['telemetry.'] }, limit: 4 });
  const changes: ScopedChange[] = [];
  await run(rule, { after: page.next }, { onChange: (change) => changes.push(change) });
  expect(changes.length).toBeGreaterThan(0);
  expect(new Set(changes.map(({ scope }) => scope.timeline))).toEqual(new Set([SOURCE]));
});

it('ends when it is told to, and tells how far it is', async () => {
  const seen: BacktestProgress[] = [];
  const rule = await version('own-flows');
  const onProgress = (progress: BacktestProgress) => Promise.resolve(seen.push(progress) < 1);
  expect(
    await new BacktestRun(log, { contents: new ListedContents(), regions: NO_REGIONS }, await plan(rule), {
      onProgress,
    }).run(),
  ).toBeNull();
  expect(seen).toHaveLength(1);
  expect(seen[0]?.records).toBeGreaterThan(100);
  expect(seen[0]?.progress).toBeCloseTo(1);
});

it('tells what it found so far, which is all of it in the end', async () => {
  const rule = await version('own-flows');
  const seen: (BacktestResult | null)[] = [];
  const onProgress = () => Promise.resolve(seen.push(running.partial()) > 0);
  const running: BacktestRun = new BacktestRun(
    log,
    { contents: new ListedContents(), regions: NO_REGIONS },
    await plan(rule),
    { onProgress },
  );
  expect(running.partial()).toBeNull();
  const result = await running.run();
  const sizes = seen.map((partial) => partial?.totals.would ?? 0);
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(seen.at(-1)).toMatchObject({ totals: result?.totals, days: result?.days, entities: result?.entities });
  expect(seen.at(-1)?.alerts.length).toBeLessThanOrEqual(20);
  expect(seen.at(-1)?.alerts.every(({ evidence }) => evidence.length === 0)).toBe(true);
});

it('stops at its bounds and says so', async () => {
  const rule = runnableRule('own-flows', 2, definition({ threshold: 1 }));
  const many = await run(rule, {}, { limits: { alerts: 5, records: 1e9 } });
  expect(many.cut).toContain('It stopped at 5 alerts');
  expect(many.totals.would).toBe(5);
  const long = await run(rule, {}, { limits: { alerts: 1000, records: 10 } });
  expect(long.cut).toContain('It stopped at 10 records');
});
