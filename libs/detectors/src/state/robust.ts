import { medianAndMad } from './median';

/** From the median absolute deviation to the deviation of a normal distribution. */
const NORMAL = 1.4826;
/** Least deviation of log(1 + value): a steady trickle has hardly any of its own. */
const LEAST_DEVIATION = 0.1;
/** A suspicious bucket teaches the baseline only each tenth time, so that nobody can raise it quickly. */
export const TEACHES_EACH = 10;

/** What the values before come to. */
export type Usual = {
  /** Median of the values before. */
  readonly usual: number;
  /** Of log(1 + value). */
  readonly deviation: number;
};

/** Median and MAD, with a floor, of log(1 + value): outliers among the values hardly move them. */
export function robustUsual(history: readonly number[]): Usual {
  const [median, mad] = medianAndMad(history.map(Math.log1p));
  return { usual: Math.expm1(median), deviation: Math.max(LEAST_DEVIATION, mad * NORMAL) };
}

/** z of log(1 + value) from what is usual, as it is told: an alert that keeps these numbers has all that its score came from. */
export const robustZ = (value: number, { usual, deviation }: Usual): number =>
  (Math.log1p(value) - Math.log1p(usual)) / deviation;
