import { TlsExtension } from './tls-types';

const MAX_EXTENSIONS = 1024;
const HOST_NAME = 0;
const RANDOM_BYTES = 32;
/** Version and random, then the length of the session id. */
const SESSION_ID = 2 + RANDOM_BYTES;
/** Type and length of an extension. */
const EXTENSION_HEADER = 4;

/** A part of a message: `[at, end)`. */
export interface Span {
  at: number;
  end: number;
}

const none = (): Span => ({ at: 0, end: 0 });

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

/** Where the parts of a ClientHello lie (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). One object is used for all; a part that is absent or broken is empty. */
export class ClientHelloLayout {
  legacyVersion = 0;
  readonly ciphers = none();
  /** Numbers of all extensions, in the order of the wire. */
  readonly extensions = new Uint16Array(MAX_EXTENSIONS);
  extensionCount = 0;
  readonly versions = none();
  readonly groups = none();
  readonly pointFormats = none();
  readonly signatureAlgorithms = none();
  /** First host name of the last `server_name` that has one. */
  readonly serverName = none();
  /** Protocols with a byte of length each, and the bytes of the first. */
  readonly protocols = none();
  readonly firstProtocol = none();

  /**
   * Reads the body of a message, `bytes[start, end)`; false when it is cut or its lengths do not fit. In DTLS a cookie stands behind the session id (RFC 6347
   * §4.2.1, RFC 9147 §5.3).
   */
  read(bytes: Uint8Array, start: number, end: number, hasCookie = false): boolean {
    this.clear();
    let at = start + SESSION_ID;
    if (at >= end) return false;
    this.legacyVersion = u16(bytes, start);
    at += 1 + (bytes[at] as number);
    if (hasCookie) {
      if (at >= end) return false;
      at += 1 + (bytes[at] as number);
    }
    if (at + 2 > end) return false;
    const ciphers = u16(bytes, at);
    at += 2;
    if (ciphers >= end - at) return false;
    set(this.ciphers, at, at + ciphers);
    at += ciphers;
    at += 1 + (bytes[at] as number);
    if (at >= end) return at === end;
    if (at + 2 > end) return false;
    const stop = at + 2 + u16(bytes, at);
    return stop <= end && this.readExtensions(bytes, at + 2, stop);
  }

  private clear(): void {
    this.extensionCount = 0;
    set(this.versions, 0, 0);
    set(this.groups, 0, 0);
    set(this.pointFormats, 0, 0);
    set(this.signatureAlgorithms, 0, 0);
    set(this.serverName, 0, 0);
    set(this.protocols, 0, 0);
    set(this.firstProtocol, 0, 0);
  }

  private readExtensions(bytes: Uint8Array, at: number, end: number): boolean {
    while (at < end && this.extensionCount < MAX_EXTENSIONS) {
      if (at + EXTENSION_HEADER > end) return false;
      const body = at + EXTENSION_HEADER;
      const stop = body + u16(bytes, at + 2);
      if (stop > end) return false;
      const type = u16(bytes, at);
      this.extensions[this.extensionCount++] = type;
      this.readExtension(type, bytes, body, stop);
      at = stop;
    }
    return true;
  }

  private readExtension(type: number, bytes: Uint8Array, at: number, end: number): void {
    switch (type) {
      case TlsExtension.SERVER_NAME:
        return this.readServerName(bytes, at, end);
      case TlsExtension.SUPPORTED_GROUPS:
        return list(this.groups, 2, bytes, at, end);
      case TlsExtension.EC_POINT_FORMATS:
        return list(this.pointFormats, 1, bytes, at, end);
      case TlsExtension.SIGNATURE_ALGORITHMS:
        return list(this.signatureAlgorithms, 2, bytes, at, end);
      case TlsExtension.SUPPORTED_VERSIONS:
        return list(this.versions, 1, bytes, at, end);
      case TlsExtension.ALPN:
        list(this.protocols, 2, bytes, at, end);
        if (this.protocols.at < this.protocols.end)
          list(this.firstProtocol, 1, bytes, this.protocols.at, this.protocols.end);
        return;
      default:
        return;
    }
  }

  private readServerName(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 2) return;
    const stop = start + 2 + u16(bytes, start);
    if (stop > end) return;
    let at = start + 2;
    while (at + 3 <= stop) {
      const next = at + 3 + u16(bytes, at + 1);
      if (next > stop) return;
      if (bytes[at] === HOST_NAME && next > at + 3) return set(this.serverName, at + 3, next);
      at = next;
    }
  }
}

function set(span: Span, at: number, end: number): void {
  span.at = at;
  span.end = end;
}

/** The list whose length in one or two bytes stands at `at`; empty when it does not fit into `[at, end)`. */
function list(span: Span, lengthBytes: 1 | 2, bytes: Uint8Array, at: number, end: number): void {
  const from = at + lengthBytes;
  const stop = from > end ? -1 : from + (lengthBytes === 1 ? (bytes[at] as number) : u16(bytes, at));
  if (stop < 0 || stop > end) set(span, end, end);
  else set(span, from, stop);
}
