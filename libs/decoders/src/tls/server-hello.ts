import { asciiText } from './wire-text';
import { TlsExtension } from './tls-types';

const RANDOM_BYTES = 32;
/** Version and random. */
const FIXED_BYTES = 2 + RANDOM_BYTES;
/** Type and length of an extension. */
const EXTENSION_HEADER = 4;
const MAX_EXTENSIONS = 1024;
/** SHA-256 of "HelloRetryRequest": the random of a ServerHello that asks for another ClientHello (RFC 8446 §4.1.3). */
const RETRY_RANDOM = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
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

/** Reads the body of a ServerHello, `bytes[start, end)`; null when it is cut or its lengths do not fit. Total. Walks by offsets: every connection has one. */
export function readServerHello(bytes: Uint8Array, start: number, end: number): ServerHello | null {
  let at = start + FIXED_BYTES;
  if (at > end) return null;
  const legacyVersion = u16(bytes, start);
  const draft = legacyVersion >> 8 === DRAFT;
  if (!draft) {
    if (at >= end) return null;
    at += 1 + (bytes[at] as number);
  }
  // Cipher, and how it is compressed.
  const extensionsAt = at + (draft ? 2 : 3);
  if (extensionsAt > end) return null;
  const cipher = u16(bytes, at);
  const extensions: number[] = [];
  let version = legacyVersion;
  let alpn = '';
  if (extensionsAt < end) {
    at = extensionsAt + 2;
    if (at > end) return null;
    const stop = at + u16(bytes, extensionsAt);
    if (stop > end) return null;
    while (at < stop && extensions.length < MAX_EXTENSIONS) {
      const body = at + EXTENSION_HEADER;
      if (body > stop) return null;
      const next = body + u16(bytes, at + 2);
      if (next > stop) return null;
      const type = u16(bytes, at);
      extensions.push(type);
      if (type === TlsExtension.SUPPORTED_VERSIONS && next - body === 2) version = u16(bytes, body);
      else if (type === TlsExtension.ALPN) alpn = firstProtocol(bytes, body, next);
      at = next;
    }
  }
  return { legacyVersion, version, cipher, extensions, alpn, retry: asksAgain(bytes, start + 2) };
}

/** The first name of the list in the extension `[at, end)`, '' when its lengths do not fit. */
function firstProtocol(bytes: Uint8Array, at: number, end: number): string {
  const list = at + 2;
  if (list > end) return '';
  const listEnd = list + u16(bytes, at);
  if (listEnd > end || list >= listEnd) return '';
  const stop = list + 1 + (bytes[list] as number);
  return stop > listEnd ? '' : asciiText(bytes, list + 1, stop);
}

function asksAgain(bytes: Uint8Array, random: number): boolean {
  for (let i = 0; i < RANDOM_BYTES; i++) if (bytes[random + i] !== RETRY_RANDOM[i]) return false;
  return true;
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
