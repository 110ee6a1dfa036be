import { rule } from '../../rules/rule';
import { confidenceOf, decayed, threatLevelOf } from '../../score/evidence-score';
import { address, times } from '../../testing/cases';
import { host, judge, told } from '../../testing/judged';
import { auth, batchesOf, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { authFailures } from '../auth-failures/detector';
import { verticalScan } from '../vertical-scan/detector';
import { hostScore } from './detector';

const HOUR = 3600;
const SCAN = rule({
  ...{ id: 'scan', title: 'Scan', detector: verticalScan },
  parameters: { ports: 10, windowS: 60, count: 'failed', per: 'target', severity: 'high' },
});
const GUESS = rule({
  ...{ id: 'guess', title: 'Guess', detector: authFailures },
  parameters: { failures: 10, windowS: 60, per: 'source', severity: 'medium' },
});
const score = (more: Partial<Parameters<typeof of>[0]> = {}) => of({ score: 0.6, rules: 2, ...more });
const of = (p: { score: number; rules: number; halfLifeS?: number; windowS?: number }) =>
  rule({
    ...{ id: 'score', title: 'Score', detector: hostScore },
    parameters: { halfLifeS: 6 * HOUR, windowS: 24 * HOUR, severity: 'high', ...p },
  });
const BAD = '198.51.100.9';

/** A scan that just reaches its threshold: 0.8 × 0.5 points at its last record. */
const scan = (from = T0, src = BAD, ports = 10): Row[] =>
  times(ports, (i) => flow(from + i * 1000, { src, dst: '10.0.0.1', dstPort: 1000 + i }));
/** Refused log-ins, as many as the threshold: 0.5 × 0.5 points. */
const guesses = (from = T0, client = BAD): Row[] => times(10, (i) => auth(from + i * 1000, { client }));
const scores = (rows: readonly Row[], by = score(), rules = [SCAN, GUESS]) =>
  judge([...rules, by], rows).filter(({ rule: id }) => id === 'score');
const raised = (...args: Parameters<typeof scores>) => scores(...args).filter(({ change }) => change === 'raised');

it('adds up threat level × confidence of what different rules say', () => {
  const [alert, ...more] = raised([...scan(), ...guesses()]);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    ...{ kind: 'host_score', entity: BAD, src: BAD, dst: null, severity: 'high', value: 0.65, threshold: 0.6 },
    baseline: { scan: 0.4, guess: 0.25 },
    summary: `${BAD} has a score of 0.65 by 2 alerts of 2 rules within 0 s: scan 0.4, guess 0.25; the threshold is 0.6.`,
  });
  expect(alert?.records).toEqual(expect.arrayContaining(['flow 1', 'flow 10', 'auth 1', 'auth 10']));
});

it('is silent below the setting, for too few rules, and about different hosts', () => {
  expect(raised([...scan(), ...guesses()], score({ score: 0.66 }))).toEqual([]);
  expect(raised([...scan(), ...guesses()], score({ rules: 3 }))).toEqual([]);
  expect(raised(scan(T0, BAD, 100))).toEqual([]);
  expect(raised([...scan(), ...guesses(T0, '198.51.100.10')])).toEqual([]);
});

it('counts an alert that grows once, as sure as it has become', () => {
  const [alert] = raised([...scan(T0, BAD, 100), ...guesses(T0 + SECOND)], score({ score: 1 }));
  expect(alert).toMatchObject({ value: 1.05, baseline: { scan: 0.8, guess: 0.25 } });
});

it('lets points fade: half are left after the half-life, none beyond the window', () => {
  const later = (s: number) => [...scan(), ...guesses(T0 + s * SECOND)];
  const half = { halfLifeS: HOUR, windowS: 2 * HOUR };
  expect(raised(later(HOUR), score({ ...half, score: 0.449 }))).toHaveLength(1);
  expect(raised(later(HOUR), score({ ...half, score: 0.451 }))).toEqual([]);
  expect(raised(later(2 * HOUR - 1), score({ ...half, score: 0.3 }))).toHaveLength(1);
  expect(raised(later(2 * HOUR + 1), score({ ...half, score: 0.3 }))).toEqual([]);
});

it('does not hear itself, nor another rule of its kind', () => {
  const other = rule({ ...score({ score: 0.1, rules: 1 }), id: 'other', detector: hostScore, parameters: PARAMETERS });
  const all = judge([SCAN, GUESS, other, score({ score: 0.66 })], [...scan(), ...guesses()]);
  expect(all.filter(({ kind, change }) => kind === 'host_score' && change === 'raised').map((a) => a.rule)).toEqual([
    'other',
  ]);
});
const PARAMETERS = { score: 0.1, rules: 1, halfLifeS: HOUR, windowS: HOUR, severity: 'low' } as const;

