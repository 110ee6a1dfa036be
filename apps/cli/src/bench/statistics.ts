/** The middle of some figures, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/** The middle of some figures; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** @throws RangeError without figures */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('there are no figures');
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), runs: values.length };
}

/** What two programs needed round by round, as ratios: a round in which the machine was slow for both does not count for either. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / (below[round] as number));
}
