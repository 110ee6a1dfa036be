const FIRST = 1 << 10;

/** Why a range cannot be taken. */
export type RangeProblem =
  'ends before it begins' | 'does not begin behind the one above it' | 'lies inside the one above it';

/**
 * Ranges of addresses of one family in ascending order, each with a number; found by binary search. 12 bytes for each range of IPv4, 36 for one of
 * IPv6. Where a range begins before the one above it ends, as one of half a million does in published tables, it holds what both do.
 */
export class RangeTable {
  size = 0;
  private starts: Uint32Array;
  private ends: Uint32Array;
  private values = new Uint32Array(FIRST);
  private readonly wanted: Uint32Array;
  private readonly spare: Uint32Array;

  /** `words`: 1 for IPv4, 4 for IPv6; in units of 32 bits. */
  constructor(private readonly words: 1 | 4) {
    this.starts = new Uint32Array(FIRST * words);
    this.ends = new Uint32Array(FIRST * words);
    this.wanted = new Uint32Array(words);
    this.spare = new Uint32Array(words);
  }

  /** Adds a range behind all that are there; bytes of first and last address. Null when it was taken. */
  add(first: Uint8Array, last: Uint8Array, value: number): RangeProblem | null {
    read(first, this.wanted);
    read(last, this.spare);
    if (compare(this.wanted, 0, this.spare, 0, this.words) > 0) return 'ends before it begins';
    const above = (this.size - 1) * this.words;
    if (this.size > 0 && compare(this.ends, above, this.wanted, 0, this.words) >= 0) {
      if (compare(this.starts, above, this.wanted, 0, this.words) >= 0) return 'does not begin behind the one above it';
      // Cutting it would lose what it holds behind this one.
      if (compare(this.ends, above, this.spare, 0, this.words) > 0) return 'lies inside the one above it';
    }
    if (this.size === this.values.length) this.grow();
    this.starts.set(this.wanted, this.size * this.words);
    this.ends.set(this.spare, this.size * this.words);
    this.values[this.size++] = value;
    return null;
  }

  /** The number of the range that holds an address of this family; -1 when none does. */
  find(address: Uint8Array): number {
    if (address.length !== this.words * 4) return -1;
    read(address, this.wanted);
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.starts, middle * this.words, this.wanted, 0, this.words) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0 || compare(this.ends, (low - 1) * this.words, this.wanted, 0, this.words) < 0) return -1;
    return this.values[low - 1] as number;
  }

  /** Gives back what was taken in advance. */
  trim(): void {
    this.starts = this.starts.slice(0, this.size * this.words);
    this.ends = this.ends.slice(0, this.size * this.words);
    this.values = this.values.slice(0, this.size);
  }

  private grow(): void {
    const [starts, ends, values] = [this.starts, this.ends, this.values];
    this.starts = new Uint32Array(starts.length * 2);
    this.ends = new Uint32Array(ends.length * 2);
    this.values = new Uint32Array(values.length * 2);
    this.starts.set(starts);
    this.ends.set(ends);
    this.values.set(values);
  }
}

function read(bytes: Uint8Array, words: Uint32Array): void {
  for (let i = 0; i < words.length; i++)
    words[i] =
      ((bytes[i * 4] as number) << 24) |
      ((bytes[i * 4 + 1] as number) << 16) |
      ((bytes[i * 4 + 2] as number) << 8) |
      (bytes[i * 4 + 3] as number);
}

/** Less than, equal to or greater than 0, word by word. */
function compare(a: Uint32Array, at: number, b: Uint32Array, bt: number, words: number): number {
  for (let i = 0; i < words; i++) {
    const difference = (a[at + i] as number) - (b[bt + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
