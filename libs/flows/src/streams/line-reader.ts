import { lineEnd, lineFeed } from '@wireledger/decoders';
import { MAX_LINE } from './max-line';
import { DONE, type StreamReader } from './stream-reader';

/** What is handed out of a line whose beginning somebody else has seen, to whom it was no line of these protocols. */
export const NO_LINE = Uint8Array.of(0x17);

/** What a conversation in lines makes of them. `[start, end)` is a line without its line end. */
export interface LineSession {
  client(bytes: Uint8Array, start: number, end: number): void;
  server(bytes: Uint8Array, start: number, end: number): void;
  /** Something of either side was lost. */
  lost(): void;
  /** The server says no more. */
  ended(): void;
  /** True when nobody wants more of the connection. */
  readonly isOver: boolean;
  /** True when both sides have agreed on TLS: what either of them sends from now on is that, and no line. */
  readonly isSecured: boolean;
}

/** One direction of a conversation in lines (FTP, SMTP, POP3, IMAP), and of the TLS that it may turn into. */
export class LineReader implements StreamReader {
  private searched = 0;
  /** In the rest of a line that is not wanted. */
  private skipping = false;
  /** Reads this direction since it was secured. */
  private tls: StreamReader | null = null;

  /**
   * `secure` gives the reader of the TLS that begins; null when nobody reads it. `begun`: so many bytes of the line that comes were seen by the core (`core/lines.ts`),
   * from `MAX_LINE` on it is not wanted any more.
   */
  constructor(
    private readonly session: LineSession,
    private readonly side: 'client' | 'server',
    private readonly secure: (side: 'client' | 'server') => StreamReader | null,
    private begun = 0,
  ) {
    if (begun >= MAX_LINE) this.skip();
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const { session, tls } = this;
    if (tls) return tls.read(bytes, start, end);
    let at = start;
    while (at < end) {
      if (session.isOver) return DONE;
      if (session.isSecured) return this.begin(bytes, at, end);
      const lf = lineFeed(bytes, at + this.searched, end);
      if (lf < 0) return this.unfinished(bytes, at, end);
      this.searched = 0;
      if (this.skipping) this.skipping = false;
      else this.hand(bytes, at, lineEnd(bytes, at, lf));
      at = lf + 1;
    }
    return session.isOver ? DONE : at;
  }

  gap(missing: number): boolean {
    if (this.tls) return this.tls.gap(missing);
    // The beginning of TLS is lost, and with it where its records begin.
    if (this.session.isSecured) return false;
    this.skip();
    this.session.lost();
    return !this.session.isOver;
  }

  end(): void {
    this.tls?.end();
    if (this.side === 'server') this.session.ended();
  }

  private begin(bytes: Uint8Array, at: number, end: number): number {
    this.tls = this.secure(this.side);
    return this.tls ? this.tls.read(bytes, at, end) : DONE;
  }

  private unfinished(bytes: Uint8Array, at: number, end: number): number {
    if (this.skipping) return end;
    if (this.begun + end - at < MAX_LINE) {
      this.searched = end - at;
      return at;
    }
    this.hand(bytes, at, end);
    this.skip();
    return end;
  }

  private hand(bytes: Uint8Array, start: number, end: number): void {
    const { session, side, begun } = this;
    this.begun = 0;
    if (begun > 0) session[side](NO_LINE, 0, NO_LINE.length);
    else session[side](bytes, start, end);
  }

  private skip(): void {
    this.searched = 0;
    this.begun = 0;
    this.skipping = true;
  }
}
