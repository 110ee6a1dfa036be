import { FILTER_LIMITS } from './limits';
import { type Mend, quoted, refuse, type TextSpan } from './problem';
import { readString } from './literals/string';

const OPERATORS = ['!=', '!~', '<=', '>=', '&&', '||', '=', '<', '>', '~', '!'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Spellings of other languages and what they are here. */
const FOREIGN: Readonly<Record<string, string>> = { '==': '=', '<>': '!=', '&': 'and', '|': 'or' };

interface OperatorToken extends TextSpan {
  readonly type: 'operator';
  readonly text: Operator;
}
interface MarkToken extends TextSpan {
  readonly type: '(' | ')' | ',' | 'end';
  readonly text: string;
}
/** A word without quotes: name, keyword, number, address, pattern. */
export interface WordToken extends TextSpan {
  readonly type: 'word';
  readonly text: string;
}
/** A text in quotes: `text` as written, `chars` what it means, one entry a character. */
export interface StringToken extends TextSpan {
  readonly type: 'string';
  readonly text: string;
  readonly chars: readonly StringChar[];
}
/** A character of a text in quotes; an escaped `*` or `?` is no wildcard. */
export interface StringChar {
  readonly char: string;
  readonly escaped: boolean;
}
export type Token = OperatorToken | MarkToken | WordToken | StringToken;

const SPACE = /[ \t\r\n]/;
/** What ends a word. */
const WORD_END = /[\s()[\],"'=<>!~&|\\\p{Cc}\p{Cf}\p{Cs}]/u;

/** Cuts an expression into tokens, the last of type `end`. @throws Refusal */
export function tokens(text: string): readonly Token[] {
  if (text.length > FILTER_LIMITS.characters)
    refuse(
      'tooLong',
      { start: FILTER_LIMITS.characters, end: text.length },
      `The expression has ${text.length} characters, at most ${FILTER_LIMITS.characters} are taken. Shorten it, or use a prefix or a range in place of a long list.`,
    );
  const found: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (SPACE.test(text[at] as string)) {
      at++;
      continue;
    }
    const token = tokenAt(text, at);
    found.push(token);
    at = token.end;
  }
  found.push({ type: 'end', text: '', start: text.length, end: text.length });
  return found;
}

function tokenAt(text: string, start: number): Token {
  const char = text[start] as string;
  if (char === '(' || char === ')' || char === ',') return { type: char, text: char, start, end: start + 1 };
  if (char === '"' || char === "'") return readString(text, start);
  refuseForeign(text, start);
  const operator = OPERATORS.find((one) => text.startsWith(one, start));
  if (operator) return { type: 'operator', text: operator, start, end: start + operator.length };
  const end = endOfWord(text, start);
  if (end === start) return refuseCharacter(text, start);
  return { type: 'word', text: text.slice(start, end), start, end };
}

/** Where the word ends that goes on at `start`; `start` itself where none does. */
export function endOfWord(text: string, start: number): number {
  let end = start;
  for (const one of text.slice(start)) {
    if (WORD_END.test(one)) break;
    end += one.length;
  }
  return end;
}

function refuseForeign(text: string, start: number): void {
  if (text.startsWith('=~', start))
    refuse(
      'character',
      { start, end: start + 2 },
      'Regular expressions are not taken. Write `~` with `*` for any text and `?` for one character.',
      '~',
    );
  const two = text.slice(start, start + 2);
  if (two === '&&' || two === '||') return;
  const one = two.slice(0, 1);
  const foreign = two in FOREIGN ? two : one in FOREIGN ? one : null;
  if (foreign === null) return;
  const mend = FOREIGN[foreign] as string;
  refuse(
    'character',
    { start, end: start + foreign.length },
    `\`${foreign}\` is not an operator here. Write \`${mend}\`.`,
    mend,
  );
}

function refuseCharacter(text: string, start: number): never {
  const char = String.fromCodePoint(text.codePointAt(start) as number);
  const at = { start, end: start + char.length };
  if (char === '[' || char === ']')
    return refuse('character', at, 'Lists stand in round brackets: `port in (80, 443)`.', roundBrackets(text, start));
  if (char === '\\')
    return refuse('character', at, 'A backslash stands only inside quotes. Put the text into quotes: `"a\\\\b"`.');
  return refuse('character', at, `The character ${quoted(char)} cannot stand here. Put texts into quotes.`);
}

/** The list that begins at `start` in round brackets; of a closing bracket the bracket alone. */
function roundBrackets(text: string, start: number): Mend {
  if (text[start] === ']') return { start, end: start + 1, text: ')' };
  const close = text.indexOf(']', start);
  const end = close < 0 ? text.length : close;
  return { start, end: Math.min(text.length, end + 1), text: `(${text.slice(start + 1, end)})` };
}
