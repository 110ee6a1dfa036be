interface Piece {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/**
 * Bytes of a direction that came before their time, in order of their sequence numbers and without overlap. Policy: the first to come win. A later segment
 * only fills what is still missing, as RFC 9293 §3.10.7.4 has a receiver trim off what it already has.
 */
export class HeldSegments {
  bytes = 0;
  private readonly pieces: Piece[] = [];

  get count(): number {
    return this.pieces.length;
  }

  /** Sequence number of the first held byte. @throws when nothing is held */
  get first(): number {
    return (this.pieces[0] as Piece).seq;
  }

  /** Sequence number behind the last held byte. @throws when nothing is held */
  get end(): number {
    const { seq, bytes } = this.pieces[this.pieces.length - 1] as Piece;
    return seq + bytes.length;
  }

  /** Copies what of `[start, end)` is not held yet. `seq` is its sequence number, `next` the one that is waited for, less than 2^31 before it. */
  add(seq: number, next: number, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    let offset = (seq - next) | 0;
    for (let i = 0; i < this.pieces.length && at < end; i++) {
      const piece = this.pieces[i] as Piece;
      const from = (piece.seq - next) | 0;
      if (offset < from) {
        const length = Math.min(end - at, from - offset);
        this.insert(i++, (next + offset) | 0, bytes, at, at + length);
        at += length;
        offset += length;
      }
      const covered = from + piece.bytes.length - offset;
      if (covered > 0) {
        at += covered;
        offset += covered;
      }
    }
    if (at < end) this.insert(this.pieces.length, (next + offset) | 0, bytes, at, end);
  }

  /** Takes out the first piece. @throws when nothing is held */
  take(): { readonly seq: number; readonly bytes: Uint8Array } {
    const piece = this.pieces.shift() as Piece;
    this.bytes -= piece.bytes.length;
    return piece;
  }

  private insert(index: number, seq: number, bytes: Uint8Array, start: number, end: number): void {
    // A Buffer as captures are read into: with bytes of one kind only, what reads them is compiled once.
    const copy = Buffer.allocUnsafeSlow(end - start);
    copy.set(bytes.subarray(start, end));
    this.pieces.splice(index, 0, { seq, bytes: copy });
    this.bytes += copy.length;
  }
}
