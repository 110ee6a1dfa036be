const HEADER = 20;
const MAGIC_COOKIE = [0x21, 0x12, 0xa4, 0x42] as const;

/** True when `[start, end)` is a STUN message (RFC 8489 §5), whose length says where it ends. */
export function isStun(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER || (bytes[start] as number) > 3) return false;
  const length = ((bytes[start + 2] as number) << 8) | (bytes[start + 3] as number);
  return length === end - start - HEADER && MAGIC_COOKIE.every((byte, i) => bytes[start + 4 + i] === byte);
}
