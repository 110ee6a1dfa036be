const BLOCK = 16_384;
/** 8 bytes each. */
const LEAST_NOTED = 1_048_576;
/** Equal hashes share the same one of so many parts, each of which is looked through in a table that the processor's cache holds. */
const PARTS = 16;
const PART_SHIFT = 28;

/**
 * Counts distinct 64-bit hashes exactly up to `limit`; later ones count each time they come. What comes is noted one after the other, which costs less
 * than a place in a table for each: doubles are taken out when somebody asks, or when there are twice as many as were distinct. Where the same few come
 * again and again, `DistinctSet` is better.
 */
export class DistinctLog {
  /** Pairs [high, low], all but the last full; [0, 0] while doubles are taken out. */
  private readonly blocks: Int32Array[] = [];
  private noted = 0;
  /** So many at the beginning are known to be distinct. */
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
    const at = (this.noted % BLOCK) * 2;
    if (at === 0 && this.noted === this.blocks.length * BLOCK) this.blocks.push(new Int32Array(BLOCK * 2));
    const block = this.blocks[(this.noted / BLOCK) | 0] as Int32Array;
    block[at] = high;
    // 0, 0 marks what is taken out.
    block[at + 1] = high === 0 && low === 0 ? 1 : low;
    this.noted++;
  }

  get count(): number {
    this.settle();
    return this.distinct + this.beyond;
  }

  /** Takes doubles out. */
  private settle(): void {
    if (this.noted === this.distinct) return;
    let slots = 1024;
    while (slots * PARTS < this.noted * 2) slots *= 2;
    // One table for all parts. They are not quite equal: it is made larger when it gets too full.
    let table = new PairTable(slots);
    for (let part = 0; part < PARTS; part++) table = this.clean(part, table);
    this.closeUp();
  }

  /** Marks the doubles among the hashes of one part. Returns the table for the next one. */
  private clean(part: number, cleared: PairTable): PairTable {
    let table = cleared;
    for (let index = 0, left = this.noted; left > 0; index++, left -= BLOCK) {
      const block = this.blocks[index] as Int32Array;
      const end = Math.min(left, BLOCK) * 2;
      for (let at = 0; at < end; at += 2) {
        const high = block[at] as number;
        const low = block[at + 1] as number;
        const mixed = mix(high, low);
        if (mixed >>> PART_SHIFT !== part) continue;
        if (table.add(high, low, mixed)) {
          if (table.isFull) table = table.larger();
        } else {
          block[at] = 0;
          block[at + 1] = 0;
        }
      }
    }
    table.clear();
    return table;
  }

  /** Closes the gaps of what was taken out. */
  private closeUp(): void {
    let to = 0;
    for (let from = 0; from < this.noted; from++) {
      const block = this.blocks[(from / BLOCK) | 0] as Int32Array;
      const at = (from % BLOCK) * 2;
      const high = block[at] as number;
      const low = block[at + 1] as number;
      if (high === 0 && low === 0) continue;
      const target = this.blocks[(to / BLOCK) | 0] as Int32Array;
      target[(to % BLOCK) * 2] = high;
      target[(to % BLOCK) * 2 + 1] = low;
      to++;
    }
    this.noted = to;
    this.distinct = to;
    this.blocks.length = Math.ceil(to / BLOCK);
  }
}

/** Open addressing, linear probing; [0, 0] is an empty place. */
class PairTable {
  private readonly pairs: Int32Array;
  private readonly mask: number;
  private held = 0;

  constructor(private readonly slots: number) {
    this.pairs = new Int32Array(slots * 2);
    this.mask = slots - 1;
  }

  get isFull(): boolean {
    return this.held * 2 > this.slots;
  }

  clear(): void {
    this.pairs.fill(0);
    this.held = 0;
  }

  /** False when it was there. */
  add(high: number, low: number, mixed: number): boolean {
    const { pairs, mask } = this;
    for (let at = mixed & mask; ; at = (at + 1) & mask) {
      const a = pairs[at * 2] as number;
      const b = pairs[at * 2 + 1] as number;
      if (a === 0 && b === 0) {
        pairs[at * 2] = high;
        pairs[at * 2 + 1] = low;
        this.held++;
        return true;
      }
      if (a === high && b === low) return false;
    }
  }

  larger(): PairTable {
    const { pairs } = this;
    const table = new PairTable(this.slots * 2);
    for (let at = 0; at < pairs.length; at += 2) {
      const high = pairs[at] as number;
      const low = pairs[at + 1] as number;
      if (high !== 0 || low !== 0) table.add(high, low, mix(high, low));
    }
    return table;
  }
}

/** Both halves count, whatever hash they come from. */
function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low >>> 15), 0x9e3779b1) ^ low;
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca77);
}
