const START = 4096;
/** Each growth puts everything in anew: few large ones cost less than many small ones. */
const GROWTH = 4;

/** Counts distinct 64-bit hashes exactly up to `limit`; later ones count each time they come. */
export class DistinctSet {
  count = 0;
  private pairs = new Int32Array(START * 2);
  private mask = START - 1;
  private held = 0;

  constructor(private readonly limit: number) {}

  add(high: number, low: number): void {
    // 0, 0 marks an empty place.
    if (high === 0 && low === 0) low = 1;
    const { pairs, mask } = this;
    let at = placeOf(high, low) & mask;
    for (;;) {
      const a = pairs[at * 2] as number;
      const b = pairs[at * 2 + 1] as number;
      if (a === high && b === low) return;
      if (a === 0 && b === 0) break;
      at = (at + 1) & mask;
    }
    this.count++;
    if (this.held >= this.limit) return;
    pairs[at * 2] = high;
    pairs[at * 2 + 1] = low;
    if (++this.held * 2 > mask) this.grow();
  }

  /** How many of those that are held hold. */
  countOf(holds: (high: number, low: number) => boolean): number {
    const { pairs } = this;
    let count = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      const high = pairs[i] as number;
      const low = pairs[i + 1] as number;
      if ((high !== 0 || low !== 0) && holds(high, low)) count++;
    }
    return count;
  }

  private grow(): void {
    const old = this.pairs;
    const pairs = new Int32Array(old.length * GROWTH);
    const mask = pairs.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      const high = old[i] as number;
      const low = old[i + 1] as number;
      if (high === 0 && low === 0) continue;
      let at = placeOf(high, low) & mask;
      while (pairs[at * 2] !== 0 || pairs[at * 2 + 1] !== 0) at = (at + 1) & mask;
      pairs[at * 2] = high;
      pairs[at * 2 + 1] = low;
    }
    this.pairs = pairs;
    this.mask = mask;
  }
}

/** Both halves count, whatever hash they come from. */
function placeOf(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low >>> 15), 0x9e3779b1) ^ low;
  return mixed ^ (mixed >>> 13);
}
