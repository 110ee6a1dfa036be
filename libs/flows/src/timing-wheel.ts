import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { NEXT, PREV } = layout;

/** Seconds a flow can be put ahead. */
export const WHEEL_SECONDS = 512;
const NONE = -1;

/**
 * Seconds as slots of linked flows. A flow is put in once and looked at when its second comes; packets do not touch it, which costs nothing per
 * packet where a sorted timer would.
 */
export class TimingWheel {
  private readonly heads = new Int32Array(WHEEL_SECONDS).fill(NONE);

  constructor(private readonly store: FlowStore) {}

  /** @param second less than `WHEEL_SECONDS` ahead of the next slot to be taken */
  put(base: number, second: number): void {
    const { words } = this.store;
    const slot = second % WHEEL_SECONDS;
    const head = this.heads[slot] as number;
    words[base + NEXT] = head;
    words[base + PREV] = ~slot;
    if (head !== NONE) words[head + PREV] = base;
    this.heads[slot] = base;
  }

  remove(base: number): void {
    const { words } = this.store;
    const next = words[base + NEXT] as number;
    const previous = words[base + PREV] as number;
    if (next !== NONE) words[next + PREV] = previous;
    if (previous >= 0) words[previous + NEXT] = next;
    else this.heads[~previous] = next;
  }

  move(base: number, second: number): void {
    this.remove(base);
    this.put(base, second);
  }

  /** Takes out and returns some flow of the slot of `second`, -1 when it is empty. */
  takeOne(second: number): number {
    const slot = second % WHEEL_SECONDS;
    const base = this.heads[slot] as number;
    if (base !== NONE) this.remove(base);
    return base;
  }
}
