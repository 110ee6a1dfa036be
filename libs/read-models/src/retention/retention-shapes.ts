/** Class of what goes by age. */
export type AgingClass = 'telemetry' | 'rollup' | 'sandbox';

/**
 * A partition that is old enough to go: a segment of the log and its events, or a day of a read model and its rows. `due`: it goes, or would go.
 * `held`: a legal hold keeps it. `waiting`: it could not go yet, `why` says why; the next run tries again.
 */
export interface RetentionUnit {
  readonly streamClass: AgingClass;
  readonly store: 'log' | 'models';
  readonly name: string;
  /** Days on which it was recorded, `YYYY-MM-DD` of UTC. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly count: number;
  readonly bytes: number;
  readonly state: 'due' | 'removed' | 'held' | 'waiting';
  readonly why: string | null;
}

export interface RetentionRunShape {
  readonly id: string;
  readonly dry: boolean;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Days that each class was kept; null until it is planned. */
  readonly policy: Readonly<Record<AgingClass, number>> | null;
  readonly finishedAt: number | null;
  readonly error: string | null;
  /** In the order in which they go. */
  readonly units: readonly RetentionUnit[];
}

/** What each class holds. */
export interface RetentionStorage {
  readonly classes: readonly {
    readonly streamClass: AgingClass;
    /** null: the log is kept elsewhere, and its size is not known here. */
    readonly logBytes: number | null;
    readonly modelBytes: number;
    /** Oldest day that something is kept of; null = nothing is. */
    readonly oldestDay: string | null;
  }[];
  /** Whether this system removes from its log; false: the log is a server of its own, which does that. */
  readonly removesLog: boolean;
  readonly at: number;
}
