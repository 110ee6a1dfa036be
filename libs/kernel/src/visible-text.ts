/**
 * Text that came off the wire, made safe to look at. It is always written as text; here it is cut into runs so that what cannot be seen,
 * or would turn its neighbours around, is written out as a boxed code point.
 */
export interface Run {
  readonly text: string;
  /** True when `text` stands for a character (`U+202E`) and is drawn in a box. */
  readonly escape: boolean;
}

/** Marks on one base letter that are shown; more than these would climb out of the row. */
const MAX_MARKS = 2;
/** What stands on the letter before it. */
export const MARK = /\p{Mn}|\p{Me}/u;

/** Controls, invisible, direction-changing and unusual space characters: none of them may act, all must be seen. */
function mustEscape(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0xa0) ||
    code === 0xad ||
    code === 0x34f ||
    code === 0x61c ||
    code === 0x115f ||
    code === 0x1160 ||
    code === 0x1680 ||
    (code >= 0x17b4 && code <= 0x17b5) ||
    (code >= 0x180b && code <= 0x180f) ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x2800 ||
    code === 0x3000 ||
    code === 0x3164 ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    code === 0xffa0 ||
    (code >= 0xfff0 && code <= 0xffff) ||
    (code >= 0xe0000 && code <= 0xe0fff)
  );
}

/** `U+202E`. */
export const codePoint = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** Cuts a text into plain runs and written-out characters, in order. */
export function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let plain = '';
  let marks = 0;
  const flush = (): void => {
    if (plain !== '') runs.push({ text: plain, escape: false });
    plain = '';
  };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    marks = MARK.test(character) ? marks + 1 : 0;
    if (mustEscape(code) || marks > MAX_MARKS) {
      flush();
      runs.push({ text: codePoint(code), escape: true });
    } else plain += character;
  }
  flush();
  return runs;
}
