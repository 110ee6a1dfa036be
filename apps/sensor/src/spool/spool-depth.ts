/** What waits for the log, and why. */
export interface SpoolDepth {
  readonly sensor: string;
  /** Batches and facts that are not in the log yet. */
  readonly waiting: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** No room: sources rest, what they miss is counted. */
  readonly full: boolean;
  /** Batches that could not be read any more or were refused, since the process started. */
  readonly lost: number;
  /** What the log last said instead of taking an append; null while it takes them. */
  readonly problem: string | null;
}
