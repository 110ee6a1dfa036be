import { FLOW_WORDS } from './flow-layout';

/** Room for so many flows is there at once, beyond it for all. */
const START_FLOWS = 16_384;

/**
 * Memory of flows: slots in one buffer, freed slots used again first. Indexes are bases (slot × words). When the first room is full, all of it is asked
 * for: the system gives only those pages that are written to, so that a large buffer costs no more than the flows in it, and nothing is copied again
 * and again while it grows.
 */
export class FlowStore {
  words: Int32Array;
  doubles: Float64Array;
  /** What few flows have, from half the base on (`RARE_…` of the layout); the same as doubles, from a quarter of it on. */
  rare: Int32Array;
  rareDoubles: Float64Array;
  live = 0;
  private capacity: number;
  private free: Int32Array;
  private freeCount = 0;
  private used = 0;

  constructor(readonly limit: number) {
    this.capacity = Math.min(START_FLOWS, limit);
    const buffer = new ArrayBuffer(this.capacity * FLOW_WORDS * 4);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    const rare = new ArrayBuffer(this.capacity * FLOW_WORDS * 2);
    this.rare = new Int32Array(rare);
    this.rareDoubles = new Float64Array(rare);
    this.free = new Int32Array(this.capacity);
  }

  /** Base of a slot whose words are all 0 (its rare ones are arbitrary), or -1 when `limit` flows live. */
  take(): number {
    let slot: number;
    if (this.freeCount > 0) slot = this.free[--this.freeCount] as number;
    else {
      if (this.used === this.capacity && !this.grow()) return -1;
      slot = this.used++;
    }
    this.live++;
    return slot * FLOW_WORDS;
  }

  release(base: number): void {
    // Cheaper than `fill`, which is a call out of compiled code.
    const { doubles } = this;
    for (let at = base >> 1, end = at + FLOW_WORDS / 2; at < end; at++) doubles[at] = 0;
    this.free[this.freeCount++] = base / FLOW_WORDS;
    this.live--;
  }

  private grow(): boolean {
    const { limit } = this;
    if (this.capacity === limit) return false;
    this.words = larger(this.words, limit * FLOW_WORDS);
    this.doubles = new Float64Array(this.words.buffer);
    this.rare = larger(this.rare, (limit * FLOW_WORDS) / 2);
    this.rareDoubles = new Float64Array(this.rare.buffer);
    this.free = larger(this.free, limit);
    this.capacity = limit;
    return true;
  }
}

function larger(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const all = new Int32Array(length);
  all.set(words);
  return all;
}