it('accuses the target where there are many sources, and nobody without an address', () => {
  const hear = (src: string | null, dst: string | null) =>
    hostScore.hears?.(
      { ...(change as object), src, dst } as Parameters<NonNullable<typeof hostScore.hears>>[0],
      PARAMETERS,
    )?.key ?? null;
  const [change] = judge([SCAN], scan());
  Object.assign(change as object, { evidence: [] });
  expect(hear(BAD, '10.0.0.1')).toBe(BAD);
  expect(hear(null, '10.0.0.1')).toBe('10.0.0.1');
  expect(hear(null, null)).toBeNull();
  expect(hear('02:00:00:00:00:01', '10.0.0.1')).toBeNull();
});

it('judges alike whatever the order of rules, records and batches, for IPv6, and when records come again', () => {
  const rows = [...scan(), ...guesses()];
  const whole = scores(rows);
  expect(whole.map(({ change }) => change)).toEqual(['raised', 'ended']);
  expect(scores(rows, score(), [GUESS, SCAN])).toEqual(whole);
  expect(raised([...guesses(), ...scan()])[0]?.id).toBe(whole[0]?.id);
  expect(judge([score(), SCAN, GUESS], rows, 3, 2).filter(({ rule: id }) => id === 'score')).toEqual(whole);
  const v6 = address(true, false);
  expect(raised([...scan(T0, v6), ...guesses(T0, v6)]).map(({ src }) => src)).toEqual([v6]);
});

it('goes on after a restart at any record as if there had been none', () => {
  const rows = [...scan(), ...guesses(), ...scan(T0 + HOUR * SECOND, '198.51.100.7')];
  const rules = [SCAN, GUESS, score()];
  const batches = batchesOf(rows, 50);
  const whole = judge(rules, rows, 50);
  for (const at of [1, 10, 19, 20, 21, 30]) {
    const before = host(rules);
    let left = at;
    for (const batch of batches) {
      before.host.take(batch, left);
      left -= Math.min(left, batch.payload.n);
    }
    const after = host(rules);
    after.host.restore(before.host.snapshot());
    expect(after.host.snapshot()).toBe(before.host.snapshot());
    for (const batch of batches) after.host.take(batch);
    after.host.finish();
    expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    // What was taken down stays as it was while judging goes on.
    const [memory, snapshot] = [before.host.memory(), before.host.snapshot()];
    for (const batch of batches) before.host.take(batch);
    expect(JSON.stringify(memory)).toBe(snapshot);
  }
});

it('ends after its cooldown by the time of records that no rule of its own reads', () => {
  const by = rule({
    ...{ id: 'score', title: 'Score', detector: hostScore },
    parameters: { score: 0.6, rules: 2, halfLifeS: HOUR, windowS: HOUR, severity: 'high' },
  });
  const quiet = flow(T0 + 2 * HOUR * SECOND, { srcFlags: 0x10 });
  const { host: judging, changes } = host([SCAN, GUESS, by]);
  for (const batch of batchesOf([...scan(), ...guesses(), quiet])) judging.take(batch);
  expect(changes.filter(({ rule: id }) => id === 'score').map(({ change }) => change)).toEqual(['raised', 'ended']);
});

it('remembers a bounded number of alerts of a host', () => {
  const state = hostScore.begin(PARAMETERS);
  for (let i = 0; i < 1000; i++) {
    const piece = { alert: `a${i}`, rule: `r${i % 7}`, time: T0 + i, first: T0 + i, points: 0.5, refs: ['x#1'] };
    hostScore.judge(state, { key: BAD, time: T0 + i, ref: 'x#1', piece }, PARAMETERS, null as never);
  }
  expect(hostScore.sizeOf?.(state)).toBe(400);
});

it('weighs as is written', () => {
  expect((['info', 'low', 'medium', 'high', 'critical'] as const).map(threatLevelOf)).toEqual([0, 0.2, 0.5, 0.8, 1]);
  expect([1, 10, 100, 1000].map((value) => confidenceOf(value, 10))).toEqual([0.5, 0.5, 1, 1]);
  expect([confidenceOf(5, 0), confidenceOf(NaN, 3), confidenceOf(Infinity, 3)]).toEqual([0.5, 0.5, 1]);
  expect([decayed(1, -5), decayed(1, 6 * HOUR * 1e6), decayed(1, 25 * HOUR * 1e6)]).toEqual([1, 0.5, 0]);
});
