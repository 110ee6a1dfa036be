import { verticalScan } from '../detectors/vertical-scan/detector';
import { trafficSpike } from '../detectors/traffic-spike/detector';
import { RULE_SETS } from '../rules';
import { rule } from '../rules/rule';
import { host, judge, told } from '../testing/judged';
import { ANSWERED, batchesOf, dns, flow, type Row, SECOND, T0, traffic } from '../testing/rows';
import { times } from '../testing/cases';

const PARAMETERS = { ports: 10, windowS: 60, count: 'failed', per: 'target', severity: 'high' } as const;
const SCAN = rule({ id: 'scan', title: 'Scan', detector: verticalScan, parameters: PARAMETERS });
const attempts = (n: number, from = T0, fields: Readonly<Record<string, unknown>> = {}) =>
  times(n, (i) => flow(from + i * 1000, { dstPort: 1000 + i, ...fields }));

describe('episodes', () => {
  it('are raised once, told again at each power of ten, and end with the last numbers', () => {
    const changes = judge([SCAN], attempts(1234));
    expect(changes.map(({ change, step, value }) => [change, step, value])).toEqual([
      ['raised', 0, 10],
      ['recurred', 100, 100],
      ['recurred', 1000, 1000],
      ['ended', 0, 1234],
    ]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(1);
    expect(changes[3]).toMatchObject({ start: T0, first: T0, last: T0 + 1_233_000, src: '10.0.0.1', dport: null });
    expect(changes.map(({ records }) => records.length)).toEqual([10, 100, 1000, 1000]);
  });

  it('end after the cooldown of packet time without a finding', () => {
    const gap = SCAN.cooldownS * SECOND;
    const last = T0 + 9000;
    const within = judge([SCAN], [...attempts(10), ...attempts(10, last + gap - 9000, { dst: '203.0.113.1' })]);
    expect(within.filter(({ change }) => change === 'raised')).toHaveLength(1);
    const beyond = judge([SCAN], [...attempts(10), ...attempts(10, last + gap + SECOND)]);
    expect(beyond.map(({ change }) => change)).toEqual(['raised', 'ended', 'raised', 'ended']);
    expect(beyond[0]?.id).not.toBe(beyond[2]?.id);
  });

  it('end by the watermark when nobody is heard of any more', () => {
    const { host: judging, changes } = host([SCAN]);
    const quiet = T0 + (SCAN.cooldownS + 11) * SECOND;
    for (const batch of batchesOf([...attempts(10), flow(quiet, ANSWERED)])) judging.take(batch);
    expect(changes.map(({ change }) => change)).toEqual(['raised', 'ended']);
    expect([...judging.alerts()]).toEqual([]);
  });

  it('are listed as they are while they run', () => {
    const { host: judging } = host([SCAN]);
    for (const batch of batchesOf(attempts(25))) judging.take(batch);
    expect([...judging.alerts()].map(({ value, dst }) => [value, dst])).toEqual([[25, '203.0.113.1']]);
  });

  it('have ids of scope, rule, version, entity and start alone', () => {
    const id = (rows: readonly Row[], version = 1) =>
      judge([rule({ ...SCAN, detector: verticalScan, parameters: PARAMETERS, version })], rows)[0]?.id;
    const first = id(attempts(10));
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(id(attempts(500))).toBe(first);
    expect(id(attempts(10), 2)).not.toBe(first);
    expect(id(attempts(10, T0 + 1))).not.toBe(first);
    expect(id(attempts(10, T0, { dst: '203.0.113.2' }))).not.toBe(first);
  });
});

describe('time', () => {
  it('judges a record behind the watermark, and marks the alert', () => {
    const { host: judging, changes } = host([SCAN]);
    const [first, second] = ['11111111-2222-5333-8444-000000000001', '11111111-2222-5333-8444-000000000002'];
    for (const batch of batchesOf([flow(T0 + 60 * SECOND, ANSWERED)], 500, first)) judging.take(batch);
    for (const batch of batchesOf(attempts(10), 500, second)) judging.take(batch);
    expect(judging.counters).toMatchObject({ records: 11, late: 10 });
    expect(changes).toMatchObject([{ change: 'raised', late: true }]);
    expect(judge([SCAN], attempts(10))[0]).toMatchObject({ late: false });
  });

  it('is that of the kinds a rule reads: others may run ahead, as batches of kinds come one after the other', () => {
    const { host: judging, changes } = host([SCAN]);
    for (const batch of batchesOf([traffic(T0 + 60 * SECOND, 10), ...attempts(10)])) judging.take(batch);
    expect(judging.counters.late).toBe(0);
    expect(changes).toMatchObject([{ change: 'raised', late: false }]);
  });
});

describe('the clock of a sensor that jumps', () => {
  const DAY = 86_400 * SECOND;
  /** What rules tell of stretches between which the clock was set, each a source of its own. */
  function played(rules: Parameters<typeof host>[0], stretches: readonly (readonly Row[])[]) {
    const one = host(rules);
    for (const [n, rows] of stretches.entries())
      for (const batch of batchesOf(rows, 500, `11111111-2222-5333-8444-0000000000${10 + n}`)) one.host.take(batch);
    return one;
  }
  /** A quarter of a minute of harmless traffic from there on. */
  const usual = (from: number) => times(15, (i) => flow(from + i * SECOND, ANSWERED));
  const kinds = (changes: readonly { readonly change: string }[]) => changes.map(({ change }) => change);

  it.each([
    ['a day ahead and back', [0, DAY, 60 * SECOND]],
    ['a day back and ahead', [0, -DAY, 60 * SECOND]],
    ['to and fro', [0, DAY, -DAY, 2 * DAY, 120 * SECOND, -DAY + 60 * SECOND]],
  ])('A-75 %s: each scan is found at its time, none is late, none stays open', (_what, starts) => {
    const stretches = starts.map((start) => [...usual(T0 + start - 15 * SECOND), ...attempts(12, T0 + start)]);
    const { host: judging, changes } = played([SCAN], stretches);
    judging.finish();
    const raised = changes.filter(({ change }) => change === 'raised');
    expect(raised.map(({ first, late }) => [first, late])).toEqual(starts.map((start) => [T0 + start, false]));
    expect(new Set(raised.map(({ id }) => id)).size).toBe(starts.length);
    expect(kinds(changes)).toEqual(starts.flatMap(() => ['raised', 'ended']));
  });

  it('A-75 no window is filled from both sides of a jump', () => {
    const { changes } = played([SCAN], [attempts(6), attempts(6, T0 + DAY), attempts(6, T0 + 20_000)]);
    expect(changes).toEqual([]);
  });

  it('A-75 nothing is kept of the time that was wrong, with all rules at once', () => {
    const rules = [...RULE_SETS.recommended, ...RULE_SETS.documents];
    const right = usual(T0);
    const { host: judging, changes } = played(rules, [attempts(500, T0 + DAY), right]);
    expect([...judging.alerts()]).toEqual([]);
    expect(kinds(changes).filter((change) => change === 'raised').length).toBeGreaterThan(1);
    expect(judging.counters.keys).toBeLessThanOrEqual(played(rules, [right]).host.counters.keys);
  });

  it('A-75 half an hour is no jump: a sensor that was cut off tells late what it saw', () => {
    const { changes } = played([SCAN], [[flow(T0 + 1800 * SECOND, ANSWERED)], attempts(12)]);
    expect(changes).toMatchObject([{ change: 'raised', late: true }]);
  });

  it('A-75 one that is ahead does not empty the windows of another one of the same sensor', () => {
    const rows = attempts(12).flatMap((one, i) => [[flow(T0 + DAY + i * 5 * SECOND, ANSWERED)], [one]]);
    expect(played([SCAN], rows).changes[0]).toMatchObject({ change: 'raised', value: 10 });
  });
});

describe('bounds', () => {
  const many = (hosts: number, from = T0) =>
    times(hosts, (i) => flow(from + i * 1000, { dst: `203.0.${i >> 8}.${i & 127}`, dstPort: 7 }));

  it('is bounded for all rules together: the one that has most gives up', () => {
    const other = rule({ ...SCAN, id: 'other', detector: verticalScan, parameters: { ...PARAMETERS, per: 'source' } });
    const { host: judging } = host([SCAN, other], { maxAllKeys: 20 });
    for (const batch of batchesOf(times(100, (i) => flow(T0 + i * 1000, { dst: `203.0.113.${i}` }))))
      judging.take(batch);
    // One source, a hundred targets: the rule by source keeps its only state.
    expect(judging.counters).toMatchObject({ keys: 20, evicted: 81 });
    for (const batch of batchesOf(attempts(10, T0 + 200_000), 500, '11111111-2222-5333-8444-000000000009'))
      judging.take(batch);
    expect([...judging.alerts()].map(({ rule: name }) => name)).toContain('other');
  });

  it('holds no more keys than allowed and counts who was evicted, the one not asked for first', () => {
    const { host: judging, changes } = host([SCAN], { maxKeys: 8 });
    const rows = [...attempts(9), ...many(20, T0 + SECOND), ...attempts(2, T0 + 2 * SECOND, { dst: '203.0.113.1' })];
    for (const batch of batchesOf(rows)) judging.take(batch);
    expect(judging.counters).toMatchObject({ keys: 8, evicted: 14, expired: 0 });
    expect(changes).toEqual([]);
  });

  it('keeps the state of a running episode before others', () => {
    const { host: judging, changes } = host([SCAN], { maxKeys: 8 });
    const more = attempts(100, T0 + 2 * SECOND).slice(10);
    for (const batch of batchesOf([...attempts(10), ...many(50, T0 + SECOND), ...more])) judging.take(batch);
    expect(changes.map(({ change, step }) => [change, step])).toEqual([
      ['raised', 0],
      ['recurred', 100],
    ]);
  });

  it('ends the episode of a key that must go', () => {
    const { host: judging, changes } = host([SCAN], { maxKeys: 1 });
    for (const batch of batchesOf([...attempts(10), ...many(1)])) judging.take(batch);
    expect(changes.map(({ change }) => change)).toEqual(['raised', 'ended']);
  });

  it('forgets keys that are of no use any more', () => {
    const { host: judging } = host([SCAN]);
    for (const batch of batchesOf([...many(20), flow(T0 + 600 * SECOND, ANSWERED)])) judging.take(batch);
    expect(judging.counters).toMatchObject({ keys: 0, expired: 20 });
  });
});

describe('snapshots', () => {
  const rules = [...RULE_SETS.recommended, ...RULE_SETS.documents];
  const mixed: Row[] = times(900, (i) => {
    const at = T0 + i * 50_000;
    if (i % 50 === 0) return traffic(T0 + (i / 20) * SECOND, 1000 + (i === 850 ? 10 ** 8 : i));
    if (i % 3 === 0) return dns(at, { name: `${'ab2c'.repeat(12)}${i}.x.example`, qtype: 16 });
    return flow(at, i % 7 === 0 ? { ...ANSWERED, dstPort: 22, dSyn: 1 } : { dstPort: 100 + i, dSyn: 1, dRst: i % 2 });
  });

  it('hold everything: a restart at any record changes nothing, with all rules at once', () => {
    const whole = judge(rules, mixed);
    expect(new Set(whole.map(({ rule: id }) => id)).size).toBeGreaterThan(6);
    for (const at of [1, 99, 100, 411, 700, 855, 899]) {
      const before = host(rules);
      let left = at;
      for (const batch of batchesOf(mixed)) {
        before.host.take(batch, left);
        left -= Math.min(left, batch.payload.n);
      }
      const after = host(rules);
      after.host.restore(before.host.snapshot());
      for (const batch of batchesOf(mixed)) after.host.take(batch);
      after.host.finish();
      expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
      expect(after.host.counters).toMatchObject({ records: mixed.length });
    }
  });

  it('share nothing with the host that made them', () => {
    const { host: judging } = host(rules);
    const [first, ...others] = batchesOf(mixed, 100);
    judging.take(first as (typeof others)[number]);
    const snapshot = judging.snapshot();
    for (const batch of others) judging.take(batch);
    expect(judging.snapshot()).not.toBe(snapshot);
    const { host: restored } = host(rules);
    restored.restore(snapshot);
    expect(restored.snapshot()).toBe(snapshot);
  });

  it('leave a changed rule without memory', () => {
    const { host: judging } = host([SCAN]);
    for (const batch of batchesOf(attempts(9))) judging.take(batch);
    const changed = rule({ ...SCAN, detector: verticalScan, parameters: PARAMETERS, version: 2 });
    const { host: restored } = host([changed]);
    restored.restore(judging.snapshot());
    expect(restored.counters).toMatchObject({ records: 9, keys: 0 });
  });

  it('are refused by a host that has judged, and of another version', () => {
    const { host: judging } = host([SCAN]);
    for (const batch of batchesOf(attempts(1))) judging.take(batch);
    expect(() => judging.restore(judging.snapshot())).toThrow('judged records already');
    expect(() => host([SCAN]).host.restore('{"v":9}')).toThrow('version 9');
  });
});

it('passes over kinds that no detector reads', () => {
  const { host: judging } = host([SCAN]);
  const [batch] = batchesOf(attempts(1));
  judging.take({ ...(batch as NonNullable<typeof batch>), kind: 'smoke' as 'flow' });
  expect(judging.counters.records).toBe(0);
});

it('refuses a cooldown below the window', () => {
  const draft = { id: 'x', title: 'x', detector: verticalScan, parameters: PARAMETERS };
  expect(() => rule({ ...draft, cooldownS: 59 })).toThrow('below its window');
  expect(rule({ ...draft, cooldownS: 60 }).cooldownS).toBe(60);
  expect(() => rule({ ...draft, detector: trafficSpike } as never)).toThrow();
});
