import type { StringChar, StringToken } from '../lexer';
import { refuse } from '../problem';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
/** Characters that stand for themselves after a backslash. */
const PLAIN = new Set(['\\', '"', "'", '*', '?']);
/** A backslash, `u` and one to six hex digits in braces. */
const BY_NUMBER = /\\u\{([0-9a-fA-F]{1,6})\}/y;

/** Reads a text in single or double quotes that begins at `start`. @throws Refusal */
export function readString(text: string, start: number): StringToken {
  const quote = text[start] as string;
  const chars: StringChar[] = [];
  for (let at = start + 1; at < text.length;) {
    const char = String.fromCodePoint(text.codePointAt(at) as number);
    if (char === quote) return { type: 'string', text: text.slice(start, at + 1), chars, start, end: at + 1 };
    const read = char === '\\' ? escapeAt(text, at) : { char, length: char.length };
    checkStorable(read.char, at, read.length);
    chars.push({ char: read.char, escaped: char === '\\' });
    at += read.length;
  }
  return refuse('syntax', { start, end: text.length }, `The text that begins here has no closing ${quote}.`, {
    start: text.length,
    end: text.length,
    text: quote,
  });
}

function escapeAt(text: string, at: number): { readonly char: string; readonly length: number } {
  const next = text[at + 1] ?? '';
  const known = ESCAPES[next] ?? (PLAIN.has(next) ? next : undefined);
  if (known !== undefined) return { char: known, length: 2 };
  BY_NUMBER.lastIndex = at;
  const match = BY_NUMBER.exec(text);
  const code = match ? Number.parseInt(match[1] as string, 16) : Infinity;
  if (match && code <= 0x10ffff) return { char: String.fromCodePoint(code), length: match[0].length };
  return refuse(
    'syntax',
    { start: at, end: Math.min(text.length, at + 2) },
    'This escape is not known. Known are \\\\ \\" \\\' \\* \\? \\n \\r \\t and \\u{1f600}.',
    { start: at, end: at + 1, text: '\\\\' },
  );
}

/** Texts are stored as UTF-8 without NUL: what cannot be stored cannot be looked for. */
function checkStorable(char: string, at: number, length: number): void {
  if (char === '\0' || /\p{Cs}/u.test(char))
    refuse('character', { start: at, end: at + length }, 'No stored text holds this character. Leave it out.', '');
}

/** What must be written by number: it would not be seen, or would turn the text around. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const shown = (text: string): string =>
  text.replace(HIDDEN, (char) => NAMED[char] ?? `\\u{${(char.codePointAt(0) as number).toString(16)}}`);

/** A text in double quotes that reads back as itself. */
export const writeString = (text: string): string => `"${shown(text.replace(/[\\"]/g, '\\$&'))}"`;

/** A piece of a pattern inside quotes: as `writeString`, without the quotes and with wildcards made inert. */
export const writePiece = (text: string): string => shown(text.replace(/[\\"*?]/g, '\\$&'));
