const START = 32_768;
/** Each growth puts everything in anew: few large ones cost less than many small ones. */
const GROWTH = 4;
/** A base is shifted by one so that 0 means empty. */
const EMPTY = 0;

/** Open addressing from key hash to flow: pairs [hash, base + 1], linear probing, backward-shift deletion, at most half full. */
export class FlowIndex {
  pairs = new Int32Array(START * 2);
  mask = START - 1;
  private count = 0;

  insert(hash: number, base: number): void {
    if (++this.count * 2 > this.mask + 1) this.grow();
    this.put(hash, base + 1);
  }

  remove(hash: number, base: number): void {
    const { pairs, mask } = this;
    let hole = hash & mask;
    while (pairs[hole * 2 + 1] !== base + 1) {
      if (pairs[hole * 2 + 1] === EMPTY) return;
      hole = (hole + 1) & mask;
    }
    this.count--;
    for (let at = hole; ;) {
      at = (at + 1) & mask;
      const value = pairs[at * 2 + 1] as number;
      if (value === EMPTY) break;
      const home = (pairs[at * 2] as number) & mask;
      // Moving it must not put it before its home.
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      pairs[hole * 2] = pairs[at * 2] as number;
      pairs[hole * 2 + 1] = value;
      hole = at;
    }
    pairs[hole * 2 + 1] = EMPTY;
    pairs[hole * 2] = 0;
  }

  private put(hash: number, value: number): void {
    const { pairs, mask } = this;
    let at = hash & mask;
    while (pairs[at * 2 + 1] !== EMPTY) at = (at + 1) & mask;
    pairs[at * 2] = hash;
    pairs[at * 2 + 1] = value;
  }

  private grow(): void {
    const old = this.pairs;
    this.pairs = new Int32Array(old.length * GROWTH);
    this.mask = this.pairs.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      const value = old[i + 1] as number;
      if (value !== EMPTY) this.put(old[i] as number, value);
    }
  }
}
