import { RULE_SETS } from '../rules';
import type { Rule } from '../rules/rule';
import { host, judge, type Told, told } from '../testing/judged';
import { batchesOf, type Row, SECOND } from '../testing/rows';
import type { Table } from '../testing/table';
import { OWN_TABLES } from './testing/own-tables';

/** Nothing is as late as the watermark waits (10 s). */
const LATE = 4 * SECOND;
const timeOf = ({ fields }: Row): number => (fields['time'] ?? fields['dLast'] ?? fields['second']) as number;

/** Records as they may arrive: each up to `LATE` later than it should, the same each time. */
function delayed(rows: readonly Row[]): Row[] {
  let seed = 54_321;
  const arrivals = rows.map((row) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return [timeOf(row) + (seed / 2 ** 32) * LATE, row] as const;
  });
  return arrivals.sort(([a], [b]) => a - b).map(([, row]) => row);
}

const rulesOf = ({ rule, hears = [] }: Table): Rule[] => [...hears, rule];
const own = ({ rule }: Table, changes: readonly Told[]): Told[] => changes.filter((change) => change.rule === rule.id);
const alerts = (table: Table, rows: readonly Row[]): Told[] =>
  own(table, judge(rulesOf(table), rows)).filter(({ change }) => change === 'raised');

it('has a table for every rule that ships, and no two for one', () => {
  const ids = OWN_TABLES.map(({ rule }) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  const detectors = new Set(OWN_TABLES.map(({ rule }) => rule.detector.id));
  const shipped = Object.values<readonly Rule[]>(RULE_SETS).flat();
  expect(ids).toEqual(
    expect.arrayContaining(shipped.filter(({ detector }) => detectors.has(detector.id)).map(({ id }) => id)),
  );
});

describe.each(OWN_TABLES.map((table) => [table.rule.id, table] as const))('%s', (_id, table) => {
  const { rule, at, below, close = at, edges, v6 } = table;

  it('fires at the threshold, once, and says so', () => {
    const [alert, ...more] = alerts(table, at);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: rule.detector.kind, version: 1 });
    expect(alert?.records.length).toBeGreaterThan(0);
    expect(alert?.value).toBeGreaterThanOrEqual(alert?.threshold as number);
    expect(alert?.summary).toMatch(/threshold.*\.$/);
  });

  it('is silent one below', () => expect(alerts(table, below)).toEqual([]));

  it.each(Object.entries(edges))('%s', (_what, [rows, n]) => expect(alerts(table, rows)).toHaveLength(n));

  it('has edges on both sides', () => {
    const outcomes = Object.values(edges).map(([, n]) => n);
    expect([...new Set(outcomes)].sort()).toEqual([0, 1]);
  });

  it('does not depend on the order of arrival, as far as records may be late', () => {
    expect(delayed(close).some((row, i) => row !== close[i])).toBe(true);
    const [alert, ...more] = alerts(table, delayed(close));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ severity: alerts(table, close)[0]?.severity });
    expect(alerts(table, delayed(below))).toEqual([]);
  });

  it('counts a record once, however often it comes', () => {
    expect(judge(rulesOf(table), at, 7, 3)).toEqual(judge(rulesOf(table), at, 7));
    expect(own(table, judge(rulesOf(table), below, 7, 3))).toEqual([]);
  });

  it(typeof v6 === 'string' ? `has no IPv6 form: ${v6}` : 'judges IPv6 alike', () => {
    if (typeof v6 === 'string') {
      expect(at.filter(({ kind }) => kind !== 'traffic')).toEqual([]);
      return;
    }
    expect(alerts(table, v6.at)).toHaveLength(1);
    expect(alerts(table, v6.below)).toEqual([]);
  });

  it('goes on after a restart at any record as if there had been none', () => {
    const batches = batchesOf(at, 50);
    const whole = judge(rulesOf(table), at, 50);
    const places = at.length <= 60 ? [...at.keys()].slice(1) : [1, at.length >> 1, at.length - 2, at.length - 1];
    for (const place of places) {
      const before = host(rulesOf(table));
      let left = place;
      for (const batch of batches) {
        before.host.take(batch, left);
        left -= Math.min(left, batch.payload.n);
      }
      const snapshot = before.host.snapshot();
      const after = host(rulesOf(table));
      after.host.restore(snapshot);
      expect(after.host.snapshot()).toBe(snapshot);
      for (const batch of batches) after.host.take(batch);
      after.host.finish();
      expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    }
  });

  it('tells the same however records are batched, and on four hosts', () => {
    const whole = judge(rulesOf(table), at);
    for (const size of [1, 13]) expect(judge(rulesOf(table), at, size)).toEqual(whole);
    if (table.whole !== undefined) return;
    const split = [0, 1, 2, 3].map((index) => host(rulesOf(table), { share: { index, of: 4 } }));
    for (const batch of batchesOf(at)) for (const part of split) part.host.take(batch);
    for (const part of split) part.host.finish();
    expect(split.flatMap(({ changes }) => changes.map(told))).toEqual(whole);
  });
});
