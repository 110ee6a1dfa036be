import type { HandshakeHandler } from '../tls';
import { TlsContent } from '../tls/tls-types';
import { DtlsMessages } from './dtls-messages';
import { DtlsRecord } from './dtls-records';

const record = new DtlsRecord();

/** The handshake in clear of one direction of a DTLS association (RFC 6347, RFC 9147): its datagrams in, messages out. Total. */
export class DtlsHandshake {
  private readonly messages = new DtlsMessages();
  private hidden = false;

  /** Nothing more of this direction is wanted. */
  get closed(): boolean {
    return this.hidden || this.messages.closed;
  }

  /** Bytes kept of unfinished messages. */
  get held(): number {
    return this.messages.held;
  }

  /** Takes the datagram `[start, end)`. */
  datagram(bytes: Uint8Array, start: number, end: number, onMessage: HandshakeHandler): void {
    let at = start;
    while (at < end && !this.closed && record.read(bytes, at, end)) {
      at = record.end;
      // From the next epoch on all is encrypted. Records of it may overtake those before it.
      if (record.epoch !== 0) continue;
      if (record.type === TlsContent.HANDSHAKE) this.messages.push(bytes, record.at, record.end, onMessage);
      else if (record.type === TlsContent.APPLICATION_DATA) this.hidden = true;
    }
  }
}
