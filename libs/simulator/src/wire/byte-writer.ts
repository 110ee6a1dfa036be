/** Appends big-endian integers and bytes; grows as needed. */
export class ByteWriter {
  private buffer: Uint8Array;
  private used = 0;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
  }

  get length(): number {
    return this.used;
  }

  private room(count: number): void {
    if (this.used + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.used + count));
    grown.set(this.buffer.subarray(0, this.used));
    this.buffer = grown;
  }

  u8(...values: readonly number[]): this {
    this.room(values.length);
    for (const value of values) this.buffer[this.used++] = value;
    return this;
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.u8(value >>> 8, value & 0xff);
    return this;
  }

  u24(value: number): this {
    return this.u8(value >>> 16).u16(value & 0xffff);
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.u16(value >>> 16, value & 0xffff);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.room(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    return this;
  }

  /** Text as UTF-8. */
  text(text: string): this {
    return this.bytes(utf8(text));
  }

  zeros(count: number): this {
    this.room(count);
    this.buffer.fill(0, this.used, this.used + count);
    this.used += count;
    return this;
  }

  /** A length of `width` bytes, then what `write` appends. */
  prefixed(width: 1 | 2 | 3, write: (writer: ByteWriter) => void): this {
    const at = this.used;
    this.zeros(width);
    write(this);
    const length = this.used - at - width;
    for (let i = 0; i < width; i++) this.buffer[at + i] = (length >>> (8 * (width - 1 - i))) & 0xff;
    return this;
  }

  /** The bytes written so far, as a copy. */
  done(): Uint8Array {
    return this.buffer.slice(0, this.used);
  }
}

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Byte n of a text is its nth character's code, 0–255: writes arbitrary bytes as a literal. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
