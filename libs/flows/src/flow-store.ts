import { FLOW_WORDS } from './flow-layout';

const START_FLOWS = 16_384;
const GROWTH = 4;

/** Memory of flows: slots in one buffer that grows fourfold, freed slots used again first. Indexes are bases (slot × words). */
export class FlowStore {
  words: Int32Array;
  doubles: Float64Array;
  capacity: number;
  live = 0;
  private free: Int32Array;
  private freeCount = 0;
  private used = 0;

  constructor(readonly limit: number) {
    this.capacity = Math.min(START_FLOWS, limit);
    const buffer = new ArrayBuffer(this.capacity * FLOW_WORDS * 4);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.free = new Int32Array(this.capacity);
  }

  /** Base of a slot whose words are all 0, or -1 when `limit` flows live. */
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
    this.words.fill(0, base, base + FLOW_WORDS);
    this.free[this.freeCount++] = base / FLOW_WORDS;
    this.live--;
  }

  private grow(): boolean {
    const capacity = Math.min(this.capacity * GROWTH, this.limit);
    if (capacity === this.capacity) return false;
    const buffer = new ArrayBuffer(capacity * FLOW_WORDS * 4);
    const words = new Int32Array(buffer);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(buffer);
    const free = new Int32Array(capacity);
    free.set(this.free);
    this.free = free;
    this.capacity = capacity;
    return true;
  }
}
