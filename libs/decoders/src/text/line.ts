import { wireText } from '../wire-text';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const MAX_VERB = 16;

/** Where the line that begins at `from` has its LF, -1 when it is not in `[from, end)`. */
export function lineFeed(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === LF) return at;
  return -1;
}

/** End of the line's text: without the CR before its LF at `lf`. */
export const lineEnd = (bytes: Uint8Array, start: number, lf: number): number =>
  lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;

/** A command line of FTP, SMTP or POP3: verb in upper case ('' when there is none), then its argument. */
export interface TextCommand {
  readonly verb: string;
  /** `[at, end)` of the line's bytes; empty when there is none. */
  readonly at: number;
  readonly end: number;
}

/** Reads the command in the line `[start, end)` without its line end. */
export function readCommand(bytes: Uint8Array, start: number, end: number): TextCommand {
  let at = start;
  while (at < end && isLetter(bytes[at] as number) && at - start < MAX_VERB) at++;
  if (at < end && bytes[at] !== SPACE) return { verb: '', at: start, end };
  const verb = wireText(bytes, start, at, MAX_VERB).toUpperCase();
  while (at < end && bytes[at] === SPACE) at++;
  return { verb, at, end };
}

/** First word of an argument: where it ends. */
export function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== SPACE) at++;
  return at;
}

/** A reply line of FTP (RFC 959 §4.2) or SMTP (RFC 5321 §4.2): three digits; `more` = lines of the same reply follow. */
export interface TextReply {
  readonly code: number;
  readonly more: boolean;
  /** Where its text begins. */
  readonly at: number;
}

/** Null when the line `[start, end)` does not begin with a reply code. */
export function readReply(bytes: Uint8Array, start: number, end: number): TextReply | null {
  if (end - start < 3) return null;
  let code = 0;
  for (let at = start; at < start + 3; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return null;
    code = code * 10 + digit;
  }
  const separator = end - start > 3 ? bytes[start + 3] : SPACE;
  if (code < 100 || code > 699 || (separator !== SPACE && separator !== 0x2d)) return null;
  return { code, more: separator === 0x2d, at: Math.min(end, start + 4) };
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
