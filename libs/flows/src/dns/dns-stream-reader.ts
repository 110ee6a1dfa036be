import type { StreamReader } from '../streams/stream-reader';

const LENGTH_BYTES = 2;
const LEAST_MESSAGE = 12;

/** DNS messages of one direction of a TCP connection (RFC 1035 §4.2.2): each begins with its length in two bytes. Keeps nothing, so one serves all. */
export class DnsStreamReader implements StreamReader {
  constructor(private readonly onMessage: (bytes: Uint8Array, start: number, end: number) => void) {}

  /** Hands out the whole messages; what cannot be DNS is taken as read. */
  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (end - at >= LENGTH_BYTES) {
      const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      if (length < LEAST_MESSAGE) return end;
      const next = at + LENGTH_BYTES + length;
      if (next > end) return at;
      this.onMessage(bytes, at + LENGTH_BYTES, next);
      at = next;
    }
    return at;
  }

  /** Messages mostly begin with a segment, so what comes behind a gap may well be read. */
  gap(): boolean {
    return true;
  }

  end(): void {
    // A message cut short says nothing.
  }
}
