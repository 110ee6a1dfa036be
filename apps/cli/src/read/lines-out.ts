const WRITE_BYTES = 65_536;
/** At most three bytes of UTF-8 a UTF-16 unit. */
const UNIT_BYTES = 3;

/**
 * Gathers lines as bytes, and hands them on in large pieces. Text that is put together of a hundred pieces is one tree of them until somebody reads it: as
 * bytes a line is flat at once, and its pieces are garbage that is never copied.
 */
export class LinesOut {
  private readonly bytes = Buffer.allocUnsafe(2 * WRITE_BYTES);
  private used = 0;

  constructor(private readonly write: (text: string) => void) {}

  line(text: string): void {
    if ((text.length + 1) * UNIT_BYTES > this.bytes.length - this.used) this.flush();
    if ((text.length + 1) * UNIT_BYTES > this.bytes.length) {
      this.write(`${text}\n`);
      return;
    }
    this.used += this.bytes.write(text, this.used);
    this.bytes[this.used++] = 0x0a;
    if (this.used >= WRITE_BYTES) this.flush();
  }

  flush(): void {
    if (this.used > 0) this.write(this.bytes.toString('utf8', 0, this.used));
    this.used = 0;
  }
}
