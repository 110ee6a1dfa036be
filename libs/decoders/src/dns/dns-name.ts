/** Longest name on the wire with all length bytes (RFC 1035 §3.1). */
export const MAX_NAME = 255;
const NOTHING = new Uint8Array(0);

const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x21 || byte > 0x7e || byte === 0x2e || byte === 0x5c
    ? `\\${String(byte).padStart(3, '0')}`
    : String.fromCharCode(byte),
);

/**
 * A name read from a message: its wire form without compression, lower-cased. One object is used again and again; the message must stay as it is until the
 * next `read`.
 */
export class DnsName {
  /** Wire length with the closing zero; 1 = the root. */
  length = 0;
  /** True when lower-casing changes something. */
  lost = false;
  /** Where the message goes on after the name. */
  next = 0;
  /** 64-bit hash of the lower-cased wire form, as two int32. Whoever wants to can make two names of the same one. */
  hashHigh = 0;
  hashLow = 0;
  /** The message, and the name's labels where pointers have torn them apart. */
  private message: Uint8Array = NOTHING;
  private messageView: DataView = new DataView(NOTHING.buffer);
  private readonly joined = new Uint8Array(MAX_NAME);
  private readonly joinedView = new DataView(this.joined.buffer);
  /** Where the whole name is: in one of the two. */
  private source = this.message;
  private from = 0;

  /**
   * Reads the name at `at` of the message `bytes[start, end)`, following compression pointers (RFC 1035 §4.1.4) also forwards, as real senders write
   * them. Loops end by themselves: there are at most as many jumps as the message has bytes.
   *
   * @returns false when it is cut, longer than 255 bytes, loops, or has a label of a reserved kind
   */
  read(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    if (bytes !== this.message) {
      this.message = bytes;
      this.messageView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    let position = at;
    for (;;) {
      if (position >= end || position - at >= MAX_NAME) return false;
      const label = bytes[position] as number;
      if (label > 63) return this.join(start, end, at);
      position += label + 1;
      if (label === 0) break;
    }
    this.next = position;
    this.length = position - at;
    this.source = bytes;
    this.from = at;
    this.hash(this.messageView, at, position);
    return true;
  }

  /** Lower case, master-file form (RFC 1035 §5.1): `\DDD` for bytes outside 0x21–0x7e, `.` and `\`; no trailing dot, `.` for the root. */
  text(): string {
    const { source, from, length, joined } = this;
    for (let i = 0; i < length; i++) {
      const byte = source[from + i] as number;
      joined[i] = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
    }
    return nameText(joined, length);
  }

  /** Puts the labels of a name with pointers one after the other. */
  private join(start: number, end: number, at: number): boolean {
    const { message, joined } = this;
    let length = 0;
    let position = at;
    let jumps = end - start;
    this.next = -1;
    for (;;) {
      if (position >= end) return false;
      const label = message[position] as number;
      if (label >= 0xc0) {
        if (position + 1 >= end || --jumps < 0) return false;
        if (this.next < 0) this.next = position + 2;
        position = start + (((label & 0x3f) << 8) | (message[position + 1] as number));
        continue;
      }
      if (label > 63 || position + 1 + label > end || length + 1 + label > MAX_NAME) return false;
      for (const stop = position + label; position <= stop; position++) joined[length++] = message[position] as number;
      if (label === 0) break;
    }
    if (this.next < 0) this.next = position;
    this.length = length;
    this.source = joined;
    this.from = 0;
    this.hash(this.joinedView, 0, length);
    return true;
  }

  /** Four bytes at a time. The lengths between labels are no letters: they are below 64. */
  private hash(view: DataView, from: number, end: number): void {
    let high = (0x811c9dc5 ^ this.length) | 0;
    let low = 0x9747b28c | 0;
    let capitals = 0;
    for (let at = from; at < end; at += 4) {
      const word = end - at >= 4 ? view.getInt32(at, true) : lastBytes(view, at, end);
      // The upper bit of each byte that is one of A to Z.
      const sevenBits = word & 0x7f7f7f7f;
      const capital = ((sevenBits + 0x3f3f3f3f) ^ (sevenBits + 0x25252525)) & ~word & 0x80808080;
      const small = word | (capital >>> 2);
      capitals |= capital;
      high = Math.imul(high ^ small, 0x9e3779b1);
      high ^= high >>> 15;
      low = Math.imul(low ^ small, 0x85ebca6b);
      low = (low << 13) | (low >>> 19);
    }
    this.lost = capitals !== 0;
    this.hashHigh = high;
    this.hashLow = low;
  }
}

function lastBytes(view: DataView, from: number, end: number): number {
  let word = 0;
  for (let at = end - 1; at >= from; at--) word = (word << 8) | view.getUint8(at);
  return word;
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
