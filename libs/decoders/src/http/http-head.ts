import { lineEnd, lineFeed } from '../text/line';
import { readBase64 } from '../text/base64';
import { wireText } from '../wire-text';
import { Fingerprint, FINGERPRINT_FIELDS } from './fingerprint';

/** Longest head (start line and header fields) that is read, bytes; a longer one ends the reading. */
export const MAX_HTTP_HEAD = 65_536;
/** Header fields looked at; more of them are passed over. */
const MAX_FIELDS = 256;
/** Longest texts kept, bytes on the wire. */
const MAX_METHOD = 32;
const MAX_TARGET = 4096;
const MAX_HOST = 255;
const MAX_VALUE = 1024;
const MAX_TYPE = 128;
const MAX_USER = 128;
const MAX_CREDENTIALS = 2048;
/** Largest content length that is believed. */
const MAX_LENGTH = 2 ** 50;

/** What of a head says how its message's content is framed (RFC 9112 §6). */
export interface HttpFraming {
  /** Content-Length, -1 when there is none, or none that can be believed. */
  readonly length: number;
  /** Transfer coding ends in `chunked`. */
  readonly chunked: boolean;
}

/** A request's head. Texts are escaped as `wireText` does; '' where it says nothing. */
export interface HttpRequestHead extends HttpFraming {
  readonly method: string;
  /** Request target as it came, at most 4,096 bytes; its length on the wire beside it. */
  readonly target: string;
  readonly targetLength: number;
  /** `1.1`, `1.0`; `0.9` of a request without one. */
  readonly version: string;
  /** Host field, lower case. */
  readonly host: string;
  readonly userAgent: string;
  readonly referrer: string;
  readonly contentType: string;
  /** Scheme of Authorization or Proxy-Authorization in lower case (RFC 9110 §11), never the credentials. */
  readonly authScheme: string;
  /** User of basic credentials (RFC 7617). */
  readonly authUser: string;
  /** What names of cookies give away of the server's software: names of `TECHNOLOGIES`, in their order. */
  readonly technologies: readonly string[];
}

/** A response's head. */
export interface HttpResponseHead extends HttpFraming {
  readonly status: number;
  readonly version: string;
  readonly contentType: string;
  /** Server field. */
  readonly server: string;
  /** What fields and names of cookies give away of the server's software, as of a request. */
  readonly technologies: readonly string[];
}

/** Where the head that begins at `start` ends: behind its empty line; -1 when it is not in `[from, end)`, where `from` is how far it was searched. */
export function httpHeadEnd(bytes: Uint8Array, start: number, from: number, end: number): number {
  for (let lf = lineFeed(bytes, Math.max(start, from - 3), end); lf >= 0; lf = lineFeed(bytes, lf + 1, end)) {
    if (bytes[lf + 1] === 0x0a && lf + 1 < end) return lf + 2;
    if (bytes[lf + 1] === 0x0d && bytes[lf + 2] === 0x0a && lf + 2 < end) return lf + 3;
  }
  return -1;
}

type Fields = (name: string, at: number, end: number) => void;

/**
 * Reads the head `[start, end)` as a request's; null when its first line is none (RFC 9112 §3). `bare` = only method and framing, for who wants no texts.
 */
export function readHttpRequest(bytes: Uint8Array, start: number, end: number, bare = false): HttpRequestHead | null {
  const lf = lineFeed(bytes, start, end);
  if (lf < 0) return null;
  const stop = lineEnd(bytes, start, lf);
  const methodEnd = tokenEnd(bytes, start, stop);
  if (methodEnd === start || methodEnd - start > MAX_METHOD || bytes[methodEnd] !== 0x20) return null;
  const target = methodEnd + 1;
  let version = versionAt(bytes, stop - 8, stop);
  let targetEnd = stop - 9;
  if (version === '') {
    // A simple request has no version and nothing but a path (RFC 1945 §5.1).
    if (!isSimple(bytes, start, target, stop)) return null;
    version = '0.9';
    targetEnd = stop;
  } else if (targetEnd <= target || bytes[targetEnd] !== 0x20) return null;
  const head = {
    method: methodText(bytes, start, methodEnd),
    target: bare ? '' : wireText(bytes, target, targetEnd, MAX_TARGET),
    targetLength: targetEnd - target,
    version,
    host: '',
    userAgent: '',
    referrer: '',
    contentType: '',
    authScheme: '',
    authUser: '',
    technologies: [] as readonly string[],
    length: -1,
    chunked: false,
  };
  if (bare) {
    readFraming(head, bytes, lf + 1, end);
    return head;
  }
  const fingerprint = new Fingerprint();
  eachField(bytes, lf + 1, end, (name, at, to) => {
    switch (name) {
      case 'cookie':
        fingerprint.field(name, bytes, at, to);
        return;
      case 'host':
        if (head.host === '') head.host = wireText(bytes, at, to, MAX_HOST).toLowerCase();
        return;
      case 'user-agent':
        head.userAgent = wireText(bytes, at, to, MAX_VALUE);
        return;
      case 'referer':
        head.referrer = wireText(bytes, at, to, MAX_VALUE);
        return;
      case 'content-type':
        head.contentType = mediaType(bytes, at, to);
        return;
      case 'authorization':
      case 'proxy-authorization': {
        const schemeEnd = tokenEnd(bytes, at, to);
        head.authScheme = wireText(bytes, at, schemeEnd, MAX_METHOD).toLowerCase();
        if (head.authScheme === 'basic') head.authUser = basicUser(bytes, schemeEnd, to);
        return;
      }
      default:
        framing(head, name, bytes, at, to);
    }
  });
  head.technologies = fingerprint.names();
  return head;
}

