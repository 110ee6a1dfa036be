/** Answer of `StreamReader.read`: nothing more of this direction is wanted. */
export const DONE = -1;

/**
 * Reads one direction of a connection. It is handed the bytes that the sender sent, each once and in order, however the packets came. Which flow and which
 * packet they belong to is in the `FlowView` that its protocol was given. Only what it is called with may be touched, and only during the call: the bytes
 * lie in the capture's buffer.
 */
export interface StreamReader {
  /**
   * Reads `[start, end)` of `bytes` and says where to go on:
   * - `end`: all was read.
   * - less: what lies from there on is kept and offered again, together with what follows (at most 128 KiB are kept). A reader that searches remembers how
   *   far it has searched: offering the same beginning for more than 8 MiB in all ends the reading.
   * - more than `end`: as many of the bytes that follow are passed over, neither kept nor handed out; losses among them are not told.
   * - `DONE`: no more interest. Nothing of this direction costs anything from here on; `end` is not called.
   */
  read(bytes: Uint8Array, start: number, end: number): number;

  /**
   * `missing` bytes that come next were never captured. What was kept is dropped, since it cannot be completed; reading goes on behind the gap.
   * False = no more interest, as `DONE`.
   */
  gap(missing: number): boolean;

  /** The direction is over: FIN, RST, the flow's end, or no room. Called once, unless the reader itself had no more interest. */
  end(): void;
}

/** What reads a connection; a side that is null is not read. */
export interface ConnectionReader {
  /** Bytes of the originator. */
  readonly client: StreamReader | null;
  /** Bytes of the responder. */
  readonly server: StreamReader | null;
}
