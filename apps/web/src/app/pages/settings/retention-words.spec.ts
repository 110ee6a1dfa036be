import type { RetentionRuleRow, RetentionRunRow } from '../../graphql/generated/operations';
import { changesOf, outcomeOf, problemOf, rangeOf, shortens, spanOf } from './retention-words';

const rule = (streamClass: RetentionRuleRow['streamClass'], days: number, least = 30): RetentionRuleRow => ({
  ...{ streamClass, days, least, most: 730, logBytes: 1, modelBytes: 1, oldestDay: null, forecastBytes: null },
});
const RULES = [rule('TELEMETRY', 30), rule('ROLLUP', 730), rule('SANDBOX', 7, 7)];
const DAYS = { TELEMETRY: 30, ROLLUP: 730, SANDBOX: 7 };

describe('words of retention', () => {
  it.each([
    ['TELEMETRY', 29, '30 to 730 whole days'],
    ['TELEMETRY', 30.5, '30 to 730 whole days'],
    ['TELEMETRY', Number.NaN, '30 to 730 whole days'],
    ['SANDBOX', 7, ''],
    ['ROLLUP', 730, ''],
  ] as const)('%s for %d: %s', (streamClass, days, problem) =>
    expect(
      problemOf(RULES.find((one) => one.streamClass === streamClass) as RetentionRuleRow, {
        ...DAYS,
        [streamClass]: days,
      }),
    ).toBe(problem),
  );

  it('rollups outlive what they are made of', () =>
    expect(problemOf(RULES[1] as RetentionRuleRow, { ...DAYS, TELEMETRY: 90, ROLLUP: 60 })).toContain('telemetry'));

  it('says what changes, and whether something goes sooner', () => {
    expect(changesOf(RULES, { ...DAYS, TELEMETRY: 90 })).toEqual(['Telemetry: 30 → 90 days']);
    expect([shortens(RULES, DAYS), shortens(RULES, { ...DAYS, ROLLUP: 100 })]).toEqual([false, true]);
  });

  it('a run in a sentence', () => {
    const run = { partitions: 2, events: 1, rows: 1200, bytes: 4_800_000, held: 1, waiting: 0 } as RetentionRunRow;
    expect(outcomeOf(run).replaceAll('\u00a0', ' ')).toBe('1 event and 1,200 rows in 2 partitions, 4.8 MB; 1 held');
    expect(outcomeOf({ ...run, partitions: 0, held: 0 })).toBe('nothing');
  });

  it('whole days, both included, there and back', () => {
    const range = rangeOf('2026-11-20', '2026-11-21') as { from: string; to: string };
    expect(range).toEqual({ from: '2026-11-20T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' });
    expect(spanOf(range)).toBe('2026-11-20 to 2026-11-21');
    expect(spanOf(rangeOf('2026-11-20', '2026-11-20') as never)).toBe('2026-11-20');
    expect([rangeOf('2026-11-21', '2026-11-20'), rangeOf('', '2026-11-20')]).toEqual([undefined, undefined]);
  });
});