/** Reads the head `[start, end)` as a response's; null when its first line is none (RFC 9112 §4). `bare` = only status and framing. */
export function readHttpResponse(bytes: Uint8Array, start: number, end: number, bare = false): HttpResponseHead | null {
  const version = versionAt(bytes, start, end);
  if (version === '' || bytes[start + 8] !== 0x20) return null;
  const lf = lineFeed(bytes, start, end);
  if (lf < start + 12) return null;
  let status = 0;
  for (let at = start + 9; at < start + 12; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return null;
    status = status * 10 + digit;
  }
  if (status < 100) return null;
  const technologies: readonly string[] = [];
  const head = { status, version, contentType: '', server: '', technologies, length: -1, chunked: false };
  if (bare) {
    readFraming(head, bytes, lf + 1, end);
    return head;
  }
  const fingerprint = new Fingerprint();
  eachField(bytes, lf + 1, end, (name, at, to) => {
    framing(head, name, bytes, at, to);
    if (name === 'content-type') head.contentType = mediaType(bytes, at, to);
    else if (name !== 'cookie') fingerprint.field(name, bytes, at, to);
    if (name === 'server') head.server = wireText(bytes, at, to, MAX_VALUE);
  });
  head.technologies = fingerprint.names();
  return head;
}

/** Methods that nearly all requests have: no text is made of them. */
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'CONNECT'] as const;

function methodText(bytes: Uint8Array, start: number, end: number): string {
  for (const method of METHODS) if (end - start === method.length && isText(method, bytes, start)) return method;
  return wireText(bytes, start, end, MAX_METHOD);
}

function isText(text: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** True when no request's head begins with these bytes, whatever follows: its first byte is of no method. */
export const isNoHttpRequest = (bytes: Uint8Array, start: number, end: number): boolean =>
  start < end && TOKEN[bytes[start] as number] !== 1;

/** True when no response's head begins with these bytes, whatever follows. */
export function isNoHttpResponse(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + ANSWER.length);
  for (let at = start; at < stop; at++) if (bytes[at] !== ANSWER[at - start]) return true;
  return false;
}
const ANSWER: readonly number[] = [0x48, 0x54, 0x54, 0x50, 0x2f, 0x31, 0x2e];

function isSimple(bytes: Uint8Array, start: number, target: number, stop: number): boolean {
  if (target - start !== 4 || bytes[start] !== 0x47 || bytes[start + 1] !== 0x45 || bytes[target] !== 0x2f)
    return false;
  for (let at = target; at < stop; at++) if (bytes[at] === 0x20) return false;
  return target < stop;
}

const VERSIONS: readonly string[] = Array.from({ length: 10 }, (_, minor) => `1.${minor}`);

/** `HTTP/1.1` at `at`: its version, '' when there is none of HTTP/1. */
function versionAt(bytes: Uint8Array, at: number, end: number): string {
  if (at < 0 || at + 8 > end) return '';
  const minor = (bytes[at + 7] as number) - 0x30;
  const starts =
    bytes[at] === 0x48 && bytes[at + 1] === 0x54 && bytes[at + 2] === 0x54 && bytes[at + 3] === 0x50 && bytes[at + 4] === 0x2f; // prettier-ignore
  if (!starts || bytes[at + 5] !== 0x31 || bytes[at + 6] !== 0x2e || minor < 0 || minor > 9) return '';
  return VERSIONS[minor] as string;
}

