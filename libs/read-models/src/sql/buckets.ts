import { badInput, shownTime, type Span } from './range';

const MAX_CHOSEN = 240;
const MAX_ASKED = 2000;
/** Widths that a clock shows evenly, in seconds. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const DAY_S = 86_400;

/** Buckets of equal width that cover a range: `start` of the first in seconds since 1970, aligned to the width. */
export interface Buckets {
  readonly width: number;
  readonly start: number;
  readonly count: number;
}

const covering = ({ from, to }: Span, width: number): Buckets => {
  const start = Math.floor(from / 1e6 / width) * width;
  return { width, start, count: Math.ceil((to / 1e6 - start) / width) };
};

/**
 * The buckets asked for, or the narrowest of which at most 240 cover the range and that are not narrower than `least`.
 * @throws DomainError BAD_USER_INPUT when the asked width is no whole second or gives more than 2,000 buckets
 */
export function chooseBuckets(span: Span, asked: number | null | undefined, least = 1): Buckets {
  if (asked !== null && asked !== undefined) {
    if (!Number.isInteger(asked) || asked < 1) throw badInput(`\`bucket\` is a whole number of seconds, not ${asked}`);
    const buckets = covering(span, asked);
    if (buckets.count > MAX_ASKED)
      throw badInput(`${buckets.count} buckets are more than ${MAX_ASKED}; widen \`bucket\` or narrow the range`);
    return buckets;
  }
  for (const width of WIDTHS) {
    const buckets = covering(span, width);
    if (width >= least && buckets.count <= MAX_CHOSEN) return buckets;
  }
  const days = Math.ceil((span.to - span.from) / 1e6 / DAY_S / (MAX_CHOSEN - 1));
  return covering(span, days * DAY_S);
}

/** Starts of the buckets as the API shows them. */
export const bucketTimes = ({ start, width, count }: Buckets): string[] =>
  Array.from({ length: count }, (_, i) => shownTime((start + i * width) * 1e6));

/** Zeros for each bucket. */
export const zeros = ({ count }: Buckets): number[] => new Array<number>(count).fill(0);

/** SQL: index of the bucket of a column in seconds (or µs when `perSecond` is 1e6). All numbers are ours. */
export const bucketIndex = ({ start, width }: Buckets, column: string, perSecond = 1): string =>
  `((${column} - ${start * perSecond}) / ${width * perSecond})::int4`;
