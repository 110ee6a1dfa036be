import { RULE_SETS } from '../../rules';
import type { Rule } from '../../rules/rule';
import { address, times } from '../../testing/cases';
import { host, judge, raised, told } from '../../testing/judged';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { paceOf, scoreBeacon, steadyAtMost } from './score';

const beacon = RULE_SETS.recommended.find(({ id }) => id === 'beacon') as Rule;
const alerts = (rows: readonly Row[]) => raised([beacon], rows);
const call = (first: number, fields: Readonly<Record<string, unknown>> = {}) =>
  flow(first + 300_000, { ...ANSWERED, first, dstPort: 1337, ...fields });
/** `n` calls, each `gapUs` after the other, moved by up to `jitter` of that. */
const calls = (n: number, gapUs: number, jitter = 0, fields = {}) =>
  times(n, (i) => call(T0 + Math.round(i * gapUs + (((i * 7919) % 100) / 100 - 0.5) * 2 * jitter * gapUs), fields));

describe('beacon', () => {
  it('fires at the 13th regular call', () => {
    expect(alerts(calls(12, 6 * SECOND))).toEqual([]);
    const [alert, ...more] = alerts(calls(13, 6 * SECOND));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'beaconing',
      severity: 'high',
      src: '10.0.0.1',
      dst: '203.0.113.1',
      dport: 1337,
    });
    expect(alert?.records).toHaveLength(13);
    expect(alert?.summary).toContain('every 6 s');
  });

  it('wants 60 s from the first call to the last', () => {
    expect(alerts(calls(13, 59_900_000 / 12))).toEqual([]);
    expect(alerts(calls(13, 5 * SECOND))).toHaveLength(1);
    expect(alerts(calls(13, 60_100_000 / 12))).toHaveLength(1);
  });

  it('takes 30 s when there are 20 calls', () => {
    expect(alerts(calls(20, (30 * SECOND) / 19))).toHaveLength(1);
    expect(alerts(calls(20, 29_900_000 / 19))).toEqual([]);
    expect(alerts(calls(19, (30 * SECOND) / 18))).toEqual([]);
  });

  it('wants a median gap of a second', () => {
    expect(alerts(calls(100, SECOND))).toHaveLength(1);
    expect(alerts(calls(100, 0.99 * SECOND))).toEqual([]);
  });

  it('sees through jitter of 30 %, also in any order', () => {
    const jittered = calls(40, 20 * SECOND, 0.14);
    expect(alerts(jittered)).toHaveLength(1);
    expect(alerts([...jittered].reverse())).toHaveLength(1);
  });

  it('judges IPv6 alike', () => {
    const v6 = { src: address(true, true), dst: address(true, false) };
    expect(alerts(calls(13, 6 * SECOND, 0, v6))).toHaveLength(1);
    expect(alerts(calls(12, 6 * SECOND, 0, v6))).toEqual([]);
  });

  it.each<[string, Row[]]>([
    ['retries with back-off', times(30, (i) => call(T0 + Math.round(1.5 ** i * SECOND)))],
    [
      'a browser with six connections a visit',
      times(60, (i) => call(T0 + (Math.floor(i / 6) * 900 + (i % 6) * 1.1 + (i % 5) * 0.05) * SECOND)),
    ],
    ['a person’s clicks', times(60, (i) => call(T0 + ((i * i * 7919) % 3600) * SECOND))],
    ['unanswered attempts', calls(40, 6 * SECOND, 0, { dstPackets: 0 })],
    ['time servers', calls(40, 60 * SECOND, 0, { proto: 17, dstPort: 123 })],
    ['servers inside', calls(40, 60 * SECOND, 0, { dst: '10.9.9.9' })],
    ['many destinations', times(40, (i) => call(T0 + i * 6 * SECOND, { dst: address(false, false, i) }))],
    ['one connection that runs', calls(40, 6 * SECOND, 0, { kind: 1 })],
  ])('is silent on %s', (_what, rows) => {
    expect(alerts(rows)).toEqual([]);
  });

  it('goes on after a restart at any call, and tells the same in any batching', () => {
    const rows = calls(150, 10 * SECOND, 0.1);
    const whole = judge([beacon], rows);
    expect(whole.map(({ change, step, value }) => [change, step, value])).toEqual([
      ['raised', 0, 13],
      ['recurred', 100, 100],
      ['ended', 0, 150],
    ]);
    expect(judge([beacon], rows, 1, 2)).toEqual(whole);
    for (const at of [1, 12, 13, 70, 101]) {
      const before = host([beacon]);
      for (const batch of batchesOf(rows, 1).slice(0, at)) before.host.take(batch);
      const after = host([beacon]);
      after.host.restore(before.host.snapshot());
      for (const batch of batchesOf(rows, 1)) after.host.take(batch);
      after.host.finish();
      expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    }
  });

  it('is raised again by its evidence alone', () => {
    const rows = calls(60, 6 * SECOND, 0.05);
    const [alert] = alerts(rows);
    const evidence = rows.filter((_, i) => alert?.records.includes(`flow ${i + 1}`));
    expect(evidence).toHaveLength(13);
    expect(alerts(evidence).map(({ id }) => id)).toEqual([alert?.id]);
    expect(alerts(evidence.slice(1))).toEqual([]);
  });
});

