import { ByteCursor } from './byte-cursor';
import { asciiText } from './wire-text';
import { TlsExtension } from './tls-types';

const RANDOM_BYTES = 32;
const MAX_EXTENSIONS = 1024;
/** SHA-256 of "HelloRetryRequest": the random of a ServerHello that asks for another ClientHello (RFC 8446 §4.1.3). */
const RETRY_RANDOM = [...Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')];
/** Drafts of TLS 1.3 up to 21 named themselves in the message and left out session id and compression. */
const DRAFT = 0x7f;

/** What a server chose (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3). */
export interface ServerHello {
  readonly legacyVersion: number;
  /** The version in force: `supported_versions` where present, else `legacyVersion`. */
  readonly version: number;
  readonly cipher: number;
  /** Numbers of all extensions in the order of the wire. */
  readonly extensions: readonly number[];
  /** ALPN chosen in clear (TLS 1.2 and older), '' otherwise. */
  readonly alpn: string;
  /** A HelloRetryRequest: nothing is agreed yet, the client will send another ClientHello. */
  readonly retry: boolean;
}

/** Reads the body of a ServerHello, `bytes[start, end)`; null when it is cut or its lengths do not fit. Total. */
export function readServerHello(bytes: Uint8Array, start: number, end: number): ServerHello | null {
  const cursor = new ByteCursor(bytes, start, end);
  const legacyVersion = cursor.u16();
  const random = cursor.take(RANDOM_BYTES);
  const draft = legacyVersion >> 8 === DRAFT;
  if (!draft) cursor.take(cursor.u8());
  const cipher = cursor.u16();
  if (!draft) cursor.u8();
  if (cursor.broken) return null;
  const extensions: number[] = [];
  let version = legacyVersion;
  let alpn = '';
  const list = cursor.left === 0 ? cursor : cursor.take(cursor.u16());
  while (list.left > 0 && extensions.length < MAX_EXTENSIONS) {
    const type = list.u16();
    const body = list.take(list.u16());
    if (list.broken) return null;
    extensions.push(type);
    if (type === TlsExtension.SUPPORTED_VERSIONS && body.left === 2) version = body.u16();
    else if (type === TlsExtension.ALPN) {
      const protocols = body.take(body.u16());
      const first = protocols.take(protocols.u8());
      alpn = asciiText(first.bytes, first.at, first.end);
    }
  }
  if (cursor.broken) return null;
  const retry = RETRY_RANDOM.every((byte, i) => byte === bytes[random.at + i]);
  return { legacyVersion, version, cipher, extensions, alpn, retry };
}
