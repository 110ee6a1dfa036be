import { medianAndMad } from './median';

/** From the median absolute deviation to the deviation of a normal distribution. */
const NORMAL = 1.4826;
/** Least deviation of log(1 + value): a steady trickle has hardly any of its own. */
const LEAST_DEVIATION = 0.1;
/** A suspicious bucket teaches the baseline only each tenth time, so that nobody can raise it quickly. */
export const TEACHES_EACH = 10;

/** How far a value lies above those before it. */
export interface Outlying {
  readonly z: number;
  /** Median of the values before. */
  readonly usual: number;
  /** Of log(1 + value). */
  readonly deviation: number;
}

/** z of log(1 + value) over median and MAD with a floor: outliers among the values before hardly move it. */
export function robustZ(value: number, history: readonly number[]): Outlying {
  const [median, mad] = medianAndMad(history.map(Math.log1p));
  const deviation = Math.max(LEAST_DEVIATION, mad * NORMAL);
  return { z: (Math.log1p(value) - median) / deviation, usual: Math.expm1(median), deviation };
}
