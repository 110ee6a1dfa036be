const DOT = 46;
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Texts of Latin-1 characters with the line that each came from, in a few typed arrays: about 16 bytes beside the text itself. Found whole, or as
 * the end of a longer one at a dot. `seed` keeps whoever writes a list from choosing texts that collide; it changes no answer.
 */
export class TextTable {
  size = 0;
  private bytes = new Uint8Array(1 << 10);
  private used = 0;
  /** Where text `i` begins; it ends where the next one does. */
  private starts = new Uint32Array(1 << 6);
  private lines = new Uint32Array(1 << 6);
  /** Number of a text + 1, 0 = free; open addressing, at most half full. */
  private slots = new Uint32Array(1 << 7);

  constructor(private readonly seed = 0) {}

  /** False when it was there. `line` from 0. */
  add(text: string, line: number): boolean {
    if (this.size * 2 >= this.slots.length) this.rehash();
    const slot = this.slotOf(text, 0, this.hashOf(text));
    if (this.slots[slot] !== 0) return false;
    this.room(text.length);
    this.starts[this.size] = this.used;
    this.lines[this.size] = line;
    for (let i = 0; i < text.length; i++) this.bytes[this.used + i] = text.charCodeAt(i);
    this.used += text.length;
    this.starts[++this.size] = this.used;
    this.slots[slot] = this.size;
    return true;
  }

  /** The line of a text, -1 when it is not there. */
  find(text: string): number {
    const found = this.slots[this.slotOf(text, 0, this.hashOf(text))] as number;
    return found === 0 ? -1 : (this.lines[found - 1] as number);
  }

  /** The longest end of `text` that is there: where it begins (0, or behind a dot), and its line. Null when none is. */
  findEnd(text: string): { readonly from: number; readonly line: number } | null {
    let hash = OFFSET ^ this.seed;
    let [best, number] = [-1, 0];
    for (let i = text.length - 1; i >= 0; i--) {
      const code = text.charCodeAt(i);
      if (code === DOT && i < text.length - 1) {
        const found = this.slots[this.slotOf(text, i + 1, hash)] as number;
        if (found !== 0) [best, number] = [i + 1, found];
      }
      hash = Math.imul(hash ^ code, PRIME);
    }
    const whole = text.length > 0 ? (this.slots[this.slotOf(text, 0, hash)] as number) : 0;
    if (whole !== 0) return { from: 0, line: this.lines[whole - 1] as number };
    return number === 0 ? null : { from: best, line: this.lines[number - 1] as number };
  }

  private hashOf(text: string): number {
    let hash = OFFSET ^ this.seed;
    for (let i = text.length - 1; i >= 0; i--) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
    return hash;
  }

  /** The slot that holds the end of `text` from `from` on, or the free one that it would go into. */
  private slotOf(text: string, from: number, hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = mixed(hash) & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot] as number;
      if (number === 0 || this.equals(number - 1, text, from)) return slot;
    }
  }

  private equals(number: number, text: string, from: number): boolean {
    const start = this.starts[number] as number;
    const length = text.length - from;
    if ((this.starts[number + 1] as number) - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[start + i] !== text.charCodeAt(from + i)) return false;
    return true;
  }

  private room(length: number): void {
    while (this.used + length > this.bytes.length) {
      const bytes = new Uint8Array(this.bytes.length * 2);
      bytes.set(this.bytes);
      this.bytes = bytes;
    }
    if (this.size + 2 > this.starts.length) {
      this.starts = grown(this.starts);
      this.lines = grown(this.lines);
    }
  }

  private rehash(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let hash = OFFSET ^ this.seed;
      const start = this.starts[number] as number;
      for (let i = (this.starts[number + 1] as number) - 1; i >= start; i--)
        hash = Math.imul(hash ^ (this.bytes[i] as number), PRIME);
      let slot = mixed(hash) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

/** Spreads the upper bits over the lower ones. */
export const mixed = (hash: number): number => {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (spread ^ (spread >>> 15)) >>> 0;
};

export function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
