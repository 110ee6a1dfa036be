/**
 * Counts the requests of HTTP/1 (RFC 9112) where nobody asks for more: heads that lie whole in a segment, content by its length. What is seldom (chunks, heads
 * in parts, anything doubtful) is read by `HttpStreamReader` (libs/flows/src/http) on `readHttpRequest` and `readHttpResponse` (libs/decoders), which this must agree with.
 */
import {
  SAID_EMPTY,
  SAID_EMPTY_SHIFT,
  SAID_FOREIGN,
  SAID_LOST,
  SAID_OVER,
  SAID_PASSED_SHIFT,
} from '../src/http/http-said';
import { lineFeed } from './line-feed';
import { OVER, UNSURE } from './segments';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const ZERO = 0x30;
/** `HTTP/1.` as the lower seven bytes of a word. */
const HTTP_1: u64 = 0x2e312f50545448;
const SEVEN_BYTES: u64 = 0xffffffffffffff;
const VERSION_BYTES = 8;
const GET: i32 = 0x20544547;
const POST: i32 = 0x54534f50;
const HEAD: i32 = 0x44414548;
const MAX_METHOD = 32;
const MAX_HEAD = 65_536;
/** Header fields that are looked at of one head. */
const MAX_FIELDS = 256;
/** Lengths of content with more digits are left to others. */
const MAX_DIGITS = 9;
const NO_LENGTH = -1;

/** How much of an empty line has come, as `SAID_EMPTY` has it: LF, LF CR. */
const NONE = 0;
const LINE = 1;
const LINE_CR = 2;

let requests: i32 = 0;
/** Bytes of content behind what was read that belong to its last head. */
let follows: i32 = 0;
/** Behind the head that was read last; and the length of content that it tells. */
let headEnd: i32 = 0;
let contentLength: i32 = 0;

export function httpRequests(): i32 {
  return requests;
}

/** True when the first payload of a connection can only be HTTP, as far as that is seen at once. */
export function beginsHttp(at: i32, end: i32): bool {
  if (end - at < VERSION_BYTES) return false;
  if (isVersion(at)) return true;
  return isPlainMethod(at) && readHead(at, end) && readRequestLine(at, lineEnd(at, lineFeed(at, end)));
}

/** Bytes of content that follow behind what `readHttp` has read. */
export function contentBehind(): i32 {
  return follows;
}

/** Reads the next bytes `[start, end)` of the client or of the server, of whom so much was read (`SAID_…`). Returns what then has been read, `OVER` or `UNSURE`. */
export function readHttp(start: i32, end: i32, client: bool, said: i32): i32 {
  follows = 0;
  if (said & SAID_OVER) return OVER;
  if (said & SAID_FOREIGN) return foreign(start, end, said);
  if (said & SAID_LOST) {
    // A message begins with a segment, nearly always.
    const begins = client ? beginsRequest(start, end) : beginsResponse(start, end);
    if (begins !== BEGINS) return begins === BEGINS_NOT ? SAID_LOST : UNSURE;
  }
  let seen = 0;
  let at = start;
  while (at < end) {
    const byte = <i32>load<u8>(at);
    if (byte === CR || byte === LF) {
      at++;
      continue;
    }
    if (client ? !isToken(byte) : !mayBeResponse(at, end)) {
      requests += seen;
      return foreign(at, end, SAID_FOREIGN);
    }
    if (!readHead(at, end)) return UNSURE;
    const stop = lineEnd(at, lineFeed(at, end));
    if (client) {
      if (!readRequestLine(at, stop)) return UNSURE;
      seen++;
      at = headEnd + (contentLength === NO_LENGTH ? 0 : contentLength);
    } else {
      const status = statusOf(at, stop);
      if (status < 0) return UNSURE;
      // What follows is another protocol (RFC 9110 §15.2.2), or lasts as long as the connection.
      const final = status >= 200;
      if (status === 101 || (final && contentLength === NO_LENGTH && status !== 204 && status !== 304)) return OVER;
      at = headEnd + (final && status !== 204 && status !== 304 ? contentLength : 0);
    }
  }
  requests += seen;
  follows = at - end;
  return 0;
}

