import { MARK, type Run, runsOf } from '@wireledger/kernel';

export { codePoint, type Run, runsOf } from '@wireledger/kernel';

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
