import { wireText } from './wire-text';

const utf16 = new TextDecoder('utf-16le');

/** Text of `[start, end)` in UTF-16LE as `wireText` shows its UTF-8, of which at most `most` bytes are taken. */
export function wireUtf16(bytes: Uint8Array, start: number, end: number, most: number): string {
  const stop = Math.min(end, start + 2 * most);
  if (stop - start < 2) return '';
  const text = Buffer.from(utf16.decode(bytes.subarray(start, stop - ((stop - start) & 1))), 'utf8');
  return wireText(text, 0, text.length, most);
}