/** Calls `take` for each field line with its lower-case name; folded lines and such without a name are passed over. */
function eachField(bytes: Uint8Array, start: number, end: number, take: Fields): void {
  let at = start;
  for (let n = 0; n < MAX_FIELDS && at < end; n++) {
    const lf = lineFeed(bytes, at, end);
    if (lf < 0) return;
    const stop = lineEnd(bytes, at, lf);
    const nameEnd = tokenEnd(bytes, at, stop);
    if (nameEnd > at && bytes[nameEnd] === 0x3a && nameEnd < stop) {
      const name = fieldName(bytes, at, nameEnd);
      if (name !== '') {
        const value = afterBlanks(bytes, nameEnd + 1, stop);
        take(name, value, beforeBlanks(bytes, value, stop));
      }
    }
    at = lf + 1;
  }
}

/** Of all field lines only those that say how the content is framed: no other name is looked at. */
function readFraming(head: { length: number; chunked: boolean }, bytes: Uint8Array, start: number, end: number): void {
  let at = start;
  for (let n = 0; n < MAX_FIELDS && at < end; n++) {
    const lf = lineFeed(bytes, at, end);
    if (lf < 0) return;
    const stop = lineEnd(bytes, at, lf);
    for (const name of FRAMING_NAMES) {
      const value = at + name.length + 1;
      if (value <= stop && bytes[value - 1] === 0x3a && isName(name, bytes, at)) {
        const from = afterBlanks(bytes, value, stop);
        framing(head, name, bytes, from, beforeBlanks(bytes, from, stop));
      }
    }
    at = lf + 1;
  }
}
const FRAMING_NAMES = ['content-length', 'transfer-encoding'] as const;

/** First byte of `[at, end)` that is no blank, `end` when all are. */
function afterBlanks(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isBlank(bytes[at] as number)) at++;
  return at;
}

/** End of `[at, end)` without the blanks at its end. */
function beforeBlanks(bytes: Uint8Array, at: number, end: number): number {
  while (end > at && isBlank(bytes[end - 1] as number)) end--;
  return end;
}

const NAMES: readonly string[] = ['host', 'server', 'referer', 'user-agent', 'content-type', 'authorization', 'content-length', 'transfer-encoding', 'proxy-authorization', ...FINGERPRINT_FIELDS]; // prettier-ignore
/** Names of interest by their length. */
const NAMES_OF_LENGTH: readonly (readonly string[])[] = Array.from({ length: 32 }, (_, length) =>
  [...new Set(NAMES)].filter((name) => name.length === length),
);

/** The name in `[at, end)` in lower case when it is one of interest, else ''. Makes no text: most fields are none. */
function fieldName(bytes: Uint8Array, at: number, end: number): string {
  for (const name of NAMES_OF_LENGTH[end - at] ?? []) if (isName(name, bytes, at)) return name;
  return '';
}

function isName(name: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[at + i] as number;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

function framing(
  head: { length: number; chunked: boolean },
  name: string,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (name === 'content-length') {
    if (head.length < 0) head.length = decimal(bytes, at, end);
  } else if (name === 'transfer-encoding')
    head.chunked = /(^|[ ,\t])chunked$/i.test(wireText(bytes, at, end, MAX_TYPE));
}

/** -1 when it is no number, or too great to be believed. Repeated equal values in one field count as one (RFC 9110 §8.6). */
function decimal(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  const from = at;
  for (; at < end && bytes[at] !== 0x2c; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
    if (value > MAX_LENGTH) return -1;
  }
  return at > from ? value : -1;
}

/** Media type in lower case, without its parameters. */
function mediaType(bytes: Uint8Array, at: number, end: number): string {
  let stop = at;
  while (stop < end && bytes[stop] !== 0x3b && !isBlank(bytes[stop] as number)) stop++;
  return wireText(bytes, at, stop, MAX_TYPE).toLowerCase();
}

/** User in basic credentials: up to the first colon. */
function basicUser(bytes: Uint8Array, at: number, end: number): string {
  const pair = readBase64(bytes, afterBlanks(bytes, at, end), end, MAX_CREDENTIALS);
  const colon = pair.indexOf(0x3a);
  return colon < 0 ? '' : wireText(pair, 0, colon, MAX_USER);
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;

/** End of the token at `at` (RFC 9110 §5.6.2). */
function tokenEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && TOKEN[bytes[at] as number] === 1) at++;
  return at;
}
const TOKEN = new Uint8Array(256);
for (const letter of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  TOKEN[letter.charCodeAt(0)] = 1;