describe('what is told without the median gap', () => {
  /** Times with gaps of that length. */
  const after = (gaps: readonly number[]) => {
    const times = [T0];
    for (const gap of gaps) times.push((times[times.length - 1] as number) + gap);
    return { timeAt: (place: number) => times[place] as number, size: times.length };
  };
  const most = (gaps: readonly number[]) => {
    const starts = after(gaps);
    return [steadyAtMost(starts, 0, starts.size), paceOf(starts, 0, starts.size).steady] as const;
  };
  /** 0 … 1, always the same ones. */
  const shares = (n: number, seed: number) => times(n, (i) => (((i + 1) * 7919 * seed) % 10_007) / 10_007);

  it.each(times(20, (seed) => seed + 1))('is no less than what the median tells (%i)', (seed) => {
    for (const scale of [1, 700, SECOND, 3600 * SECOND, 86_400 * SECOND]) {
      for (const spread of [0.1, 0.6, 2, 6]) {
        const [bound, steady] = most(shares(40, seed).map((share) => Math.round(scale * 2 ** (spread * share))));
        expect(bound).toBeGreaterThanOrEqual(steady);
      }
    }
  });

  it('is all of even gaps, wherever they lie, also of some that last for weeks', () => {
    for (const gap of [1, 1023, 1024, 2 ** 20, 1.3 * 2 ** 20, SECOND, 2 ** 43, 60 * 86_400 * SECOND])
      expect(most(times(20, () => gap))).toEqual([1, 1]);
    expect(most([0.7, 1, 1, 1, 1.3].map((gap) => gap * 1.47 * 2 ** 20))).toEqual([1, 1]);
  });

  it('is little where gaps are of many lengths, and nothing without gaps', () => {
    expect(most(times(32, (i) => SECOND * 2 ** (i % 8)))[0]).toBe(0.25);
    expect(most([0, 0, 0])).toEqual([0, 0]);
  });
});

describe('scores', () => {
  const even = (n: number, gap: number) => times(n, (i) => i * gap);

  it('give a metronome full marks', () => {
    const { score, time, size, steady, medianGapUs } = scoreBeacon(
      even(50, 6 * SECOND),
      times(50, () => 300),
    );
    expect({ score, time, size, steady, medianGapUs }).toEqual({
      score: 1,
      time: 1,
      size: 1,
      steady: 1,
      medianGapUs: 6 * SECOND,
    });
  });

  it('leave out what a short capture does not have', () => {
    expect(scoreBeacon(even(20, 6 * SECOND), [1, 2, 3])).toMatchObject({ histogram: null, duration: null });
  });

  it('judge the hours of a day', () => {
    const day = scoreBeacon(
      even(24 * 6, 600 * SECOND),
      times(144, () => 300),
    );
    expect(day).toMatchObject({ histogram: 1, duration: 1, score: 1 });
    const halves = [...even(36, 600 * SECOND), ...even(36, 600 * SECOND).map((t) => t + 18 * 3600 * SECOND)];
    const { histogram, duration } = scoreBeacon(
      halves,
      times(72, () => 300),
    );
    expect(histogram).toBe(1);
    expect(duration).toBe(0.5);
  });

  it('fall with skew and with spread', () => {
    const skewed = times(12, (i) => 2 ** i * SECOND);
    expect(
      scoreBeacon(
        skewed,
        times(12, () => 300),
      ).time,
    ).toBeLessThan(0.6);
    expect(
      scoreBeacon(
        even(12, 6 * SECOND),
        times(12, (i) => 3 ** i),
      ).size,
    ).toBeLessThan(0.6);
  });
});
