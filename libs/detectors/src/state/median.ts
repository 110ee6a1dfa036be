/** Value at share `q` (0 … 1) of sorted values, between two of them by line. NaN when there are none. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Median and median absolute deviation. */
export function medianAndMad(values: readonly number[]): readonly [median: number, mad: number] {
  const median = quantile(sort(values), 0.5);
  return [median, quantile(sort(values.map((value) => Math.abs(value - median))), 0.5)];
}

export const sort = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
