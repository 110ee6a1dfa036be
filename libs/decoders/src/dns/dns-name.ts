/** Longest name on the wire with all length bytes (RFC 1035 §3.1). */
export const MAX_NAME = 255;

const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x21 || byte > 0x7e || byte === 0x2e || byte === 0x5c
    ? `\\${String(byte).padStart(3, '0')}`
    : String.fromCharCode(byte),
);

/** A name read from a message: its wire form without compression, lower-cased. One object is used again and again. */
export class DnsName {
  readonly bytes = new Uint8Array(MAX_NAME + 1);
  /** Wire length with the closing zero; 1 = the root. */
  length = 0;
  /** True when lower-casing changed something. */
  lost = false;
  /** Where the message goes on after the name. */
  next = 0;
  /** 64-bit hash of the lower-cased wire form, as two int32. */
  hashHigh = 0;
  hashLow = 0;

  /**
   * Reads the name at `at` of the message `bytes[start, end)`, following compression pointers (RFC 1035 §4.1.4) also forwards, as real senders write
   * them. Loops end by themselves: there are at most as many jumps as the message has bytes.
   *
   * @returns false when it is cut, longer than 255 bytes, loops, or has a label of a reserved kind
   */
  read(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    const out = this.bytes;
    let length = 0;
    let position = at;
    let jumps = end - start;
    let high = 0x811c9dc5 | 0;
    let low = 0x9747b28c | 0;
    this.next = -1;
    this.lost = false;
    for (;;) {
      if (position >= end) return false;
      const label = bytes[position] as number;
      if (label >= 0xc0) {
        if (position + 1 >= end || --jumps < 0) return false;
        if (this.next < 0) this.next = position + 2;
        position = start + (((label & 0x3f) << 8) | (bytes[position + 1] as number));
        continue;
      }
      if (label > 63 || position + 1 + label > end || length + 1 + label > MAX_NAME) return false;
      for (let i = 0; i <= label; i++) {
        let byte = bytes[position + i] as number;
        if (i > 0 && byte >= 0x41 && byte <= 0x5a) {
          byte += 32;
          this.lost = true;
        }
        out[length++] = byte;
        high = Math.imul(high ^ byte, 0x01000193);
        low = Math.imul(low ^ byte, 0x5bd1e995) ^ (low >>> 15);
      }
      position += label + 1;
      if (label === 0) break;
    }
    if (this.next < 0) this.next = position;
    this.length = length;
    this.hashHigh = high;
    this.hashLow = low;
    return true;
  }

  /** Lower case, master-file form (RFC 1035 §5.1): `\DDD` for bytes outside 0x21–0x7e, `.` and `\`; no trailing dot, `.` for the root. */
  text(): string {
    return nameText(this.bytes, this.length);
  }
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
