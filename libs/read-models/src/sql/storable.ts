/** Longest text that is kept in an indexed column, in UTF-8 bytes: a B-tree entry holds at most 2,704. */
export const MAX_INDEXED_BYTES = 1024;

const UNSTORABLE = /[\0\p{Surrogate}]/gu;
const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Text from the wire → text that PostgreSQL can hold. NUL and lone surrogates become `\u0000`, `\ud800` …: six visible
 * characters. Everything else, bidirectional controls included, stays as it is and is shown inert by the console. The log
 * keeps the original, so the escape need not be reversible.
 */
export const storable = (text: string): string => text.replace(UNSTORABLE, escapeUnit);

/** {@link storable}, cut to {@link MAX_INDEXED_BYTES} at a character border. */
export function storableKey(text: string): string {
  const clean = storable(text);
  if (clean.length * 3 <= MAX_INDEXED_BYTES || Buffer.byteLength(clean) <= MAX_INDEXED_BYTES) return clean;
  const bytes = Buffer.from(clean);
  let end = MAX_INDEXED_BYTES;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
