/**
 * Remembers what was made of bytes that come again and again: a text, a fingerprint. Whole keys are compared, so that an answer is never another key's.
 * Bounded: a place for each hash, where the latest stays; empty keys and such longer than `longest` are not kept. Keys lie side by side in one array: few
 * of the processor's cache lines are touched. The array is made when something is kept: most captures have no use for most memories.
 */
export class ByteMemo<T> {
  private keys = new Uint8Array(0);
  /** 0 = nothing is kept there. */
  private lengths = new Uint16Array(0);
  private values: (T | undefined)[] = [];
  private readonly mask: number;

  /** `2 ** bits` places. */
  constructor(
    bits: number,
    private readonly longest: number,
  ) {
    this.mask = 2 ** bits - 1;
  }

  /** What was kept for `bytes[start, end)`; undefined when nothing was. */
  find(bytes: Uint8Array, start: number, end: number): T | undefined {
    const length = end - start;
    if (length <= 0 || length > this.longest) return undefined;
    const place = this.placeOf(bytes, start, end);
    if (this.lengths[place] !== length) return undefined;
    const { keys } = this;
    const key = place * this.longest;
    for (let i = 0; i < length; i++) if (keys[key + i] !== bytes[start + i]) return undefined;
    return this.values[place];
  }

  /** Keeps `value` for `bytes[start, end)`, of which a copy is made. */
  keep(bytes: Uint8Array, start: number, end: number, value: T): void {
    const length = end - start;
    if (length <= 0 || length > this.longest) return;
    if (this.lengths.length === 0) this.makeRoom();
    const place = this.placeOf(bytes, start, end);
    this.keys.set(bytes.subarray(start, end), place * this.longest);
    this.lengths[place] = length;
    this.values[place] = value;
  }

  private makeRoom(): void {
    const places = this.mask + 1;
    this.keys = new Uint8Array(places * this.longest);
    this.lengths = new Uint16Array(places);
    this.values = new Array<T | undefined>(places).fill(undefined);
  }

  /** FNV-1a, folded. */
  private placeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    return (hash ^ (hash >>> 15)) & this.mask;
  }
}
