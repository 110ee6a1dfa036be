/** FNV-1a of `[start, end)`, 32 bits, signed: tells contents apart without keeping them. Whoever wants to can make two that are equal. */
export function byteHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}
