import type { DetectorBatch } from '../records/cursors';
import { RULE_SETS } from '../rules';
import { rule, type Rule } from '../rules/rule';
import { host, judge, raised, told } from '../testing/judged';
import { batchesOf, dns, type Row, SECOND, T0, traffic } from '../testing/rows';
import { times } from '../testing/cases';
import { trafficSpike } from './traffic-spike/detector';

const named = (id: string): Rule => [...RULE_SETS.recommended, ...RULE_SETS.documents].find((r) => r.id === id) as Rule;
const MINUTE = 60 * SECOND;
/** Seconds 8, 12, 8, 12 … MB: mean 10, deviation 2, median 10. */
const wave = (n: number, from = T0, step = SECOND) =>
  times(n, (i) => traffic(from + i * step, i % 2 === 0 ? 8_000_000 : 12_000_000));
const end = (at: number) => [traffic(at + 20 * SECOND, 0)];

describe('traffic spike, plain (R1)', () => {
  const spike = named('r1-traffic-spike');
  const after = (n: number, bytes: number) => [...wave(n), traffic(T0 + n * SECOND, bytes)];

  it.each([
    ['at z = 3', 16_000_000, 1],
    ['just below', 15_999_999, 0],
  ])('%s', (_what, bytes, alerts) => {
    const rows = after(20, bytes);
    expect(raised([spike], rows)).toHaveLength(0 + alerts);
    const [alert] = raised([spike], rows);
    if (alert) {
      expect(alert).toMatchObject({
        value: 3,
        baseline: { bytes: 16_000_000, 'buckets before': 20 },
        threshold: 3,
        severity: 'medium',
        src: null,
        records: ['traffic 21'],
      });
      expect(alert.summary).toContain('z was 3.0');
    }
  });

  it('waits for its baseline of ten buckets', () => {
    expect(raised([spike], after(9, 10 ** 9))).toEqual([]);
    expect(raised([spike], after(10, 10 ** 9))).toHaveLength(1);
  });

  it('takes a second without traffic as 0', () => {
    const sparse = times(20, (i) => traffic(T0 + i * 2 * SECOND, 10_000));
    expect(raised([spike], [...sparse, traffic(T0 + 40 * SECOND, 21_000)])).toHaveLength(1);
    expect(
      raised(
        [spike],
        times(21, (i) => traffic(T0 + i * SECOND, i === 20 ? 21_000 : 10_000)),
      ),
    ).toEqual([]);
  });

  it('does not mind that other kinds of a minute come before its samples', () => {
    const minute = (from: number) => [
      dns(T0 + (from + 59) * SECOND),
      ...times(60, (i) => traffic(T0 + (from + i) * SECOND, from + i === 100 ? 10 ** 8 : 1000 + (i & 1))),
    ];
    const [alert, ...more] = raised(
      [spike, named('r0-volume-spike')],
      [...minute(0), ...minute(60), ...end(T0 + 120 * SECOND)],
    );
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ baseline: { bytes: 10 ** 8 }, first: T0 + 100 * SECOND });
  });

  it('adds up interfaces and applications of a second', () => {
    const parts = times(4, (i) => traffic(T0 + 20 * SECOND, 4_000_000, { iface: i & 1, app: i < 2 ? 'tls' : 'dns' }));
    expect(raised([spike], [...wave(20), ...parts])).toHaveLength(1);
    expect(raised([spike], [...wave(20), ...parts.slice(1)])).toEqual([]);
  });

  it('judges a second when the watermark has passed it, not before', () => {
    const { host: judging, changes } = host([spike]);
    const due = T0 + 21 * SECOND + 10 * SECOND;
    for (const batch of batchesOf([...after(20, 10 ** 8), traffic(due - 2 * SECOND, 0)])) judging.take(batch);
    expect(changes).toEqual([]);
    const [next] = batchesOf([traffic(due - SECOND, 0)]) as [DetectorBatch];
    judging.take({ ...next, firstSeq: 23 });
    expect(changes.map(({ change }) => change)).toEqual(['raised']);
  });
});

