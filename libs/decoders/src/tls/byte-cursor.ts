/**
 * Walks the bytes `[at, end)`. A read beyond the end gives 0 or an empty cursor, ends the walk and is remembered in `broken`, so that a decoder
 * checks once at its end instead of before each field.
 */
export class ByteCursor {
  broken = false;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly end: number,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    const at = this.advance(1);
    return at < 0 ? 0 : (this.bytes[at] as number);
  }

  u16(): number {
    const at = this.advance(2);
    return at < 0 ? 0 : ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  u24(): number {
    const at = this.advance(3);
    if (at < 0) return 0;
    return ((this.bytes[at] as number) << 16) | ((this.bytes[at + 1] as number) << 8) | (this.bytes[at + 2] as number);
  }

  /** Steps over `length` bytes and gives a cursor for them. */
  take(length: number): ByteCursor {
    const at = this.advance(length);
    return at < 0 ? new ByteCursor(this.bytes, this.end, this.end) : new ByteCursor(this.bytes, at, at + length);
  }

  /** The rest as 16-bit numbers, at most `most`; an odd last byte is left out. */
  u16s(most: number): number[] {
    const numbers: number[] = [];
    while (this.left >= 2 && numbers.length < most) numbers.push(this.u16());
    return numbers;
  }

  /** Steps over `length` bytes; where they begin, -1 when there are not so many. */
  private advance(length: number): number {
    const { at } = this;
    if (length > this.end - at) {
      this.broken = true;
      this.at = this.end;
      return -1;
    }
    this.at = at + length;
    return at;
  }
}