/** Passes over what stands where a head should, up to an empty line or as far as a head may reach. */
function foreign(start: i32, end: i32, said: i32): i32 {
  let empty = (said & SAID_EMPTY) >> SAID_EMPTY_SHIFT;
  for (let at = start; at < end; at++) {
    if (empty === NONE) {
      at = lineFeed(at, end);
      if (at < 0) break;
      empty = LINE;
      continue;
    }
    const byte = <i32>load<u8>(at);
    if (byte === LF) return SAID_LOST;
    empty = byte === CR && empty === LINE ? LINE_CR : NONE;
  }
  const passed = (said >>> SAID_PASSED_SHIFT) + end - start;
  if (passed > MAX_HEAD) return SAID_LOST;
  return SAID_FOREIGN | (empty << SAID_EMPTY_SHIFT) | (passed << SAID_PASSED_SHIFT);
}

/** Answers to whether a message begins with some bytes. */
const BEGINS = 1;
const BEGINS_NOT = 0;
const PERHAPS = 2;

function beginsRequest(at: i32, end: i32): i32 {
  const first = <i32>load<u8>(at);
  // No method that is in use begins with another byte than B, C, D, G, H, L, M, N, O, P, R, S, T or U.
  if (first < 0x42 || first > 0x55) return BEGINS_NOT;
  if (end - at < 5) return PERHAPS;
  return isPlainMethod(at) ? BEGINS : PERHAPS;
}

function beginsResponse(at: i32, end: i32): i32 {
  return end - at >= VERSION_BYTES - 1 && mayBeResponse(at, end) ? BEGINS : BEGINS_NOT;
}

/** True when the bytes are `HTTP/1.`, or the beginning of it. */
function mayBeResponse(at: i32, end: i32): bool {
  if (end - at >= 8) return (load<u64>(at) & SEVEN_BYTES) === HTTP_1;
  for (let n = 0, most = min(end - at, VERSION_BYTES - 1); n < most; n++)
    if (<u64>load<u8>(at + n) !== ((HTTP_1 >>> (n * 8)) & 0xff)) return false;
  return true;
}

/** True for bytes of tokens (RFC 9110 §5.6.2). */
function isToken(byte: i32): bool {
  if (byte < 0x21 || byte > 0x7e) return false;
  return (load<u8>(SEPARATORS + (byte >> 3)) & (1 << (byte & 7))) === 0;
}
/** One bit for each byte that ends a token: `"(),/:;<=>?@[\]{}`. */
const SEPARATORS: i32 = <i32>memory.data<u8>([0, 0, 0, 0, 0x04, 0x93, 0, 0xfc, 0x01, 0, 0, 0x38, 0, 0, 0, 0x28]);

function isPlainMethod(at: i32): bool {
  const first = load<i32>(at);
  return first === GET || ((first === POST || first === HEAD) && load<u8>(at + 4) === SPACE);
}

/** Looks for the end of the head at `start` and how its content is framed. False when it is not whole, or framed in another way than by a plain length. */
function readHead(start: i32, end: i32): bool {
  contentLength = NO_LENGTH;
  const most = end - start > MAX_HEAD ? start + MAX_HEAD : end;
  let at = start;
  for (let line = 0; line <= MAX_FIELDS; line++) {
    const lf = lineFeed(at, most);
    if (lf < 0) return false;
    if (line > 0 && !readField(at, lineEnd(at, lf))) return false;
    at = lf + 1;
    if (at < most && load<u8>(at) === LF) {
      headEnd = at + 1;
      return true;
    }
    if (at + 1 < most && load<u8>(at) === CR && load<u8>(at + 1) === LF) {
      headEnd = at + 2;
      return true;
    }
  }
  return false;
}

