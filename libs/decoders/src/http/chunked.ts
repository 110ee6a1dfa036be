import { lineEnd, lineFeed } from '../text/line';

/** Longest line with a chunk's size and extensions, or of the trailer. */
export const MAX_CHUNK_LINE = 4096;
const MAX_DIGITS = 13;

/**
 * Size in the chunk line `[start, lf)` (RFC 9112 §7.1), extensions left out; -1 when it is none.
 */
export function chunkSize(bytes: Uint8Array, start: number, lf: number): number {
  const end = lineEnd(bytes, start, lf);
  let size = 0;
  let at = start;
  for (; at < end && at - start <= MAX_DIGITS; at++) {
    const digit = hexValue(bytes[at] as number);
    if (digit < 0) break;
    size = size * 16 + digit;
  }
  const stop = at < end ? bytes[at] : 0x3b;
  const closes = stop === 0x3b || stop === 0x20 || stop === 0x09;
  return at > start && at - start <= MAX_DIGITS && closes ? size : -1;
}

/** Where the line that begins at `at` has its LF; -1 when it is not there yet, `'long'` when it is longer than it may be. */
export function chunkLine(bytes: Uint8Array, at: number, end: number): number | 'long' {
  const lf = lineFeed(bytes, at, Math.min(end, at + MAX_CHUNK_LINE));
  return lf < 0 && end - at >= MAX_CHUNK_LINE ? 'long' : lf;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
