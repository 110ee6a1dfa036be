/** How often each byte value occurred, and what that says of its randomness. */
export class ByteHistogram {
  private readonly counts = new Uint32Array(256);
  private total = 0;

  /** Adds `[start, end)`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const { counts } = this;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      counts[byte] = (counts[byte] as number) + 1;
    }
    if (end > start) this.total += end - start;
  }

  /** Forgets all. */
  clear(): void {
    if (this.total === 0) return;
    this.counts.fill(0);
    this.total = 0;
  }

  /** Shannon entropy in thousandths of a bit per byte, 0 … 8000; -1 of nothing. */
  milliBits(): number {
    if (this.total === 0) return -1;
    let bits = 0;
    const { counts, total } = this;
    for (let value = 0; value < counts.length; value++) {
      const count = counts[value] as number;
      if (count === 0) continue;
      const share = count / total;
      bits -= share * Math.log2(share);
    }
    return Math.round(bits * 1000) + 0;
  }
}
