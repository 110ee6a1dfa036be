import { host, judge, raised, told, type Told } from '../testing/judged';
import { batchesOf, type Row, SECOND } from '../testing/rows';
import { OWN_TABLES } from './testing/own-tables';
import { ALL, TRUTH_TABLE } from './testing/truth-cases';
import { DETECTORS } from '.';

/** Detectors with tables of their own, as they do not count up to a threshold within a window: own-tables.spec judges by them. */
const OWN_TABLE = [...new Set(OWN_TABLES.map(({ rule }) => rule.detector.id))];
const TENTH = SECOND / 10;

/** The same order each time, and not the order of time. */
function shuffled<T>(items: readonly T[]): T[] {
  const out = [...items];
  let seed = 12_345;
  for (let i = out.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    const j = seed % (i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

it('has a table for every detector, and a rule for every table', () => {
  expect([...ALL.map(({ detector }) => detector.id), ...OWN_TABLE].sort()).toEqual(
    DETECTORS.map(({ id }) => id).sort(),
  );
  expect(new Set(TRUTH_TABLE.map(([, { detector }]) => detector)).size).toBe(ALL.length);
});

describe.each(TRUTH_TABLE)('%s', (_id, rule, cases) => {
  const { parameters } = rule;
  const n = cases.needs(parameters);
  const windowUs = (parameters['windowS'] as number) * SECOND;
  const attack = (count: number, spanUs: number, v6 = false): Row[] => cases.attack(count, spanUs, parameters, v6);
  const half = attack(n, windowUs / 2);
  const alerts = (rows: readonly Row[]) => raised([rule], rows);
  const key = (rows: readonly Row[]) => alerts(rows).map(({ id }) => id);

  it('fires at the threshold, at the record that reaches it', () => {
    const [alert, ...more] = alerts(half);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      kind: rule.detector.kind,
      rule: rule.id,
      version: 1,
      severity: parameters['severity'],
    });
    expect(alert?.records).toContain(`${half[0]?.kind} ${n}`);
    expect(alert?.measure).toEqual({
      name: expect.stringMatching(/^\w.{2,50}$/),
      unit: expect.stringMatching(/^\w.{0,20}$/),
    });
    expect(alert?.value).toBeGreaterThanOrEqual(alert?.threshold as number);
    expect(alert?.summary).toMatch(/threshold.*\.$/);
  });

  it('is raised again by its evidence alone, the same alert, and by one record less never', () => {
    const seen = new Map<string, number>();
    const numbered = half.map((row) => {
      const number = (seen.get(row.kind) ?? 0) + 1;
      seen.set(row.kind, number);
      return [`${row.kind} ${number}`, row] as const;
    });
    const [first] = alerts(half);
    const evidence = numbered.filter(([name]) => first?.records.includes(name)).map(([, row]) => row);
    expect(evidence.length).toBe(first?.records.length);
    const { records: _first, ...alert } = first as Told;
    const { records: _again, ...again } = alerts(evidence)[0] as Told;
    expect(again).toEqual(alert);
    for (const left of [0, evidence.length >> 1, evidence.length - 1])
      expect(alerts(evidence.filter((_row, at) => at !== left))).toEqual([]);
  });

  it('is silent one below', () => expect(alerts(attack(n - 1, windowUs / 2))).toEqual([]));

  if (n > 1) {
    it('counts up to the window’s end and not beyond: 0.1 s inside, just at it, 0.1 s outside', () => {
      expect(alerts(attack(n, windowUs - TENTH))).toHaveLength(1);
      expect(alerts(attack(n, windowUs))).toHaveLength(1);
      expect(alerts(attack(n, windowUs + TENTH))).toEqual([]);
    });

    it('fires in a window that begins anywhere', () => {
      const early = attack(2, windowUs + TENTH).slice(0, 1);
      const later = half.map(({ kind, fields }) => ({ kind, fields: moved(fields, windowUs + 3 * TENTH) }));
      expect(alerts([...early, ...later])).toHaveLength(1);
    });
  }

  it('does not depend on the order of arrival', () => {
    const [alert, ...more] = alerts(shuffled(half));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ severity: parameters['severity'], start: alerts(half)[0]?.start });
    expect(alerts(shuffled(attack(n - 1, windowUs / 2)))).toEqual([]);
    if (n > 1) expect(alerts(shuffled(attack(n, windowUs + TENTH)))).toEqual([]);
  });

  it('counts a record once, however often it comes', () => {
    expect(judge([rule], half, 7, 3)).toEqual(judge([rule], half, 7));
    expect(judge([rule], attack(n - 1, windowUs / 2), 7, 3)).toEqual([]);
  });

  if (cases.v6)
    it('judges IPv6 alike', () => {
      expect(alerts(attack(n, windowUs / 2, true))).toHaveLength(1);
      expect(alerts(attack(n - 1, windowUs / 2, true))).toEqual([]);
    });

  const long = [
    ...half,
    ...attack(n * 3, windowUs).map(({ kind, fields }) => ({ kind, fields: moved(fields, windowUs) })),
  ];

  it('goes on after a restart at any record as if there had been none', () => {
    const batches = batchesOf(long, 50);
    const whole = judge([rule], long, 50);
    for (const at of n > 300 ? [n] : [1, n - 1, n, n + 17]) {
      const before = host([rule]);
      let left = at;
      for (const batch of batches) {
        before.host.take(batch, left);
        left -= Math.min(left, batch.payload.n);
      }
      const snapshot = before.host.snapshot();
      const after = host([rule]);
      after.host.restore(snapshot);
      expect(after.host.snapshot()).toBe(snapshot);
      for (const batch of batches) after.host.take(batch);
      after.host.finish();
      expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    }
  });

  it('what was taken down at any record stays as it was while judging goes on', () => {
    const batches = batchesOf(long, 50);
    for (const at of n > 300 ? [n] : [1, n - 1, n, n + 17]) {
      const judging = host([rule]).host;
      let left = at;
      for (const batch of batches) {
        judging.take(batch, left);
        left -= Math.min(left, batch.payload.n);
      }
      const [memory, snapshot] = [judging.memory(), judging.snapshot()];
      for (const batch of batches) judging.take(batch);
      judging.finish();
      expect(JSON.stringify(memory)).toBe(snapshot);
    }
  });

  it('tells the same however records are batched, and on four hosts', () => {
    const whole = judge([rule], long);
    expect(judge([rule], long, n > 300 ? 499 : 1)).toEqual(whole);
    expect(judge([rule], long, 13)).toEqual(whole);
    const split = [0, 1, 2, 3].map((index) => host([rule], { share: { index, of: 4 } }));
    for (const batch of batchesOf(long)) for (const part of split) part.host.take(batch);
    for (const part of split) part.host.finish();
    expect(split.flatMap(({ changes }) => changes.map(told))).toEqual(whole);
  });

  it('is raised again by its evidence alone, and not by one record fewer', () => {
    const [alert] = alerts(half) as [Told];
    const evidence = half.filter((_, i) => alert.records.includes(`${half[0]?.kind} ${i + 1}`));
    expect(key(evidence)).toEqual([alert.id]);
    expect(alerts(evidence.slice(1))).toEqual([]);
    expect(alerts(evidence.slice(0, -1))).toEqual([]);
  });

  it.each(Object.entries(cases.mustNot(parameters) as Record<string, readonly Row[]>))(
    'is silent on %s',
    (_what, rows) => {
      expect(alerts(rows)).toEqual([]);
    },
  );

  it('refuses parameters that make no sense', () => {
    expect(rule.detector.parameters.safeParse({ ...parameters, windowS: 0 }).success).toBe(false);
    expect(rule.detector.parameters.safeParse({ ...parameters, severity: 'dreadful' }).success).toBe(false);
    expect(rule.detector.parameters.safeParse({ ...parameters, more: 1 }).success).toBe(false);
  });
});

/** The same record later. */
function moved(fields: Readonly<Record<string, unknown>>, byUs: number): Readonly<Record<string, unknown>> {
  const times = ['at', 'first', 'last', 'dFirst', 'dLast', 'dSynFirst', 'dSynLast', 'dRstFirst', 'dRstLast', 'time'];
  const later = times
    .filter((name) => typeof fields[name] === 'number' && fields[name] > 0)
    .map((name) => [name, (fields[name] as number) + byUs] as const);
  return { ...fields, ...Object.fromEntries(later) };
}
