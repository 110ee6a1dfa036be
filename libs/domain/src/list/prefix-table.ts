import { readAddress, toBytes, toWords } from './address-words';
import { grown, mixed } from './text-table';

const WORDS = 4;

/** A prefix that holds an address. */
export interface FoundPrefix {
  readonly length: number;
  /** Bits of its addresses; those of mapped ones are IPv4. */
  readonly of: 32 | 128;
  readonly line: number;
  /** Its 4 or 16 bytes; null when it is the address itself, as that was asked for. */
  readonly bytes: Uint8Array | null;
}

/**
 * Prefixes of IPv4 and IPv6 addresses with the line that each came from: 24 bytes each and 8 for finding it. An address is looked for once for
 * each length of prefix that is there, the longest first. `seed` as in `TextTable`.
 */
export class PrefixTable {
  size = 0;
  private words = new Uint32Array(WORDS << 6);
  private bits = new Uint32Array(1 << 6);
  private lines = new Uint32Array(1 << 6);
  /** Number of a prefix + 1, 0 = free. */
  private slots = new Uint32Array(1 << 7);
  /** Lengths that are there, the longest first; by the bits of the address. */
  private readonly lengths: Record<32 | 128, number[]> = { 32: [], 128: [] };
  private readonly wanted = new Uint32Array(WORDS);
  private readonly masked = new Uint32Array(WORDS);

  constructor(private readonly seed = 0) {}

  /** `bytes` 4 or 16, bits behind `length` clear. False when it was there. */
  add({ bytes, length }: { readonly bytes: Uint8Array; readonly length: number }, line: number): boolean {
    if (this.size * 2 >= this.slots.length) this.rehash();
    const { of, own, slot } = this.place(bytes, length);
    if (this.slots[slot] !== 0) return false;
    if (this.size === this.bits.length) {
      this.words = grown(this.words);
      this.bits = grown(this.bits);
      this.lines = grown(this.lines);
    }
    this.words.set(this.masked, this.size * WORDS);
    this.bits[this.size] = tag(of, own);
    this.lines[this.size] = line;
    this.slots[slot] = ++this.size;
    const lengths = this.lengths[of];
    if (!lengths.includes(own)) lengths.splice(0, lengths.length, ...[...lengths, own].sort((a, b) => b - a));
    return true;
  }

  /** Whether exactly this prefix is there. */
  has({ bytes, length }: { readonly bytes: Uint8Array; readonly length: number }): boolean {
    return this.slots[this.place(bytes, length).slot] !== 0;
  }

  /** The longest prefix that holds the address; null when none does, or it is no address. */
  find(address: string): FoundPrefix | null {
    const of = readAddress(address, this.wanted);
    if (of === 0) return null;
    for (const length of this.lengths[of]) {
      this.mask(length);
      const number = this.slots[this.slotOf(this.masked, tag(of, length))] as number;
      if (number === 0) continue;
      const isAsked = length === of && (of === 128 || !address.includes(':'));
      return { length, of, line: this.lines[number - 1] as number, bytes: isAsked ? null : toBytes(this.masked, of) };
    }
    return null;
  }

  /** Leaves its words in `masked`. A prefix of mapped addresses is one of IPv4. */
  private place(bytes: Uint8Array, length: number) {
    const of = toWords(bytes, this.masked);
    const own = of === 32 && bytes.length === 16 ? Math.max(0, length - 96) : length;
    return { of, own, slot: this.slotOf(this.masked, tag(of, own)) };
  }

  private mask(length: number): void {
    for (let i = 0; i < WORDS; i++) {
      const keep = length - i * 32;
      const word = this.wanted[i] as number;
      this.masked[i] = keep >= 32 ? word : keep <= 0 ? 0 : (word >>> (32 - keep)) << (32 - keep);
    }
  }

  private slotOf(words: Uint32Array, bits: number): number {
    const mask = this.slots.length - 1;
    for (let slot = this.hash(words, 0, bits) & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot] as number;
      if (number === 0 || this.equals(number - 1, words, bits)) return slot;
    }
  }

  private equals(number: number, words: Uint32Array, bits: number): boolean {
    if (this.bits[number] !== bits) return false;
    for (let i = 0; i < WORDS; i++) if (this.words[number * WORDS + i] !== words[i]) return false;
    return true;
  }

  private hash(words: Uint32Array, at: number, bits: number): number {
    let hash = this.seed ^ bits;
    for (let i = 0; i < WORDS; i++) hash = Math.imul(hash ^ mixed(words[at + i] as number), 0x01000193);
    return mixed(hash);
  }

  private rehash(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = this.hash(this.words, number * WORDS, this.bits[number] as number) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

/** One number for the length of a prefix and the bits of its address. */
const tag = (of: 32 | 128, length: number): number => of * 256 + length;
