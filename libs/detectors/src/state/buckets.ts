import type { z } from 'zod';
import type { About, AlertKind, Contribution, Detector, Kept, Measure, Severity } from '../detector';
import type { FlowsAsked } from '../records/facets';
import type { AnyRecord, JudgedKind } from '../records/records';
import type { Json } from './json';
import { type Detail, partiesOf } from './threshold';
import { MAX_DISTINCT, type Parties, Tally } from './tally';

/** One record's share of a bucket. */
export interface Poured extends Contribution {
  readonly value: number;
  /** Counts once in a bucket; left out: every contribution counts. */
  readonly item?: string;
  /** What the value is divided by: a bucket is then the mean of its contributions, and none where there are too few. */
  readonly among?: number;
}

interface Bucket {
  value: number;
  /** Sum of what values are divided by. */
  among: number;
  readonly refs: string[];
  /** Items that were counted, `MAX_DISTINCT` at most; null where every contribution counts. */
  items: Set<string> | null;
}

export interface BucketState {
  /** Buckets that are not complete yet, by number. */
  readonly open: Map<number, Bucket>;
  /** Items that open buckets hold. */
  pending: number;
  /** Number of the next bucket to be judged, -1 before the first record. */
  next: number;
  /** Values of earlier buckets, oldest first. */
  readonly history: number[];
  /** Findings in a row. */
  suspicious: number;
  found: {
    readonly time: number;
    readonly value: number;
    readonly refs: readonly string[];
    readonly detail: Detail;
  } | null;
  tally: Tally | null;
  detail: Detail;
  /** What earlier buckets came to, where an alert says so and they themselves are gone; judged by instead of the history. */
  readonly recalled?: Usual;
}

/** What earlier buckets come to: their number, mean, median, deviation … */
export type Usual = Readonly<Record<string, number>>;

/** What a bucket was found to be. */
export interface Verdict {
  readonly severity: Severity;
  /** The numbers it stands on: mean, deviation, z … */
  readonly detail: Detail;
}

export interface BucketSpec<P> {
  readonly id: string;
  readonly version: number;
  readonly kind: AlertKind;
  readonly reads: readonly JudgedKind[];
  readonly measure: Measure;
  readonly about: About;
  readonly parameters: z.ZodType<P>;
  /** As of a detector. */
  flowsWith?(parameters: P): number | readonly FlowsAsked[];
  readonly read: (record: AnyRecord, parameters: P) => Poured | null;
  bucketS(parameters: P): number;
  /** Buckets that the history holds. */
  memory(parameters: P): number;
  /** Buckets are means of contributions that are divided by so much in all, at least: with less a bucket is neither judged nor learned. */
  leastAmong?(parameters: P): number | undefined;
  /** What the buckets before come to; null while they are too few to judge by. Left out: buckets are judged by themselves. */
  learned?(history: readonly number[], parameters: P): Usual | null;
  /** That, out of the numbers that an alert tells (`baseline`); null where one is missing. Goes with `learned`. */
  recalled?(baseline: Kept['baseline'], parameters: P): Usual | null;
  /** `usual` is what `learned` says, worked out when it is asked for. */
  judge(value: number, usual: () => Usual | null, parameters: P): Verdict | null;
  /** Whether a bucket that was found suspicious (the n-th in a row) is learned. */
  learns(suspicious: number, parameters: P): boolean;
  parties(key: string, parameters: P): Parties;
  /** The peak bucket as it is compared with the threshold. */
  measured(peak: number, detail: Detail, parameters: P): number;
  /** What of the detail and the peak is told beside it. */
  baseline?(detail: Detail, peak: number): Readonly<Record<string, number>>;
  threshold(parameters: P): number;
  summary(tally: Tally, key: string, parameters: P, detail: Detail): string;
}

const SECOND = 1_000_000;
/** Records of one bucket that are named. */
export const MAX_REFS = 200;

const WINDOWS_BEFORE = 'the windows before, whose records are no evidence of the alert';

