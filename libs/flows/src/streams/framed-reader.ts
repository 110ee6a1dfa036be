import { DONE, type StreamReader } from './stream-reader';

/** Bytes of a message that are offered at most. */
const MAX_MESSAGE = 16_384;

/** A conversation in messages that begin with their length. */
export interface FramedSession {
  /** Bytes of the message at `at`, 0 when more of it is needed to tell, -1 when it is none: then nothing more is read. */
  length(bytes: Uint8Array, at: number, end: number): number;
  /** How many bytes of the message `[at, at + length)`, of which `[at, end)` is there, are wanted: all when left out, at most 16 KiB; 0 = pass over it, -1 = read no more of this side. */
  wanted?(bytes: Uint8Array, at: number, end: number, length: number): number;
  /** The message `[start, end)` of a side, or as much of its beginning as is offered. */
  client(bytes: Uint8Array, start: number, end: number): void;
  server(bytes: Uint8Array, start: number, end: number): void;
  /** Nobody will hear the outcome of what waits: something of the server was lost, or it says no more. */
  ended(): void;
  /** True when nobody wants more of the connection. */
  readonly isOver: boolean;
  /** True when both sides go on in TLS. */
  readonly isSecured?: boolean;
}

/** One direction of such a conversation, and of the TLS that it may turn into. Of messages that nobody wants nothing is kept. */
export class FramedReader implements StreamReader {
  private tls: StreamReader | null = null;

  /** `secure` gives the reader of the TLS that begins; null when nobody reads it. */
  constructor(
    private readonly session: FramedSession,
    private readonly side: 'client' | 'server',
    private readonly secure: (side: 'client' | 'server') => StreamReader | null = () => null,
  ) {}

  read(bytes: Uint8Array, start: number, end: number): number {
    const { session, side, tls } = this;
    if (tls) return tls.read(bytes, start, end);
    let at = start;
    while (at < end) {
      if (session.isOver) return DONE;
      if (session.isSecured) return this.begin(bytes, at, end);
      const length = session.length(bytes, at, end);
      if (length < 0) return this.leave();
      if (length === 0) return at;
      const wanted = session.wanted ? session.wanted(bytes, at, end, length) : length;
      if (wanted < 0) return this.leave();
      const most = Math.min(wanted, length, MAX_MESSAGE);
      if (most > end - at) return at;
      if (most > 0) session[side](bytes, at, at + most);
      at += length;
    }
    return session.isOver ? DONE : at;
  }

  gap(missing: number): boolean {
    if (this.tls) return this.tls.gap(missing);
    // Where the next message begins is lost.
    this.leave();
    return false;
  }

  end(): void {
    if (this.tls) this.tls.end();
    else this.leave();
  }

  private begin(bytes: Uint8Array, at: number, end: number): number {
    this.tls = this.secure(this.side);
    return this.tls ? this.tls.read(bytes, at, end) : DONE;
  }

  /** What a client sends cannot end what waits for the server's answer. */
  private leave(): number {
    if (this.side === 'server') this.session.ended();
    return DONE;
  }
}
