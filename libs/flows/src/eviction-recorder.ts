import { EVICTED_STATES, type EvictedState } from '@wireledger/events/telemetry';
import type { BatchCutter } from './batch-cutter';
import type { ColumnBuffer } from './columns';

const SECOND = 1_000_000;

/** Writes, second by second, how much state was given up for want of room. */
export class EvictionRecorder {
  private readonly row: ColumnBuffer;
  private readonly before = new Map<EvictedState, number>();

  /** `counts` says how many of each were given up so far. */
  constructor(
    private readonly cutter: BatchCutter,
    private readonly counts: Readonly<Record<EvictedState, () => number>>,
  ) {
    this.row = cutter.open('eviction');
  }

  /** The second that began at `second` (s since 1970) is over. */
  close(second: number): void {
    for (const state of EVICTED_STATES) {
      const count = this.counts[state]();
      const fresh = count - (this.before.get(state) ?? 0);
      if (fresh === 0) continue;
      this.before.set(state, count);
      this.row.numbers[0] = second * SECOND;
      this.row.numbers[1] = fresh;
      this.row.texts[0] = state;
      this.cutter.push(this.row, second * SECOND, second * SECOND, second * SECOND);
    }
  }
}
