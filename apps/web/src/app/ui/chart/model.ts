import type { Zone } from '../../core/zones';

/** One band of a chart: values for each bucket, in the chart's unit. */
export interface Band {
  readonly key: string;
  readonly label: string;
  /** Name of a colour token: `--cat-1`. */
  readonly colour: string;
  readonly up: readonly number[];
  /** Drawn below the zero line. */
  readonly down?: readonly number[];
}

export interface ChartData {
  /** Start of each bucket, ms. */
  readonly times: readonly number[];
  /** Width of a bucket, seconds. */
  readonly bucket: number;
  readonly bands: readonly Band[];
}

export interface ChartLook {
  readonly kind: 'area' | 'bars';
  readonly zone: Zone;
  /** The last bucket is not complete yet: drawn paler. */
  readonly partial: boolean;
  readonly stacked: boolean;
  /** Ends of the time axis, ms. */
  readonly from: number;
  readonly to: number;
}

/** Colours as the canvas needs them: resolved from tokens. */
export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly zero: string;
  readonly bands: Readonly<Record<string, string>>;
}

/** A value at a bucket, for tooltip and table. */
export interface Reading {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly up: number;
  readonly down: number | undefined;
}

/** Values of one bucket, greatest first; bands that are nothing there are left out, unless all are. */
export function readingsAt(data: ChartData, index: number): readonly Reading[] {
  const all = data.bands.map((band) => ({
    key: band.key,
    label: band.label,
    colour: band.colour,
    up: band.up[index] ?? 0,
    down: band.down ? (band.down[index] ?? 0) : undefined,
  }));
  const some = all.filter((one) => one.up !== 0 || (one.down ?? 0) !== 0);
  return (some.length > 0 ? some : all).sort((a, b) => b.up + (b.down ?? 0) - a.up - (a.down ?? 0));
}

/** Index of the bucket that holds `at`, or -1 outside. */
export function bucketAt(data: ChartData, at: number): number {
  const first = data.times[0];
  const last = data.times[data.times.length - 1];
  if (first === undefined || last === undefined || at < first || at > last + data.bucket * 1000) return -1;
  return Math.min(data.times.length - 1, Math.floor((at - first) / (data.bucket * 1000)));
}

/** The stretch between two buckets, both included, ms; whole buckets: half of one at an end would look like a dip. */
export function stretchOf(data: ChartData, a: number, b: number): { readonly from: number; readonly to: number } {
  const width = data.bucket * 1000;
  const at = (index: number): number => data.times[index] ?? 0;
  return { from: at(Math.min(a, b)), to: at(Math.max(a, b)) + width };
}

/** Seven bands keep their place, all others become one. `sizes` go with `keys`, greatest first. */
export function keepLargest<T>(
  rows: readonly T[],
  limit: number,
): { readonly kept: readonly T[]; readonly rest: readonly T[] } {
  return rows.length <= limit + 1 ? { kept: rows, rest: [] } : { kept: rows.slice(0, limit), rest: rows.slice(limit) };
}

/** Ends of the time axis before the first and after the last bucket that holds anything, ms; the axis when there is none. */
export function recordedSpan(
  data: ChartData,
  from: number,
  to: number,
): { readonly first: number; readonly last: number } | undefined {
  const filled = data.times.filter((_, index) =>
    data.bands.some((band) => (band.up[index] ?? 0) !== 0 || (band.down?.[index] ?? 0) !== 0),
  );
  const [first, last] = [filled[0], filled.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { first: Math.max(from, first), last: Math.min(to, last + data.bucket * 1000) };
}

/** Buckets without anything, as are their neighbours: nothing is drawn there, not even a line at zero. */
export function silentBuckets(data: ChartData): readonly boolean[] {
  const empty = data.times.map((_, index) =>
    data.bands.every((band) => (band.up[index] ?? 0) === 0 && (band.down?.[index] ?? 0) === 0),
  );
  return empty.map((one, index) => one && (empty[index - 1] ?? true) && (empty[index + 1] ?? true));
}