/** A detector that waits until a bucket of packet time is complete and compares it with those before. */
export function bucketDetector<P>(spec: BucketSpec<P>): Detector<P, Poured, BucketState> {
  const { id, version, kind, reads, measure, about, parameters } = spec;
  return {
    ...{ id, version, kind, reads, measure, about, parameters },
    ...(spec.flowsWith && { flowsWith: spec.flowsWith }),
    read: spec.read,
    begin: fresh,
    judge(state, { time, value, item, among, ref }, p) {
      const number = Math.floor(time / (spec.bucketS(p) * SECOND));
      if (state.next < 0) state.next = number;
      // A bucket that was judged stays as it was judged: a baseline is not changed afterwards.
      if (number < state.next) return null;
      let bucket = state.open.get(number);
      if (!bucket) state.open.set(number, (bucket = { value: 0, among: 0, refs: [], items: null }));
      if (item !== undefined && !isNew(bucket, item)) return null;
      bucket.value += value;
      bucket.among += among ?? 0;
      if (bucket.refs.length < MAX_REFS) bucket.refs.push(ref);
      state.pending += item === undefined ? 0 : 1;
      return null;
    },
    stepUs: (p) => spec.bucketS(p) * SECOND,
    advance(state, watermarkUs, p, found) {
      const us = spec.bucketS(p) * SECOND;
      const memory = spec.memory(p);
      const complete = Math.floor(watermarkUs / us);
      if (state.next < 0 || state.next >= complete) return;
      for (; state.next < complete; state.next++) {
        if (!state.open.has(state.next)) {
          // A silence longer than the memory, however long, leaves nothing but empty buckets in it.
          const upcoming = Math.min(complete, ...state.open.keys());
          if (upcoming - state.next > memory) state.next = upcoming - memory;
        }
        const bucket = state.open.get(state.next) ?? EMPTY;
        const { refs, items } = bucket;
        state.pending -= items?.size ?? 0;
        state.open.delete(state.next);
        const value = valueOf(bucket, spec.leastAmong?.(p));
        if (value === null) continue;
        const verdict = spec.judge(value, () => state.recalled ?? spec.learned?.(state.history, p) ?? null, p);
        state.suspicious = verdict ? state.suspicious + 1 : 0;
        if (verdict) {
          const time = state.next * us;
          state.found = { time, value, refs, detail: verdict.detail };
          if (state.tally) pour(state.tally, state);
          found(time, verdict.severity);
        }
        if (!verdict || spec.learns(state.suspicious, p)) {
          state.history.push(value);
          if (state.history.length > memory) state.history.shift();
        }
      }
    },
    opened(state, key, p) {
      state.tally = new Tally();
      state.detail = state.found?.detail ?? {};
      pour(state.tally, state, spec.parties(key, p));
    },
    closed(state) {
      state.tally = null;
    },
    grown: (state) => state.tally?.count ?? 0,
    describe(state, key, p) {
      const tally = state.tally ?? new Tally();
      const summary = spec.summary(tally, key, p, state.detail);
      const { detail } = state;
      const baseline = spec.baseline?.(detail, tally.peak) ?? {};
      return {
        ...{ value: spec.measured(tally.peak, detail, p), threshold: spec.threshold(p), baseline, summary },
        ...partiesOf(tally),
      };
    },
    ...(spec.learned && { restsOn: () => WINDOWS_BEFORE }),
    ...(spec.recalled && {
      recall({ baseline }, p) {
        const recalled = spec.recalled?.(baseline, p);
        return recalled ? { begin: () => ({ ...fresh(), recalled }) } : null;
      },
    }),
    windowUs: (p) => spec.bucketS(p) * SECOND,
    keepUs: (p) => spec.bucketS(p) * SECOND * spec.memory(p),
    save: ({ open, next, history, suspicious, tally, detail }) => [
      [...open].map(([number, { value, among, refs, items }]) => [
        ...[number, value, [...refs], items && [...items]],
        ...(among > 0 ? [among] : []),
      ]),
      ...[next, [...history], suspicious, tally ? tally.snapshot() : null, { ...detail }],
    ],
    load(json) {
      const [open, next, history, suspicious, tally, detail] = json as unknown as [
        ...[[number, number, string[], string[] | null, number?][], number, number[], number, Json, Detail],
      ];
      return {
        open: new Map(
          open.map(([number, value, refs, items, among = 0]) => [
            number,
            { value, among, refs: [...refs], items: items ? new Set(items) : null },
          ]),
        ),
        pending: open.reduce((sum, [, , , items]) => sum + (items?.length ?? 0), 0),
        ...{ next, history: [...history], suspicious, found: null, detail },
        tally: tally === null ? null : Tally.restore(tally),
      };
    },
  };
}

const fresh = (): BucketState => ({
  ...{ open: new Map(), pending: 0, next: -1, history: [], suspicious: 0, found: null, tally: null, detail: {} },
});

const EMPTY: Bucket = { value: 0, among: 0, refs: [], items: null };

/** What a bucket comes to; null when it is a mean of too little. */
const valueOf = ({ value, among }: Bucket, least: number | undefined): number | null =>
  least === undefined ? value : among >= least && among > 0 ? value / among : null;

/** Remembers an item; false when it was counted before, or too many are. */
function isNew(bucket: Bucket, item: string): boolean {
  bucket.items ??= new Set();
  if (bucket.items.has(item) || bucket.items.size >= MAX_DISTINCT) return false;
  bucket.items.add(item);
  return true;
}

const NOBODY: Parties = { src: '', dst: '', dport: -1 };

/** Adds the bucket just found: its value once, all its records as evidence. */
function pour(tally: Tally, { found }: BucketState, parties = NOBODY): void {
  if (!found) return;
  const [first = '', ...more] = found.refs;
  tally.add(found.time, '', found.value, first, parties);
  for (const ref of more) tally.name(ref);
}
