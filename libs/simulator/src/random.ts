/**
 * Seeded pseudo-random numbers (the sfc32 recurrence: three words of state and a counter), so that a simulation is a function of its seed.
 * Not for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seed any integer; @param lane separates streams drawn from one seed */
  constructor(seed: number, lane = 0) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 0x1_0000_0000) >>> 0;
    this.c = lane >>> 0;
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** 0 … 2³² − 1 */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 ≤ x < 1 */
  real(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Integer, both ends included. */
  int(least: number, greatest: number): number {
    return least + Math.floor(this.real() * (greatest - least + 1));
  }

  chance(probability: number): boolean {
    return this.real() < probability;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.real()) * mean;
  }

  /** Heavy-tailed size: Pareto with the given shape, cut at `greatest`. */
  pareto(least: number, shape: number, greatest: number): number {
    return Math.min(greatest, Math.floor(least / Math.pow(1 - this.real(), 1 / shape)));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.real() * items.length)] as T;
  }

  /** Head-heavy choice (log-uniform rank): the first items of a list are the popular ones. */
  pickPopular<T>(items: readonly T[]): T {
    const rank = Math.floor(Math.pow(items.length + 1, this.real())) - 1;
    return items[Math.min(rank, items.length - 1)] as T;
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i += 4) {
      const word = this.uint32();
      out[i] = word;
      out[i + 1] = word >>> 8;
      out[i + 2] = word >>> 16;
      out[i + 3] = word >>> 24;
    }
    return out;
  }

  /** An independent stream for a part of the simulation. */
  fork(): Random {
    return new Random(this.uint32(), this.uint32());
  }
}
