const LONG_LENGTH = 0x80;
const MAX_LENGTH_BYTES = 4;

/**
 * Bytes of the whole value at `at`, tag and length included (X.690 §8.1.3): 0 when more of it is needed to tell, -1 when its length is indefinite or has more
 * than four bytes.
 */
export function berLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return 0;
  const first = bytes[at + 1] as number;
  if (first < LONG_LENGTH) return 2 + first;
  const count = first - LONG_LENGTH;
  if (count === 0 || count > MAX_LENGTH_BYTES) return -1;
  if (end - at < 2 + count) return 0;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] as number);
  return 2 + count + length;
}
