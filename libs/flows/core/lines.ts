/**
 * Passes over conversations in lines (SMTP, POP3, IMAP) until the server greets, where nobody asks for more than the TLS that may begin in them: one whose server
 * does not greet, perhaps because it was encrypted before the capture began, comes to nothing. Everything else is read by `LineReader` and the sessions of
 * libs/flows/src/auth, which this must agree with.
 */
import { MAX_LINE } from '../src/streams/max-line';
import { lineFeed } from './line-feed';
import { OVER, UNSURE } from './segments';

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const STAR = 0x2a;
const PLUS = 0x2b;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Reads the next bytes `[at, end)` of the client, whose unfinished line has `said` bytes, of a server whose first line has `answered` bytes. Returns the bytes of
 * the line that is unfinished then (`MAX_LINE` for any more), `OVER` or `UNSURE`.
 */
export function readClientLines(at: i32, end: i32, said: i32, answered: i32): i32 {
  if (answered >= MAX_LINE) return OVER;
  if (answered === 0) return isNoCommand(at, end, said) ? said + end - at : UNSURE;
  let line = said;
  for (let lf = lineFeed(at, end); lf >= 0; lf = lineFeed(at, end)) {
    at = lf + 1;
    line = 0;
  }
  return min(MAX_LINE, line + end - at);
}

/** The same of the server, whose first line has `said` bytes; `MAX_LINE` says as well that it has ended, and the conversation with it. */
export function readServerLines(at: i32, end: i32, said: i32): i32 {
  if (said >= MAX_LINE) return OVER;
  if (said === 0 && mayGreet(load<u8>(at))) return UNSURE;
  return lineFeed(at, end) >= 0 ? OVER : min(MAX_LINE, said + end - at);
}

/** The first byte of a reply of SMTP, POP3 or IMAP. */
function mayGreet(byte: i32): bool {
  return (byte >= ZERO && byte <= NINE) || byte === STAR || byte === PLUS || byte === HYPHEN;
}

/** True for the beginning of a line, or more of it, that is no command of any of them: it begins with a control character, and has no second word. */
function isNoCommand(from: i32, end: i32, said: i32): bool {
  if (said + end - from >= MAX_LINE) return false;
  const first = <i32>load<u8>(from);
  if (said === 0 && (first >= SPACE || first === CR)) return false;
  for (let at = from; at < end; at++) {
    const byte = <i32>load<u8>(at);
    if (byte === LF || byte === SPACE) return false;
  }
  return true;
}
