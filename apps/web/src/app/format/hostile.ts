/**
 * Text that came off the wire, made safe to look at. It is always written as text nodes; here it is cut into runs so
 * that what cannot be seen, or would turn its neighbours around, is written out as a boxed code point.
 */
export interface Run {
  readonly text: string;
  /** True when `text` stands for a character (`U+202E`) and is drawn in a box. */
  readonly escape: boolean;
}

/** Marks on one base letter that are shown; more than these would climb out of the row. */
const MAX_MARKS = 2;
const MARK = /\p{Mn}|\p{Me}/u;

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

/** How many characters had to be written out. */
export const escapedCount = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + (run.escape ? 1 : 0), 0);

/** The same in one string, for tooltips and names of controls: `bill[U+202E]fdp`. */
export const escapeText = (text: string): string =>
  runsOf(text)
    .map((run) => (run.escape ? `[${run.text}]` : run.text))
    .join('');

/** Texts this short are never shortened: every IPv4 address is one. */
const WHOLE = 15;

/** A value in two parts: the first may be shortened by the layout, the second never is. */
export interface Halves {
  readonly head: readonly Run[];
  readonly tail: readonly Run[];
}

/**
 * Splits before the last `keep` characters, so that a narrow column hides the middle and never the end of a name:
 * its end is what tells who owns it.
 */
export function halves(text: string, longest = 18): Halves {
  const runs = runsOf(text);
  let length = 0;
  for (const run of runs) length += run.text.length;
  if (length <= WHOLE) return { head: [], tail: runs };
  const keep = Math.min(longest, Math.ceil(length / 2));
  const tail: Run[] = [];
  let room = keep;
  let index = runs.length - 1;
  for (; index >= 0 && room > 0; index -= 1) {
    const run = runs[index];
    if (!run) break;
    if (run.text.length <= room || run.escape) {
      tail.unshift(run);
      room -= run.text.length;
      continue;
    }
    const characters = [...run.text];
    let cut = Math.max(0, characters.length - room);
    // a mark stays with its letter
    while (cut > 0 && MARK.test(characters[cut] ?? '')) cut -= 1;
    tail.unshift({ text: characters.slice(cut).join(''), escape: false });
    const rest = characters.slice(0, cut).join('');
    return { head: [...runs.slice(0, index), ...(rest === '' ? [] : [{ text: rest, escape: false }])], tail };
  }
  return { head: runs.slice(0, index + 1), tail };
}

/**
 * Characters at the end of an address that tell hosts of a network apart: the last two groups of an IPv6 address.
 * Undefined for everything else.
 */
export function addressEnd(text: string): number | undefined {
  const groups = text.split(':');
  return groups.length < 3 ? undefined : Math.max(6, groups.slice(-2).join(':').length);
}

/** Written so that no program makes a link of it: `hxxp`, `203.0.113[.]45`. */
export function defang(text: string): string {
  const bare = escapeText(text).replace(/^http/i, (start) => (start.startsWith('H') ? 'HXXP' : 'hxxp'));
  const dot = bare.lastIndexOf('.');
  if (dot >= 0) return `${bare.slice(0, dot)}[.]${bare.slice(dot + 1)}`;
  const colon = bare.lastIndexOf(':');
  return colon < 0 ? bare : `${bare.slice(0, colon)}[:]${bare.slice(colon + 1)}`;
}