describe('traffic spike, robust', () => {
  const spike = named('traffic-spike');
  const minutes = (n: number, bytes = 10_000_000) =>
    times(n, (i) => traffic(T0 + i * MINUTE, bytes + (i % 3) * 500_000));
  const after = (n: number, bytes: number) => [
    ...minutes(n),
    traffic(T0 + n * MINUTE, bytes),
    ...end(T0 + (n + 1) * MINUTE),
  ];

  it('needs thirty minutes of baseline', () => {
    expect(raised([spike], after(29, 10 ** 9))).toEqual([]);
    expect(raised([spike], after(30, 10 ** 9))).toHaveLength(1);
  });

  it('needs the floor of 50 MB and five times the usual', () => {
    expect(raised([spike], after(30, 52_600_000))).toHaveLength(1);
    expect(raised([spike], after(30, 49_999_999))).toEqual([]);
    const small = times(30, (i) => traffic(T0 + i * MINUTE, 1000));
    expect(raised([spike], [...small, traffic(T0 + 30 * MINUTE, 49_999_999), ...end(T0 + 31 * MINUTE)])).toEqual([]);
  });

  it('is not taught by an attacker who goes on', () => {
    const flood = times(12, (i) => traffic(T0 + (30 + i) * MINUTE, 10 ** 9));
    const changes = judge([spike], [...minutes(30), ...flood, ...end(T0 + 43 * MINUTE)]);
    expect(changes.map(({ change, step }) => [change, step])).toEqual([
      ['raised', 0],
      ['recurred', 10],
      ['ended', 0],
    ]);
    expect(changes[2]?.last).toBe(T0 + 41 * MINUTE);
  });

  it('goes on after a restart, and tells the same in any batching', () => {
    const rows = after(35, 10 ** 9);
    const whole = judge([spike], rows);
    for (const at of [1, 30, 35, 36]) {
      const before = host([spike]);
      for (const batch of batchesOf(rows, 1).slice(0, at)) before.host.take(batch);
      const next = host([spike]);
      next.host.restore(before.host.snapshot());
      for (const batch of batchesOf(rows, 1)) next.host.take(batch);
      next.host.finish();
      expect([...before.changes, ...next.changes].map(told)).toEqual(whole);
    }
    expect(judge([spike], rows, 3, 2)).toEqual(whole);
  });

  it('skips a silence of decades, also by buckets of a second', () => {
    const decades = T0 + 40 * 366 * 86_400 * SECOND;
    const seconds = [...wave(20), traffic(decades, 10 ** 8), traffic(decades + 30 * SECOND, 0)];
    // Nothing but silence to compare with: no deviation, no z.
    expect(raised([named('r1-traffic-spike')], seconds)).toEqual([]);
    const year = T0 + 366 * 86_400 * SECOND;
    expect(raised([spike], [...minutes(30), traffic(year, 10 ** 9), ...end(year + MINUTE)])).toHaveLength(1);
  });
});

describe('volume spike (R0)', () => {
  const spike = named('r0-volume-spike');
  const asked = (bucket: number, n: number): Row[] =>
    times(n, (i) => dns(T0 + bucket * 300 * SECOND + i * 1000, { name: `h${i}.example.org` }));
  const usual = (n: number) => times(3, (bucket) => asked(bucket, n)).flat();

  it.each([
    ['more than five times', 10, 51, 1],
    ['just five times', 10, 50, 0],
    ['below the floor of 20', 1, 19, 0],
    ['at the floor', 1, 20, 1],
  ])('%s', (_what, before, now, alerts) => {
    const last = dns(T0 + 1300 * SECOND, { name: 'www.other.net' });
    expect(raised([spike], [...usual(before), ...asked(3, now), last])).toHaveLength(alerts);
  });

  it('waits for three buckets', () => {
    expect(
      raised(
        [spike],
        [...asked(0, 1), ...asked(1, 1), ...asked(2, 100), dns(T0 + 1000 * SECOND, { name: 'www.other.net' })],
      ),
    ).toEqual([]);
  });
});

describe('bandwidth (R2)', () => {
  const limit = named('r2-bandwidth');
  const bytes = (100e6 / 8) * 10;

  it.each([
    ['at the limit', bytes, 1],
    ['one byte below', bytes - 1, 0],
  ])('%s', (_what, total, alerts) => {
    const rows = times(10, (i) => traffic(T0 + i * SECOND, i === 0 ? total - 9 * (bytes / 10) : bytes / 10));
    expect(raised([limit], [...rows, ...end(T0 + 10 * SECOND)])).toHaveLength(alerts);
  });
});

it('refuses parameters that make no sense', () => {
  const { parameters } = named('traffic-spike');
  for (const wrong of [{ z: 0 }, { bucketS: 0 }, { baseline: 1 }, { method: 'guess' }, { more: 1 }])
    expect(() =>
      rule({ id: 'x', title: 'x', detector: trafficSpike, parameters: { ...parameters, ...wrong } as never }),
    ).toThrow();
});
