import { chunkLine, chunkSize, httpHeadEnd, lineEnd, lineFeed, MAX_HTTP_HEAD } from '@wireledger/decoders';
import { DONE, type StreamReader } from '../streams/stream-reader';
import { SAID_EMPTY, SAID_EMPTY_SHIFT, SAID_FOREIGN, SAID_LOST, SAID_PASSED_SHIFT } from './http-said';

/** What follows a head: so many bytes of content, or one of these. */
export const Follows = { CHUNKS: -1, CLOSE: -2, STOP: -3 } as const;

/** One direction of a connection, as its reader tells it what comes. */
export interface HttpSide<H> {
  /** Reads a head, as far as it is there; null when it is none. */
  parse(bytes: Uint8Array, start: number, end: number): H | null;
  /** True when no head begins with these bytes, whatever follows. */
  isForeign(bytes: Uint8Array, start: number, end: number): boolean;
  /** True when a message may begin with these bytes, behind a loss. */
  starts(bytes: Uint8Array, start: number, end: number): boolean;
  /** A head has come. @returns bytes of content behind it, or one of `Follows` */
  head(head: H): number;
  /** Something was lost, or is no HTTP: what the other side waits for may never come. */
  lost(): void;
  /** Nothing more will come. */
  ended(): void;
  /** True when nobody wants more of the connection. */
  isOver(): boolean;
}

const CR = 0x0d;
const LF = 0x0a;

type State = 'head' | 'foreign' | 'chunk' | 'trailer' | 'lost';
/** How much of the empty line behind a head has come: LF, LF CR. */
const NONE = 0;
const LINE = 1;
const LINE_CR = 2;

/** Messages of HTTP/1 in one direction (RFC 9112): heads are handed on, content is passed over. */
export class HttpStreamReader<H> implements StreamReader {
  private state: State = 'head';
  /** Bytes of the head kept so far in which its end was not found, and what they say. */
  private searched = 0;
  private partial: H | null = null;
  /** The head being read was handed on before it was whole. */
  private told = false;
  /** Of what is read in place of a head. */
  private empty = NONE;

  /** @param said what of the direction the core has read (`http-said.ts`) */
  constructor(
    private readonly side: HttpSide<H>,
    said = 0,
  ) {
    if (said & SAID_LOST) this.state = 'lost';
    if (!(said & SAID_FOREIGN)) return;
    this.state = 'foreign';
    this.empty = (said & SAID_EMPTY) >> SAID_EMPTY_SHIFT;
    this.searched = said >>> SAID_PASSED_SHIFT;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const { side } = this;
    let at = start;
    while (at < end) {
      if (side.isOver()) return DONE;
      switch (this.state) {
        case 'head': {
          if (this.searched === 0) {
            while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++;
            if (at === end) return end;
            if (side.isForeign(bytes, at, end)) {
              this.state = 'foreign';
              this.empty = NONE;
              break;
            }
          }
          const next = this.head(bytes, at, end);
          if (next === DONE) return DONE;
          // The head is not whole yet.
          if (next === at) return at;
          at = next;
          break;
        }
        case 'foreign':
          this.foreign(bytes, at, end);
          return end;
        case 'chunk': {
          const lf = chunkLine(bytes, at, end);
          if (lf === -1) return at;
          const size = lf === 'long' ? -1 : chunkSize(bytes, at, lf);
          if (lf === 'long' || size < 0) {
            this.lose();
            return end;
          }
          if (size === 0) this.state = 'trailer';
          at = lf + 1 + (size === 0 ? 0 : size + 2);
          break;
        }
        case 'trailer': {
          const lf = chunkLine(bytes, at, end);
          if (lf === -1) return at;
          if (lf === 'long') {
            this.lose();
            return end;
          }
          if (lineEnd(bytes, at, lf) === at) this.state = 'head';
          at = lf + 1;
          break;
        }
        case 'lost':
          // A message begins with a segment, nearly always.
          if (at !== start || !side.starts(bytes, at, end)) return end;
          this.state = 'head';
          break;
      }
    }
    return at;
  }

  gap(): boolean {
    this.cutHead();
    this.lose();
    return !this.side.isOver();
  }

  end(): void {
    this.cutHead();
    this.side.ended();
  }

  /** The other side has answered a head that is not whole, so no more of it will come: it is handed on as far as it came. */
  cut(): void {
    if (this.state !== 'head' || this.told) return;
    const { partial } = this;
    this.partial = null;
    if (!partial) return;
    this.told = true;
    this.side.head(partial);
  }

  /** Reads the head at `at`. Returns where to go on, `at` itself when it is not whole yet. */
  private head(bytes: Uint8Array, at: number, end: number): number {
    const { side } = this;
    const headEnd = httpHeadEnd(bytes, at, at + this.searched, end);
    if (headEnd < 0) {
      if (end - at > MAX_HTTP_HEAD) {
        this.forget();
        this.lose();
        return end;
      }
      this.searched = end - at;
      this.partial = this.told ? null : side.parse(bytes, at, end);
      return at;
    }
    const { told } = this;
    this.forget();
    if (told) {
      this.lose();
      return end;
    }
    const head = side.parse(bytes, at, headEnd);
    if (!head) {
      this.lose();
      return end;
    }
    const follows = side.head(head);
    if (follows >= 0) return headEnd + follows;
    if (follows !== Follows.CHUNKS) return DONE;
    this.state = 'chunk';
    return headEnd;
  }

  /** Passes over what stands where a head should, as far as a head may reach: nothing of it is kept. */
  private foreign(bytes: Uint8Array, start: number, end: number): void {
    let { empty } = this;
    for (let at = start; at < end; at++) {
      if (empty === NONE) {
        at = lineFeed(bytes, at, end);
        if (at < 0) break;
        empty = LINE;
      } else if (bytes[at] === LF) return this.endForeign();
      else empty = bytes[at] === CR && empty === LINE ? LINE_CR : NONE;
    }
    this.empty = empty;
    this.searched += end - start;
    if (this.searched > MAX_HTTP_HEAD) this.endForeign();
  }

  private endForeign(): void {
    this.forget();
    this.lose();
  }

  /** What came of a head whose rest was lost is better than nothing. */
  private cutHead(): void {
    const { partial } = this;
    this.forget();
    if (partial) this.side.head(partial);
  }

  private forget(): void {
    this.searched = 0;
    this.partial = null;
    this.told = false;
  }

  private lose(): void {
    this.state = 'lost';
    this.side.lost();
  }
}
