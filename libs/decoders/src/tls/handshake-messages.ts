import { TlsMessage } from './tls-types';

/** Hears of a handshake message: its type and body `bytes[start, end)`, which must be read before it returns. */
export type HandshakeHandler = (type: number, bytes: Uint8Array, start: number, end: number) => void;

const HEADER = 4;
/** Longest message that is gathered: a certificate of ten thousand names fits. */
const MAX_MESSAGE = 262_144;
const MAX_MESSAGES = 64;
const FIRST_ROOM = 2048;
const EMPTY: Uint8Array = Buffer.alloc(0);

/** Messages whose body is read; of all others only the type is told. */
const isRead = (type: number): boolean =>
  type === TlsMessage.CLIENT_HELLO || type === TlsMessage.SERVER_HELLO || type === TlsMessage.CERTIFICATE;

/**
 * Cuts the handshake messages of one direction (RFC 8446 §4) out of bytes that come in order, in pieces of any size. The first must be a hello.
 * Holds one message at most; total.
 */
export class HandshakeMessages {
  /** Nothing more is wanted: the messages in clear are over, or this was no handshake. */
  closed = false;
  private tooLong = false;
  /** Messages told so far. */
  count = 0;
  private headed = 0;
  private type = 0;
  /** Bytes of the body still to come. */
  private left = 0;
  private body = EMPTY;
  private gathered = 0;
  /** Length with header that the next message must have, 0 when it is free. */
  private demanded = 0;

  /** Bytes kept of an unfinished message. */
  get held(): number {
    return this.body.length;
  }

  /** True between two messages. */
  get whole(): boolean {
    return this.headed === 0;
  }

  /** True within a message, and behind one that is longer than is gathered. */
  get unfinished(): boolean {
    return this.tooLong || (!this.closed && !this.whole);
  }

  /** Begins anew, with another direction. */
  restart(): void {
    this.closed = false;
    this.tooLong = false;
    this.count = 0;
    this.headed = 0;
    this.type = 0;
    this.left = 0;
    this.body = EMPTY;
    this.gathered = 0;
    this.demanded = 0;
  }

  /** The next message must be a hello of `length` bytes with its header; anything else closes. */
  onlyHelloOf(length: number): void {
    if (!this.whole) this.close();
    this.demanded = length;
  }

  /** Takes the next bytes `[start, end)`. */
  push(bytes: Uint8Array, start: number, end: number, onMessage: HandshakeHandler): void {
    let at = start;
    while (at < end && !this.closed) {
      if (this.headed < HEADER) {
        if (this.headed === 0 && end - at >= HEADER) {
          this.type = bytes[at] as number;
          this.left = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
          this.headed = HEADER;
          at += HEADER;
        } else this.headByte(this.headed++, bytes[at++] as number);
        if (this.headed === HEADER) this.begin();
        if (this.closed || this.headed < HEADER || this.left > 0) continue;
        this.tell(EMPTY, 0, 0, onMessage);
        continue;
      }
      const stop = Math.min(end, at + this.left);
      // A message that lies whole in these bytes is read where it is.
      if (this.gathered === 0 && stop - at === this.left) {
        const from = at;
        at = stop;
        this.tell(bytes, from, stop, onMessage);
        continue;
      }
      if (isRead(this.type)) this.gather(bytes, at, stop);
      else this.gathered += stop - at;
      this.left -= stop - at;
      at = stop;
      if (this.left === 0) this.tell(this.body, 0, isRead(this.type) ? this.gathered : 0, onMessage);
    }
  }

  /** Type, three bytes of length. */
  private headByte(index: number, byte: number): void {
    if (index === 0) this.type = byte;
    else this.left = (index === 1 ? 0 : this.left << 8) | byte;
  }

  private begin(): void {
    this.gathered = 0;
    const hello = this.type === TlsMessage.CLIENT_HELLO || this.type === TlsMessage.SERVER_HELLO;
    const free = this.demanded === 0;
    const fits = free || (hello && this.left + HEADER === this.demanded);
    this.demanded = 0;
    this.tooLong = this.left > MAX_MESSAGE && free && (hello || this.count > 0);
    if (this.left > MAX_MESSAGE || !fits || (this.count === 0 && !hello)) this.close();
  }

  private gather(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.gathered + end - start;
    if (needed > this.body.length) {
      // A Buffer as captures are read into: with bytes of one kind only, what reads them is compiled once. Nothing behind `gathered` is ever read.
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_ROOM, needed, Math.min(this.body.length * 2, MAX_MESSAGE)));
      grown.set(this.body.subarray(0, this.gathered));
      this.body = grown;
    }
    this.body.set(bytes.subarray(start, end), this.gathered);
    this.gathered = needed;
  }

  private tell(bytes: Uint8Array, start: number, end: number, onMessage: HandshakeHandler): void {
    this.headed = 0;
    this.left = 0;
    this.gathered = 0;
    this.count++;
    onMessage(this.type, bytes, start, end);
    if (this.body.length > FIRST_ROOM) this.body = EMPTY;
    // What follows is either without interest or encrypted.
    const over = this.type === TlsMessage.SERVER_HELLO_DONE || this.type === TlsMessage.CLIENT_KEY_EXCHANGE;
    if (over || this.count === MAX_MESSAGES) this.close();
  }

  private close(): void {
    this.closed = true;
    this.body = EMPTY;
  }
}
