import { deviationOf, medianOf, quantile, sort } from '../../state/median';

const HOUR_US = 3_600_000_000;
const BARS = 24;
const MIN_SKEW_SPREAD = 10;
const HEIGHT_TOLERANCE = 0.05;
const BIMODAL_HOURS = 11;
const DURATION_HOURS = 6;
const LONGEST_RUN_HOURS = 12;
const JITTER = 0.3;
/** What has no more bits than a power of two is told by. */
const GREATEST = 2 ** 32 - 1;

/** Gaps between the connections of a pair. */
export interface Pace {
  /** Share of the gaps within ±30 % of the median one. */
  readonly steady: number;
  /** Share of the span from the first to the last connection that those gaps cover. */
  readonly covered: number;
  readonly medianGapUs: number;
}

/** How regular the connections of a pair are. Scores are 0 … 1; null where a precondition does not hold. */
export interface BeaconScore extends Pace {
  /** Mean of the sub-scores that could be formed. */
  readonly score: number;
  readonly time: number;
  readonly size: number;
  readonly histogram: number | null;
  readonly duration: number | null;
}

/** Start times (µs, ascending) by their places. */
interface Times {
  timeAt(place: number): number;
}

/** Gaps by their power of two, in units of 1,024 µs. */
const powers = new Uint32Array(33);

/**
 * No more than this share of the gaps is within ±30 % of any median, as 0.7 to 1.3 of it lie within two neighbouring powers of two. Tells most pairs that
 * are no beacon from those that may be by going over their times once, without looking for the median.
 */
export function steadyAtMost(times: Times, from: number, to: number): number {
  powers.fill(0);
  let gaps = 0;
  let before = times.timeAt(from);
  for (let i = from + 1; i < to; i++) {
    const time = times.timeAt(i);
    if (time > before) {
      const power = Math.clz32(Math.min((time - before) / 1024, GREATEST));
      powers[power] = (powers[power] as number) + 1;
      gaps++;
    }
    before = time;
  }
  let most = 0;
  for (let i = 1; i < powers.length; i++) most = Math.max(most, (powers[i - 1] as number) + (powers[i] as number));
  return gaps === 0 ? 0 : most / gaps;
}

/** What the start times at `from` … `to` − 1 alone say: most pairs need no further look, so that nothing is sorted for it. */
export function paceOf(times: Times, from: number, to: number): Pace {
  const gaps = gapsOf(times, from, to);
  const medianGapUs = medianOf(gaps);
  let near = 0;
  let nearUs = 0;
  for (const gap of gaps)
    if (Math.abs(gap - medianGapUs) <= JITTER * medianGapUs) {
      near++;
      nearUs += gap;
    }
  const spanUs = times.timeAt(to - 1) - times.timeAt(from);
  return {
    medianGapUs,
    steady: gaps.length === 0 ? 0 : near / gaps.length,
    covered: spanUs === 0 ? 0 : nearUs / spanUs,
  };
}

/** Where gaps are written: a pair is looked at with each connection, and would leave an array behind each time. */
let room = new Float64Array(512);

/** Gaps above zero between times, µs; they last until the next are asked for. */
function gapsOf(times: Times, from: number, to: number): Float64Array {
  if (to - from > room.length) room = new Float64Array(2 * (to - from));
  let n = 0;
  let before = times.timeAt(from);
  for (let i = from + 1; i < to; i++) {
    const time = times.timeAt(i);
    if (time > before) room[n++] = time - before;
    before = time;
  }
  return room.subarray(0, n);
}

/** Scores start times (µs, ascending) and sizes (bytes) of connections after RITA's analysis/beacons.go. Needs four times at least. */
export function scoreBeacon(times: readonly number[], sizes: readonly number[]): BeaconScore {
  const starts = { timeAt: (place: number) => times[place] as number };
  const { steady, covered, medianGapUs } = paceOf(starts, 0, times.length);
  const time = regularity(sort(gapsOf(starts, 0, times.length)).map((gap) => gap / 1e6));
  const size = regularity(sort(sizes));
  const hours = hoursOf(times);
  const histogram = hours.span > BARS / 4 ? histogramScore(hours.counts) : null;
  const duration = hours.present >= DURATION_HOURS ? durationScore(hours) : null;
  const parts = [time, size, histogram, duration].filter((part) => part !== null);
  return {
    ...{ time, size, histogram, duration, medianGapUs },
    score: parts.reduce((sum, part) => sum + part, 0) / parts.length,
    ...{ steady, covered },
  };
}

/** Mean of (1 − |Bowley skew|) and (median − MAD) / median, of sorted values. */
function regularity(sorted: Float64Array): number {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(sorted, q)) as [number, number, number];
  const spread = high - low;
  const level = spread < MIN_SKEW_SPREAD || middle === low || middle === high;
  const skew = level ? 0 : (high + low - 2 * middle) / spread;
  const dispersion = middle > 0 ? Math.max(0, (middle - deviationOf(sorted, middle)) / middle) : 0;
  return (1 - Math.abs(skew) + dispersion) / 2;
}

interface Hours {
  readonly counts: readonly number[];
  /** Hours from the first to the last connection, and those with any. */
  readonly span: number;
  readonly present: number;
}

function hoursOf(times: readonly number[]): Hours {
  const first = Math.floor((times[0] as number) / HOUR_US);
  const span = Math.min(BARS, Math.floor((times[times.length - 1] as number) / HOUR_US) - first + 1);
  const counts = new Array<number>(span).fill(0);
  for (const time of times) {
    const hour = Math.floor(time / HOUR_US) - first;
    if (hour < span) counts[hour] = (counts[hour] as number) + 1;
  }
  return { counts, span, present: counts.filter((count) => count > 0).length };
}

/** The better of 1 − coefficient of variation, and the share of hours in the two commonest heights. */
function histogramScore(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  const even = Math.max(0, 1 - Math.sqrt(variance) / mean);
  const filled = counts.filter((count) => count > 0);
  if (filled.length < BIMODAL_HOURS) return even;
  const heights = new Map<number, number>();
  for (const count of filled) {
    const near = [...heights.keys()].find((height) => Math.abs(height - count) <= height * HEIGHT_TOLERANCE);
    heights.set(near ?? count, (heights.get(near ?? count) ?? 0) + 1);
  }
  const [first = 0, second = 0] = [...heights.values()].sort((a, b) => b - a);
  // One outlier is dropped.
  return Math.max(even, Math.min(1, (first + second) / Math.max(1, filled.length - 1)));
}

/** The better of the covered share of the span and the longest run of hours against twelve. */
function durationScore({ counts, span, present }: Hours): number {
  let [longest, run] = [0, 0];
  for (const count of counts) {
    run = count > 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return Math.min(1, Math.max(present / span, longest / LONGEST_RUN_HOURS));
}
