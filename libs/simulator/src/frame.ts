import type { Says } from './answers/says';

/** An Ethernet frame, without check sequence. */
export interface Frame {
  /** µs since 1970 UTC. */
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** A frame together with what the generator meant by it: what the answer book counts. */
export interface SentFrame extends Frame {
  readonly says: Says;
}

/** The frames of one conversation in time order; conversations are merged by time. What it returns is when it ended, µs. */
export type Conversation = Generator<SentFrame, number, undefined>;
