import type { EvidenceRecord } from '@wireledger/events';

export type BacktestState = 'waiting' | 'running' | 'done' | 'failed' | 'canceled';

/** How often the version that is tried raised something, and what it is compared with. `did` is 0 where there is nothing to compare with. */
export interface Counts {
  readonly would: number;
  readonly did: number;
}

/** What became of an alert between the two versions. */
export type BacktestChange = 'added' | 'removed' | 'changed' | 'same';

/** An alert of either side, as it was in the end. Times are µs. */
export interface BacktestAlert {
  readonly change: BacktestChange;
  /** The id that it has, or would have, in the inbox. */
  readonly id: string;
  readonly severity: string;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  /** When the record was recorded at which it was raised. */
  readonly recordedAt: number;
  readonly first: number;
  readonly last: number;
  readonly value: number;
  readonly threshold: number;
  readonly unit: string;
  readonly summary: string;
  /** Records that were counted up to the raise; of the first alerts alone, and not all. */
  readonly evidence: readonly EvidenceRecord[];
  /** How many were counted up to the raise. */
  readonly counted: number;
  /** Why it, or else the alert of the other side about the same, was closed when the run was over; null when it was open or never raised; missing before. */
  readonly verdict?: string | null;
  /** A suppression kept it out of the inbox, or would, when the run was over; missing before. */
  readonly suppressed?: boolean;
}

/** What a back-test found. */
export interface BacktestResult {
  /** Time of recording of the first and the last facts that were read, µs; null when there were none. */
  readonly from: number | null;
  readonly to: number | null;
  /** Batches that were read. */
  readonly batches: number;
  /** Why it ended before the end of the range; null when it did not. */
  readonly cut: string | null;
  readonly totals: Counts & Readonly<Record<BacktestChange, number>>;
  /** Of all alerts, why they were closed, as `verdict` of each; missing before the run is over. */
  readonly verdicts?: readonly (Counts & { readonly verdict: string })[];
  /** Of all alerts, those that a suppression keeps out of the inbox, or would; missing before the run is over. */
  readonly suppressed?: Counts;
  /** By day of recording, UTC. */
  readonly days: readonly (Counts & { readonly day: string })[];
  readonly severities: readonly (Counts & { readonly severity: string })[];
  /** Entities with the most alerts. */
  readonly entities: readonly (Counts & { readonly entity: string })[];
  /** Differences first, then what is the same; not all where there are many. */
  readonly alerts: readonly BacktestAlert[];
}

/** A back-test as its owner sees it. */
export interface BacktestShape {
  readonly id: string;
  readonly askedAt: number;
  readonly rule: string;
  readonly version: number;
  /** The version that it is compared with; null when it is compared with none. */
  readonly against: number | null;
  /** Compared with the alerts that were really raised then, whichever version judged. */
  readonly live: boolean;
  readonly days: number;
  /** Facts are read that were recorded at `from` or later and before `to`, µs. */
  readonly from: number;
  readonly to: number;
  readonly state: BacktestState;
  /** Share of the range that was read, 0 … 1. */
  readonly progress: number;
  readonly records: number;
  /** Alerts that the version would have raised so far. */
  readonly alerts: number;
  readonly tookMs: number | null;
  readonly error: string | null;
  /** While it runs, and of one that was canceled, what was found up to there. */
  readonly result: BacktestResult | null;
}
