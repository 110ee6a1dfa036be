const LF = 0x0a;

/** Where the line that begins at `from` has its LF, -1 when it is not in `[from, end)`. */
export function lineFeed(from: i32, end: i32): i32 {
  let at = from;
  for (; at + 8 <= end; at += 8) {
    const word = load<u64>(at) ^ 0x0a0a0a0a0a0a0a0a;
    // The upper bit of the first byte that is 0, and perhaps of some behind it.
    const zeros = (word - 0x0101010101010101) & ~word & 0x8080808080808080;
    if (zeros !== 0) return at + ((<i32>ctz<u64>(zeros)) >>> 3);
  }
  for (; at < end; at++) if (load<u8>(at) === LF) return at;
  return -1;
}
