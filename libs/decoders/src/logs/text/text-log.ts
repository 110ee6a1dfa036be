import type { LineFate } from '../entry';

/** What a log of lines of text does not say of itself. */
export interface TextSurroundings {
  /** Address of the server that writes the log, for a client's: `0.0.0.0` or `::` when nobody named it. */
  server(client: string): string;
  /** Its port where the log names none; 0 = nobody named it. */
  readonly serverPort: number;
  /** A moment after all lines, µs: what year a time without one is of. */
  readonly byUs: number;
  /** Beyond it a time cannot be right, µs; Infinity = any may be. */
  readonly latestUs: number;
}

/** A format of lines that each stand for themselves. */
export interface TextLog {
  readonly name: string;
  /** Lines of this format have it, those of the others do not. */
  readonly hints: RegExp;
  line(text: string, around: TextSurroundings): LineFate;
}
