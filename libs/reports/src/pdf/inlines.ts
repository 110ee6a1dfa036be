import { codePoint, MARK, runsOf } from '@wireledger/kernel';

import { type Family, TEXT } from './faces';
import { COLOURS } from './style';

/** A run of text in one font, as the layout takes it. It is text: nothing in it is a link, a style or a command. */
export interface Inline {
  readonly text: string;
  readonly font: string;
  readonly background?: string;
  readonly color?: string;
}

/** Characters of the widest text that is laid out; of a longer one its beginning and its end are. */
export const LONGEST = 300;
const END = 80;

/** A text that is not longer than `most` characters: its middle gives way, with the number of what is missing in its place. */
export function shortened(text: string, most = LONGEST): string {
  // Twice as many units as characters at most: what is longer need not be counted to the end to be cut.
  if (text.length <= most) return text;
  const head = [...text.slice(0, most * 2)].slice(0, most - END);
  const tail = [...text.slice(-END * 2)].slice(-END);
  while (tail.length > 0 && MARK.test(tail[0] as string)) tail.shift();
  const missing = text.length - head.join('').length - tail.join('').length;
  return missing <= 0 ? text : `${head.join('')} … ${missing} more … ${tail.join('')}`;
}

/** Where a word is as long as this, its text is handed over in pieces: the layout tries a piece's every length to find where it breaks. */
const LONG_WORD = /\S{40}/;
const PIECES = /[^]{1,24}/g;
const piecesOf = (text: string): readonly string[] => (LONG_WORD.test(text) ? (text.match(PIECES) ?? []) : [text]);

/**
 * Any text → runs. What cannot be seen, what would turn its neighbours around, and what the fonts have no glyph for (CJK, emoji) stands as its code point
 * in brackets and in a box, `[U+4E2D]`: nothing is lost without a trace.
 */
export function inlinesOf(text: string, family: Family = TEXT, most = LONGEST): Inline[] {
  const inlines: Inline[] = [];
  const first = (family.faces[0] as { readonly name: string }).name;
  let plain = '';
  let face = first;
  const flush = (): void => {
    for (const text of plain === '' ? [] : piecesOf(plain)) inlines.push({ text, font: face });
    plain = '';
  };
  const boxed = (shown: string): void => {
    flush();
    inlines.push({ text: `[${shown}]`, font: first, background: COLOURS.box, color: COLOURS.quiet });
  };
  for (const run of runsOf(shortened(text, most))) {
    if (run.escape) {
      boxed(run.text);
      continue;
    }
    for (const character of run.text) {
      const code = character.codePointAt(0) as number;
      const drawn = family.drawnBy(code);
      if (drawn === null) boxed(codePoint(code));
      else {
        if (drawn.face !== face) {
          flush();
          face = drawn.face;
        }
        plain += character;
      }
    }
  }
  flush();
  return inlines.length === 0 ? [{ text: '', font: first }] : inlines;
}

/** Text that was written here and not in the document: its no-break spaces are meant. */
export const ownInlines = (text: string): Inline[] => [
  { text, font: (TEXT.faces[0] as { readonly name: string }).name },
];

/** Em: digits of one width each are wider than most are by themselves. */
const DIGIT = 0.66;

/** Width of runs in em, before any break; digits as they are in columns. */
export function widthOf(inlines: readonly Inline[], family: Family = TEXT): number {
  let width = 0;
  for (const { text } of inlines)
    for (const character of text) {
      const code = character.codePointAt(0) as number;
      width += code >= 0x30 && code <= 0x39 ? DIGIT : (family.drawnBy(code)?.width ?? 1);
    }
  return width;
}
