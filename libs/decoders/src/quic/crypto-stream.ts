/** Handshake bytes of one direction that are kept at most; a ClientHello with post-quantum keys has some 2 KiB. */
const MAX_BYTES = 65_536;
const FIRST_ROOM = 4096;
/** Pieces known out of order at most. */
const MAX_PIECES = 256;

/** Puts the CRYPTO frames of one direction (RFC 9000 §19.6) into the order of their offsets. What came first stays when pieces overlap. */
export class CryptoStream {
  bytes = new Uint8Array(0);
  /** `bytes[0, length)` is there without a gap. */
  length = 0;
  /** Pieces beyond the gap: `[from, to)` each, sorted, apart. */
  private pieces: (readonly [from: number, to: number])[] = [];

  /** Takes `data[start, end)` at `offset` of the stream; false when that is beyond what is kept. */
  put(offset: number, data: Uint8Array, start: number, end: number): boolean {
    const stop = offset + end - start;
    if (stop > MAX_BYTES || this.pieces.length >= MAX_PIECES) return false;
    this.makeRoom(stop);
    let at = Math.max(offset, this.length);
    // Only the holes between what is known are filled.
    for (const [from, to] of this.pieces) {
      if (at >= stop) break;
      if (from > at) this.fill(at, Math.min(from, stop), offset, data, start);
      if (to > at) at = to;
    }
    if (at < stop) this.fill(at, stop, offset, data, start);
    this.know(offset, stop);
    return true;
  }

  private fill(from: number, to: number, offset: number, data: Uint8Array, start: number): void {
    this.bytes.set(data.subarray(start + from - offset, start + to - offset), from);
  }

  private makeRoom(size: number): void {
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, FIRST_ROOM, Math.min(this.bytes.length * 2, MAX_BYTES)));
    grown.set(this.bytes);
    this.bytes = grown;
  }

  private know(from: number, to: number): void {
    if (to <= this.length) return;
    const merged: (readonly [number, number])[] = [];
    let piece: readonly [number, number] = [Math.max(from, this.length), to];
    for (const other of this.pieces) {
      if (other[1] < piece[0] || other[0] > piece[1]) merged.push(other);
      else piece = [Math.min(piece[0], other[0]), Math.max(piece[1], other[1])];
    }
    merged.push(piece);
    merged.sort((a, b) => a[0] - b[0]);
    const [first] = merged;
    if (first && first[0] <= this.length) {
      this.length = first[1];
      merged.shift();
    }
    this.pieces = merged;
  }
}
