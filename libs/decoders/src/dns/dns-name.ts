/** Longest name on the wire with all length bytes (RFC 1035 §3.1). */
export const MAX_NAME = 255;
const MAX_LABEL = 63;
/** From here on a label's length is a pointer; between lies what is reserved. */
const POINTER = 0xc0;

const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x21 || byte > 0x7e || byte === 0x2e || byte === 0x5c
    ? `\\${String(byte).padStart(3, '0')}`
    : String.fromCharCode(byte),
);

/** A name read from a message. One object is used again and again. */
export class DnsName {
  /** Wire length without compression, with the closing zero; 1 = the root. */
  length = 0;
  /** True when lower-casing changed something. */
  lost = false;
  /** Where the message goes on after the name. */
  next = 0;
  /** 64-bit hash of the lower-cased wire form, as two int32. */
  hashHigh = 0;
  hashLow = 0;
  /** The lower-cased wire form, once somebody has asked for it or compression was resolved. */
  private readonly lower = new Uint8Array(MAX_NAME + 1);
  private readonly lowerView = new DataView(this.lower.buffer);
  private isLowered = false;
  /** The message of a name that stands in it in one piece, and where. */
  private message: Uint8Array = this.lower;
  private view: DataView = this.lowerView;
  private from = 0;

  /** Its wire form without compression, lower-cased: `length` bytes. The message must still be as it was read. */
  get bytes(): Uint8Array {
    if (!this.isLowered) {
      const { lower, message, from, length } = this;
      for (let i = 0; i < length; i++) lower[i] = lowerCase(message[from + i] as number);
      this.isLowered = true;
    }
    return this.lower;
  }

  /**
   * Reads the name at `at` of the message `bytes[start, end)`, following compression pointers (RFC 1035 §4.1.4) also forwards, as real senders write
   * them. Loops end by themselves: there are at most as many jumps as the message has bytes.
   *
   * @returns false when it is cut, longer than 255 bytes, loops, or has a label of a reserved kind
   */
  read(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    let position = at;
    for (;;) {
      if (position >= end || position - at >= MAX_NAME) return false;
      const label = bytes[position] as number;
      position += label + 1;
      if (label === 0) break;
      if (label > MAX_LABEL) return label >= POINTER && this.readInPieces(bytes, start, end, at);
    }
    if (bytes !== this.message) {
      this.message = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.from = at;
    this.isLowered = false;
    this.length = position - at;
    this.next = position;
    this.hash(this.view, at, position);
    return true;
  }

  /** Lower case, master-file form (RFC 1035 §5.1): `\DDD` for bytes outside 0x21–0x7e, `.` and `\`; no trailing dot, `.` for the root. */
  text(): string {
    return nameText(this.bytes, this.length);
  }

  /** A name with compression: its pieces are put together. */
  private readInPieces(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    const out = this.lower;
    let length = 0;
    let position = at;
    let jumps = end - start;
    let next = -1;
    let lost = false;
    for (;;) {
      if (position >= end) return false;
      const label = bytes[position] as number;
      if (label >= POINTER) {
        if (position + 1 >= end || --jumps < 0) return false;
        if (next < 0) next = position + 2;
        position = start + (((label & 0x3f) << 8) | (bytes[position + 1] as number));
        continue;
      }
      if (label > MAX_LABEL || position + 1 + label > end || length + 1 + label > MAX_NAME) return false;
      for (let i = 0; i <= label; i++) {
        const byte = bytes[position + i] as number;
        const small = lowerCase(byte);
        if (small !== byte) lost = true;
        out[length++] = small;
      }
      position += label + 1;
      if (label === 0) break;
    }
    this.isLowered = true;
    this.length = length;
    this.next = next;
    this.hash(this.lowerView, 0, length);
    this.lost = lost;
    return true;
  }

  /**
   * Hashes `[at, end)` as if it were in lower case, and sees whether it was. Four bytes at once: whatever is no letter stays as it is, so the lengths of
   * labels, which are no letters, need not be told apart.
   */
  private hash(view: DataView, at: number, end: number): void {
    let high = 0x811c9dc5 | 0;
    let low = 0x9747b28c | 0;
    let capitals = 0;
    const whole = at + ((end - at) & ~3);
    for (let i = at; i < whole; i += 4) {
      let four = view.getInt32(i, true);
      const found = capitalsOf(four);
      capitals |= found;
      four |= found >>> 2;
      high = Math.imul((high ^ four) + 0x7f4a7c15, 0xcc9e2d51);
      high = (high << 15) | (high >>> 17);
      low = Math.imul((low ^ four) + 0x3c6ef372, 0x85ebca6b);
      low = (low << 13) | (low >>> 19);
    }
    if (whole < end) {
      let rest = 0;
      for (let i = end - 1; i >= whole; i--) rest = (rest << 8) | view.getUint8(i);
      const found = capitalsOf(rest);
      capitals |= found;
      rest |= found >>> 2;
      high = Math.imul((high ^ rest) + 0x7f4a7c15, 0xcc9e2d51);
      low = Math.imul((low ^ rest) + 0x3c6ef372, 0x85ebca6b);
    }
    this.hashHigh = Math.imul(high ^ (high >>> 15), 0x27d4eb2f);
    this.hashLow = Math.imul(low ^ (low >>> 16), 0xc2b2ae3d);
    this.lost = capitals !== 0;
  }
}

const lowerCase = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);

/** Of four bytes, which are `A` to `Z`: their uppermost bits. */
function capitalsOf(four: number): number {
  const ascii = four & 0x7f7f7f7f;
  // No sum reaches the next byte: what is from `A` on, and not beyond `Z`, has the uppermost bit, unless it had it before.
  return (ascii + 0x3f3f3f3f) & ~(ascii + 0x25252525) & ~four & 0x80808080;
}

/** Wire form without compression → master-file form, see `DnsName.text`. */
export function nameText(wire: Uint8Array, length: number): string {
  if (length <= 1) return '.';
  let text = '';
  for (let at = 0; at < length - 1;) {
    const label = wire[at++] as number;
    if (text !== '') text += '.';
    for (let i = 0; i < label; i++) text += ESCAPES[wire[at++] as number] as string;
  }
  return text;
}

/** Hex of the name at `at` as it stood on the wire: labels in their own case, compression resolved, closing zero included. */
export function rawNameHex(bytes: Uint8Array, start: number, end: number, at: number): string {
  let hex = '';
  let position = at;
  let jumps = end - start;
  while (position < end && hex.length <= MAX_NAME * 2) {
    const label = bytes[position] as number;
    if (label >= 0xc0) {
      if (--jumps < 0 || position + 1 >= end) return '';
      position = start + (((label & 0x3f) << 8) | (bytes[position + 1] as number));
      continue;
    }
    for (let i = 0; i <= label; i++) hex += (bytes[position + i] as number).toString(16).padStart(2, '0');
    position += label + 1;
    if (label === 0) return hex;
  }
  return '';
}
