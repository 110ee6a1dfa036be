const PAD = 0x3d;
const NOTHING = new Uint8Array(0);

const VALUES = new Int8Array(256).fill(-1);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  .split('')
  .forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value));

/** Bytes of the base64 text `[start, end)` (RFC 4648 §4), at most `most` of its characters; empty when it is none. */
export function readBase64(bytes: Uint8Array, start: number, end: number, most: number): Uint8Array {
  const stop = Math.min(end, start + most);
  const out = new Uint8Array(Math.floor(((stop - start) * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] as number;
    if (byte === PAD) break;
    const value = VALUES[byte] as number;
    if (value < 0) return NOTHING;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (held >> bits) & 0xff;
    }
    held &= 0xff;
  }
  return out.subarray(0, length);
}
