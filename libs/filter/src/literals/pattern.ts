import type { StringToken, WordToken } from '../lexer';
import { refuse } from '../problem';
import { writePiece } from './string';

/** A pattern: texts that stand for themselves, `*` for any text, `?` for one character (code point). */
export type Pattern = readonly PatternPiece[];
export type PatternPiece = { readonly text: string } | '*' | '?';

/** Letters of ASCII without case: what both PostgreSQL (`COLLATE "C"`) and this library leave out of account. */
export const foldCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Reads a pattern; several `*` in a row are one. @throws Refusal when it is empty */
export function readPattern(token: WordToken | StringToken): Pattern {
  const chars =
    token.type === 'string' ? token.chars : Array.from(token.text, (char) => ({ char, escaped: false }) as const);
  const pieces: PatternPiece[] = [];
  let text = '';
  const cut = () => {
    if (text !== '') pieces.push({ text });
    text = '';
  };
  for (const { char, escaped } of chars) {
    if (escaped || (char !== '*' && char !== '?')) text += char;
    else {
      cut();
      if (char === '?' || pieces.at(-1) !== '*') pieces.push(char);
    }
  }
  cut();
  if (pieces.length === 0)
    refuse('value', token, 'An empty pattern matches nothing. Write `not exists` for fields without a value.');
  return pieces;
}

/** Number of `*` and `?`. */
export const wildcards = (pattern: Pattern): number => pattern.filter((piece) => typeof piece === 'string').length;

/** The pattern as it is written, in quotes where a bare word would not do. */
export function writePattern(pattern: Pattern, isBare: (word: string) => boolean): string {
  const bare = pattern.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  const texts = pattern.filter((piece) => typeof piece !== 'string').map(({ text }) => text);
  if (texts.every((text) => !/[*?]/.test(text)) && isBare(bare)) return bare;
  return `"${pattern.map((piece) => (typeof piece === 'string' ? piece : writePiece(piece.text))).join('')}"`;
}

/** The pattern for SQL's LIKE with `\` as its escape; folded unless case counts. */
export const likePattern = (pattern: Pattern, caseCounts: boolean): string =>
  pattern
    .map((piece) => {
      if (piece === '*') return '%';
      if (piece === '?') return '_';
      return (caseCounts ? piece.text : foldCase(piece.text)).replace(/[\\%_]/g, '\\$&');
    })
    .join('');

/** One character that must stand there, or null for any. */
type Slot = string | null;

/**
 * Test of a text against a pattern. Between two `*` stands a run of fixed length, so the first place where a run fits is as good as any
 * other: no place is tried twice, time grows with text × pattern at most.
 */
export function patternTest(pattern: Pattern, caseCounts: boolean): (text: string) => boolean {
  const runs: Slot[][] = [[]];
  for (const piece of pattern) {
    const run = runs.at(-1) as Slot[];
    if (piece === '*') runs.push([]);
    else if (piece === '?') run.push(null);
    else run.push(...(caseCounts ? piece.text : foldCase(piece.text)));
  }
  const fits = (run: readonly Slot[], chars: readonly string[], at: number) =>
    run.every((slot, i) => slot === null || slot === chars[at + i]);
  const shortest = runs.reduce((sum, run) => sum + run.length, 0);
  const [first, ...others] = runs as [Slot[], ...Slot[][]];
  const last = others.pop();
  return (text) => {
    const chars = [...(caseCounts ? text : foldCase(text))];
    if (last === undefined) return chars.length === first.length && fits(first, chars, 0);
    if (chars.length < shortest || !fits(first, chars, 0)) return false;
    const end = chars.length - last.length;
    if (!fits(last, chars, end)) return false;
    let at = first.length;
    for (const run of others) {
      while (at + run.length <= end && !fits(run, chars, at)) at++;
      if (at + run.length > end) return false;
      at += run.length;
    }
    return true;
  };
}
