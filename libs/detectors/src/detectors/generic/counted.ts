import type { AnyRecord } from '../../records/records';
import type { Step } from './compiled';
import { identityOfRecord } from './kinds';
import { isSum } from './measures';
import { itemOf } from './words';

/** Records that a window of a sum holds; beyond it the oldest leave. */
const SUM_RECORDS = 8192;

/** What a record adds to a window. */
export interface Counts {
  readonly item: string;
  readonly weight: number;
}

/** What a record adds to a step; null when it does not count for it. */
export function countsIn({ measured: what, counts, value }: Step, record: AnyRecord): Counts | null {
  if (!counts(record)) return null;
  const weight = what.is === 'sum' ? what.of(record) : 1;
  const told = what.is === 'records' ? identityOfRecord(record) : what.is === 'sum' ? '' : value(record);
  return weight === 0 || told === null ? null : { item: itemOf(told, record), weight };
}

/** Whether so many things, or so much in all, are enough. */
export const reaches = (sum: boolean, least: number) => (count: number, total: number) =>
  (sum ? total : count) >= least;

/** Entries that a window holds at most, where `least` is the most that it must tell. */
export const capOf = (measure: string, least: number): number =>
  isSum(measure) ? SUM_RECORDS : Math.max(256, 4 * least);
