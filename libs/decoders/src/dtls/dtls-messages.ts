import { CryptoStream } from '../quic/crypto-stream';
import type { HandshakeHandler } from '../tls';
import { TlsMessage } from '../tls/tls-types';
import { DTLS_FRAGMENT_HEADER, u16, u24 } from './dtls-records';

/** Longest message that is gathered. */
const MAX_MESSAGE = 65_535;
/** Messages of one direction that are gathered at once: the one that is due, and what came before its time. */
const MAX_OPEN = 8;
/** A handshake in clear has some ten messages of either side. */
const MAX_MESSAGES = 64;
const NOTHING = new Uint8Array(0);

/** Messages whose body is read; of all others only the type is told. */
const isRead = (type: number): boolean =>
  type === TlsMessage.CLIENT_HELLO || type === TlsMessage.SERVER_HELLO || type === TlsMessage.CERTIFICATE;

interface Gathered {
  readonly type: number;
  readonly length: number;
  /** Null when nobody reads the body. */
  readonly body: CryptoStream | null;
}

/**
 * Puts the fragments of one direction's handshake messages together (RFC 6347 §4.2.3, RFC 9147 §5.5) and tells the messages in the order of their sequence
 * numbers, each once: what was sent again, or overlaps, changes nothing. Total; holds at most eight messages of 64 KiB.
 */
export class DtlsMessages {
  /** Nothing more is wanted: the messages in clear are over, or this was no handshake. */
  closed = false;
  /** Sequence number of the message that is due; -1 before the first. */
  private due = -1;
  private readonly open = new Map<number, Gathered>();

  /** Bytes kept of unfinished messages. */
  get held(): number {
    let bytes = 0;
    for (const { body } of this.open.values()) bytes += body?.bytes.length ?? 0;
    return bytes;
  }

  /** Takes the handshake fragments in a record, `[at, end)`. */
  push(bytes: Uint8Array, at: number, end: number, onMessage: HandshakeHandler): void {
    while (!this.closed && end - at >= DTLS_FRAGMENT_HEADER) {
      const body = at + DTLS_FRAGMENT_HEADER;
      const next = body + u24(bytes, at + 9);
      if (next > end) return;
      this.fragment(bytes, at, body, next);
      this.tell(onMessage);
      at = next;
    }
  }

  private fragment(bytes: Uint8Array, at: number, body: number, next: number): void {
    const type = bytes[at] as number;
    const length = u24(bytes, at + 1);
    const sequence = u16(bytes, at + 4);
    const offset = u24(bytes, at + 6);
    if (length > MAX_MESSAGE || offset + next - body > length || sequence >= MAX_MESSAGES) return;
    if (this.due < 0) this.due = sequence;
    if (sequence < this.due) return;
    let message = this.open.get(sequence);
    if (!message) {
      if (this.open.size >= MAX_OPEN) return;
      message = { type, length, body: isRead(type) ? new CryptoStream() : null };
      this.open.set(sequence, message);
    }
    // A fragment that contradicts the first one of its message is none of it.
    if (message.type === type && message.length === length) message.body?.put(offset, bytes, body, next);
  }

  private tell(onMessage: HandshakeHandler): void {
    for (let message = this.open.get(this.due); message; message = this.open.get(this.due)) {
      const { type, length, body } = message;
      if (body && body.length < length) return;
      this.open.delete(this.due++);
      onMessage(type, body?.bytes ?? NOTHING, 0, body ? length : 0);
      // A server that keeps no state yet counts anew behind it, or goes on (RFC 6347 §4.2.2).
      if (type === TlsMessage.HELLO_VERIFY_REQUEST) this.due = -1;
      // What follows is either without interest or encrypted.
      if (type !== TlsMessage.SERVER_HELLO_DONE && type !== TlsMessage.CLIENT_KEY_EXCHANGE) continue;
      this.closed = true;
      this.open.clear();
      return;
    }
  }
}