/** A field line without its line end. False when it frames the content in a way that is not read here. */
function readField(at: i32, end: i32): bool {
  switch ((<i32>load<u8>(at)) | 0x20) {
    case 0x63: {
      if (!isContentLength(at, end)) return true;
      if (contentLength !== NO_LENGTH) return false;
      contentLength = decimal(at + 15, end);
      return contentLength !== NO_LENGTH;
    }
    case 0x74:
      return !isTransferEncoding(at, end);
    default:
      return true;
  }
}

/** `content-length:`, in letters of either case. */
function isContentLength(at: i32, end: i32): bool {
  if (end - at < 15 || load<u8>(at + 14) !== COLON) return false;
  return lower(at) === 0x2d746e65746e6f63 && (lower(at + 6) & 0xffffffffffff0000) === 0x6874676e656c0000;
}

/** `transfer-encoding:`, in letters of either case. */
function isTransferEncoding(at: i32, end: i32): bool {
  if (end - at < 18 || load<u8>(at + 17) !== COLON) return false;
  return (
    lower(at) === 0x726566736e617274 && lower(at + 8) === 0x6e69646f636e652d && (load<u8>(at + 16) | 0x20) === 0x67
  );
}

/** Eight bytes, letters in lower case. */
function lower(at: i32): u64 {
  const word = load<u64>(at);
  // The upper bit of each byte that is one of A to Z.
  const sevenBits = word & 0x7f7f7f7f7f7f7f7f;
  const capital = ((sevenBits + 0x3f3f3f3f3f3f3f3f) ^ (sevenBits + 0x2525252525252525)) & ~word & 0x8080808080808080;
  return word | (capital >>> 2);
}

/** A number between blanks, -1 when it is none or long. */
function decimal(at: i32, end: i32): i32 {
  while (at < end && isBlank(at)) at++;
  while (end > at && isBlank(end - 1)) end--;
  if (at === end || end - at > MAX_DIGITS) return NO_LENGTH;
  let value = 0;
  for (; at < end; at++) {
    const digit = <i32>load<u8>(at) - ZERO;
    if (digit < 0 || digit > 9) return NO_LENGTH;
    value = value * 10 + digit;
  }
  return value;
}

function isBlank(at: i32): bool {
  const byte = load<u8>(at);
  return byte === SPACE || byte === TAB;
}

/** Method, target and version in `[start, end)`: of the plain kind, with a method in capitals. */
function readRequestLine(start: i32, end: i32): bool {
  let at = start;
  while (at < end && isCapital(at)) at++;
  if (at === start || at - start > MAX_METHOD || at === end || load<u8>(at) !== SPACE) return false;
  const targetEnd = end - VERSION_BYTES - 1;
  return targetEnd > at + 1 && load<u8>(targetEnd) === SPACE && isVersion(targetEnd + 1);
}

function isCapital(at: i32): bool {
  const byte = <i32>load<u8>(at);
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d;
}

/** The status in the line `[start, end)`, -1 when it has none. */
function statusOf(start: i32, end: i32): i32 {
  if (end - start < 12 || !isVersion(start) || load<u8>(start + 8) !== SPACE) return -1;
  let status = 0;
  for (let at = start + 9; at < start + 12; at++) {
    const digit = <i32>load<u8>(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    status = status * 10 + digit;
  }
  return status < 100 ? -1 : status;
}

/** `HTTP/1.` and a digit. */
function isVersion(at: i32): bool {
  const word = load<u64>(at);
  const minor = <i32>(word >>> 56) - ZERO;
  return (word & SEVEN_BYTES) === HTTP_1 && minor >= 0 && minor <= 9;
}

/** End of a line's text: without the CR before its LF. */
function lineEnd(start: i32, lf: i32): i32 {
  return lf > start && load<u8>(lf - 1) === CR ? lf - 1 : lf;
}
