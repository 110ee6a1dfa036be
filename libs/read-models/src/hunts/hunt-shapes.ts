/** Who raises, withdraws and restores alerts of looking back, as the log names him. */
export const HUNTER = 'system:hunt';

/** What made somebody look back: a new version, an older one in force again, a list that was paused, an entry by hand, one that was taken off; or a person. */
export type HuntCause = 'imported' | 'reverted' | 'resumed' | 'added' | 'removed' | 'asked';

/** `held`: it matches far more than a list should; it raises nothing until a person says so. */
export type HuntState = 'waiting' | 'running' | 'held' | 'done' | 'failed' | 'canceled';

/** An entry that was observed at a sensor. Times are µs of packet time. */
export interface HuntMatch {
  readonly indicator: string;
  /** Line of the file, from 1; 0 = by hand, or asked for. */
  readonly line: number;
  readonly sensor: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Days on which it was seen. */
  readonly days: number;
  /** The first hosts by their text; `more`: there were others. */
  readonly hosts: readonly string[];
  readonly more: boolean;
  /** What was observed: the entry itself, or what it holds. Some of them, and how many. */
  readonly values: readonly string[];
  readonly valueCount: number;
  /** The alert that tells of it; null where none does. */
  readonly alert: string | null;
}

/** How far one is. */
export interface HuntProgress {
  /** 0 … 1. */
  readonly progress: number;
  /** Entries that were looked for. */
  readonly looked: number;
  /** Entries that were observed. */
  readonly matched: number;
  /** Alerts that tell of them, also those of before. */
  readonly alerts: number;
}

export interface HuntShape extends HuntProgress {
  readonly id: string;
  readonly cause: HuntCause;
  readonly list: string | null;
  /** What a person asked for; null where a list did. */
  readonly entries: readonly string[] | null;
  /** `user:<id>`, `token:<id>`, `system:worker`. */
  readonly owner: string;
  readonly askedAt: number;
  readonly state: HuntState;
  readonly tookMs: number | null;
  /** Why it is held, ended early, failed, or found nothing to tell. */
  readonly note: string | null;
  readonly matches: readonly HuntMatch[];
}
