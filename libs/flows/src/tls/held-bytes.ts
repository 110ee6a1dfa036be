/** Bytes kept for unfinished handshakes of all connections together. */
export class HeldBytes {
  private bytes = 0;

  constructor(private readonly most: number) {}

  /** Counts `more` bytes (less when negative). False when they are too many: the caller must give up what it keeps. */
  change(more: number): boolean {
    this.bytes += more;
    return this.bytes <= this.most;
  }
}
