import type { FlowRecord } from './telemetry';

/** Sum of numbers. */
export const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
/** Newest record of each flow. */
export const newest = (records: readonly FlowRecord[]) => [
  ...new Map(records.toSorted((a, b) => a.rec - b.rec).map((r) => [r.flow, r])).values(),
];
/** Sum of the values of each key. */
export const grouped = (pairs: Iterable<readonly [string, number]>) => {
  const sums = new Map<string, number>();
  for (const [key, value] of pairs) sums.set(key, (sums.get(key) ?? 0) + value);
  return sums;
};
