/** Pairs a block; 8 bytes each. */
const BLOCK = 2048;
const LEAST_NOTED = 1_048_576;
/** Equal hashes share the same one of so many parts, each of which is looked through in a table that the processor's cache holds. */
const PARTS = 16;
const PART_SHIFT = 28;
const LEAST_SLOTS = 1024;

/**
 * Counts distinct 64-bit hashes exactly up to `limit`; later ones count each time they come. What comes is noted one after the other, which costs less
 * than a place in a table for each: doubles are taken out when somebody asks, or when there are twice as many as were distinct. Where the same few come
 * again and again, `DistinctSet` is better.
 */
export class DistinctLog {
  private readonly parts = Array.from({ length: PARTS }, () => new NotedPairs());
  private noted = 0;
  /** So many are known to be distinct. */
  private distinct = 0;
  private beyond = 0;

  /** @param least so many are noted before anything is looked up */
  constructor(
    private readonly limit: number,
    private readonly least = LEAST_NOTED,
  ) {}

  add(high: number, low: number): void {
    if (this.noted >= this.least && this.noted >= 2 * this.distinct) this.settle();
    if (this.distinct >= this.limit) {
      this.beyond++;
      return;
    }
    // 0, 0 marks an empty place.
    if (high === 0 && low === 0) low = 1;
    (this.parts[mix(high, low) >>> PART_SHIFT] as NotedPairs).add(high, low);
    this.noted++;
  }

  get count(): number {
    this.settle();
    return this.distinct + this.beyond;
  }

  /** Takes doubles out. */
  private settle(): void {
    if (this.noted === this.distinct) return;
    let slots = LEAST_SLOTS;
    for (const { count } of this.parts) while (slots < count * 2) slots *= 2;
    // One table for all parts.
    const table = new PairTable(slots);
    let distinct = 0;
    for (const part of this.parts) {
      part.settle(table);
      table.clear();
      distinct += part.count;
    }
    this.noted = distinct;
    this.distinct = distinct;
  }
}

/** Pairs [high, low] one after the other. */
class NotedPairs {
  count = 0;
  /** All but the last are full. */
  private readonly blocks: Int32Array[] = [];

  add(high: number, low: number): void {
    if (this.count === this.blocks.length * BLOCK) this.blocks.push(new Int32Array(BLOCK * 2));
    this.put(this.count++, high, low);
  }

  /** Takes doubles out with the help of a table that is empty and has twice as many places as there are pairs. */
  settle(table: PairTable): void {
    let kept = 0;
    for (let index = 0, left = this.count; left > 0; index++, left -= BLOCK)
      kept = this.settleBlock(this.blocks[index] as Int32Array, Math.min(left, BLOCK) * 2, table, kept);
    this.count = kept;
    this.blocks.length = Math.ceil(kept / BLOCK);
  }

  /** Moves what of a block is new to where `kept` pairs end; returns how many they are then. */
  private settleBlock(block: Int32Array, end: number, table: PairTable, kept: number): number {
    for (let at = 0; at < end; at += 2) {
      const high = block[at] as number;
      const low = block[at + 1] as number;
      if (table.add(high, low)) this.put(kept++, high, low);
    }
    return kept;
  }

  private put(index: number, high: number, low: number): void {
    const block = this.blocks[(index / BLOCK) | 0] as Int32Array;
    const at = (index % BLOCK) * 2;
    block[at] = high;
    block[at + 1] = low;
  }
}

/** Open addressing, linear probing; [0, 0] is an empty place. */
class PairTable {
  private readonly pairs: Int32Array;
  private readonly mask: number;

  /** @param slots a power of two */
  constructor(slots: number) {
    this.pairs = new Int32Array(slots * 2);
    this.mask = slots - 1;
  }

  clear(): void {
    this.pairs.fill(0);
  }

  /** False when it was there. */
  add(high: number, low: number): boolean {
    const { pairs, mask } = this;
    for (let at = mix(high, low) & mask; ; at = (at + 1) & mask) {
      const a = pairs[at * 2] as number;
      const b = pairs[at * 2 + 1] as number;
      if (a === 0 && b === 0) {
        pairs[at * 2] = high;
        pairs[at * 2 + 1] = low;
        return true;
      }
      if (a === high && b === low) return false;
    }
  }
}

/** Both halves count, whatever hash they come from. */
function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low >>> 15), 0x9e3779b1) ^ low;
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca77);
}
