import { HandshakeMessages, type HandshakeHandler } from './handshake-messages';
import { TlsContent } from './tls-types';

const HEADER = 5;
/** Longest fragment of a record with what encryption may add (RFC 5246 §6.2.3). */
const MAX_FRAGMENT = 16_384 + 2048;
const ALERT_BYTES = 2;

/** True when bytes begin as a TLS record of a handshake does: type 22, version 3.x (RFC 8446 §5.1). */
export const looksLikeTls = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= 3 &&
  bytes[start] === TlsContent.HANDSHAKE &&
  bytes[start + 1] === 3 &&
  (bytes[start + 2] as number) <= 4;

/**
 * Cuts the handshake messages of one direction of a TLS connection out of its bytes, which come in order, in pieces of any size, from the first
 * one on. Ends by itself where encryption begins, or where the bytes are not TLS. Total; holds one message at most.
 */
export class TlsRecords {
  private readonly messages = new HandshakeMessages();
  private headed = 0;
  private type = 0;
  /** First byte of the version. */
  private major = 0;
  private left = 0;
  /** ChangeCipherSpec was seen. */
  private changed = false;
  private stopped = false;

  /** Nothing more is wanted. */
  get closed(): boolean {
    return this.stopped || this.messages.closed;
  }

  /** Bytes kept of an unfinished message. */
  get held(): number {
    return this.messages.held;
  }

  /** A message was begun of which the rest has not come, cannot come, or is more than is kept. */
  get unfinished(): boolean {
    return this.messages.unfinished;
  }

  /** Begins anew, with another direction. */
  restart(): void {
    this.messages.restart();
    this.headed = 0;
    this.type = 0;
    this.major = 0;
    this.left = 0;
    this.changed = false;
    this.stopped = false;
  }

  /** Begins anew in the midst of a direction: behind so many messages, and ChangeCipherSpec or not, where a record begins. */
  goOn(messages: number, changed: boolean): void {
    this.restart();
    this.messages.count = messages;
    this.changed = changed;
  }

  /** Takes the next bytes `[start, end)`; false when no more are wanted. */
  push(bytes: Uint8Array, start: number, end: number, onMessage: HandshakeHandler): boolean {
    let at = start;
    while (at < end && !this.closed) {
      if (this.headed < HEADER) {
        if (this.headed === 0 && end - at >= HEADER) {
          this.type = bytes[at] as number;
          this.major = bytes[at + 1] as number;
          this.left = ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
          this.headed = HEADER;
          at += HEADER;
        } else this.headByte(this.headed++, bytes[at++] as number);
        if (this.headed === HEADER) this.begin();
        continue;
      }
      const stop = Math.min(end, at + this.left);
      if (this.type === TlsContent.HANDSHAKE) this.messages.push(bytes, at, stop, onMessage);
      this.left -= stop - at;
      at = stop;
      if (this.left === 0) this.headed = 0;
    }
    return !this.closed;
  }

  /** Type, two bytes of version, two of length. */
  private headByte(index: number, byte: number): void {
    if (index === 0) this.type = byte;
    else if (index === 1) this.major = byte;
    else if (index === 3) this.left = byte << 8;
    else if (index === 4) this.left |= byte;
  }

  private begin(): void {
    const { messages, changed, type, left } = this;
    const known = type >= TlsContent.CHANGE_CIPHER_SPEC && type < TlsContent.APPLICATION_DATA;
    if (!known || this.major !== 3 || left === 0 || left > MAX_FRAGMENT) this.stopped = true;
    else if (type === TlsContent.HANDSHAKE) {
      // Behind ChangeCipherSpec only a hello that fills its record is in clear: the second one after a HelloRetryRequest (RFC 8446 §D.4).
      // Encrypted messages look like that once in 2^31.
      if (changed) messages.onlyHelloOf(left);
    } else if (!messages.whole) this.stopped = true;
    // Servers warn before their hello (RFC 6066 §3); an alert of another length is encrypted.
    else if (type === TlsContent.ALERT) this.stopped = changed || left !== ALERT_BYTES;
    else if (messages.count === 0) this.stopped = true;
    else this.changed = true;
  }
}
