import { TlsContent, TlsMessage } from '../tls/tls-types';

/** Type, version, epoch, sequence number, length (RFC 6347 §4.1). */
export const DTLS_HEADER = 13;
/** Type, length, sequence number, fragment's offset and length (RFC 6347 §4.2.2). */
export const DTLS_FRAGMENT_HEADER = 12;
/** First byte of every version: DTLS 1.0 is 0xfeff, 1.2 is 0xfefd; 1.3 goes as 1.2 here (RFC 9147 §4). */
const MAJOR = 0xfe;

export const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
export const u24 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 16) | u16(bytes, at + 1);

/** A record in clear or not; offsets count in the datagram's bytes. One object is used for all. */
export class DtlsRecord {
  type = 0;
  epoch = 0;
  /** The fragment: `[at, end)`; the next record begins at `end`. */
  at = 0;
  end = 0;

  /** Reads the record at `at` of the datagram `[at, end)`; false when it is none with a whole header (RFC 9147 §4), or is cut. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < DTLS_HEADER || bytes[at + 1] !== MAJOR) return false;
    this.type = bytes[at] as number;
    if (this.type < TlsContent.CHANGE_CIPHER_SPEC || this.type > TlsContent.APPLICATION_DATA) return false;
    this.epoch = u16(bytes, at + 3);
    this.at = at + DTLS_HEADER;
    this.end = this.at + u16(bytes, at + 11);
    return this.end <= end;
  }
}

const probe = new DtlsRecord();

/** True when a datagram begins with a record in clear that begins a handshake: a hello of either side, or the server's request for another one. */
export function isDtlsHello(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== TlsContent.HANDSHAKE || !probe.read(bytes, start, end) || probe.epoch !== 0) return false;
  const { at } = probe;
  if (probe.end - at < DTLS_FRAGMENT_HEADER) return false;
  const type = bytes[at] as number;
  const hello =
    type === TlsMessage.CLIENT_HELLO || type === TlsMessage.SERVER_HELLO || type === TlsMessage.HELLO_VERIFY_REQUEST;
  const fragment = u24(bytes, at + 9);
  return (
    hello && u24(bytes, at + 6) + fragment <= u24(bytes, at + 1) && at + DTLS_FRAGMENT_HEADER + fragment <= probe.end
  );
}
