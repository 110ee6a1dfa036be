import {
  explainFilter,
  type FilterKind,
  type FilterProblem,
  formatFilter,
  mended,
  parseFilter,
} from '@wireledger/filter';

/** What a text says as an expression about records of a kind. */
export type Reading =
  | { readonly is: 'blank' }
  /** With pseudonyms in it: what they stand for, and whether they are any, the API alone knows. */
  | { readonly is: 'masked' }
  | { readonly is: 'understood'; readonly formatted: string; readonly explained: string }
  | { readonly is: 'wrong'; readonly problem: FilterProblem; readonly mended: string | null };

/** Masked addresses, names and community ids as the API shows them. */
const PSEUDONYM = /\b(?:(?:addr|comm|name)-[a-z2-7]{20,}|addr-[0-9a-f]*[.:])/;

export function readExpression(text: string, kind: FilterKind): Reading {
  if (text.trim() === '') return { is: 'blank' };
  if (PSEUDONYM.test(text)) return { is: 'masked' };
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) return { is: 'wrong', problem: parsed.problem, mended: mended(text, parsed.problem) };
  return { is: 'understood', formatted: formatFilter(parsed.expression), explained: explainFilter(parsed.expression) };
}

/** What is wrong with an expression, or null. */
export function problemIn(text: string, kind: FilterKind): FilterProblem | null {
  const reading = readExpression(text, kind);
  return reading.is === 'wrong' ? reading.problem : null;
}

/** A message cut where pieces of an expression stand in it, between backticks. */
export const piecesOf = (message: string): readonly { readonly text: string; readonly code: boolean }[] =>
  message
    .split('`')
    .map((text, i) => ({ text, code: i % 2 === 1 }))
    .filter(({ text }) => text !== '');

/** Longest piece of an expression that is shown on each side of the wrong place. */
const AROUND = 40;

/** The expression around the wrong place; at its end the place is a gap. */
export function placeIn(
  text: string,
  { start, end }: Pick<FilterProblem, 'start' | 'end'>,
): { readonly before: string; readonly wrong: string; readonly after: string } {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(text.length, end + AROUND);
  return {
    before: (from > 0 ? '…' : '') + text.slice(from, start),
    wrong: end > start ? text.slice(start, Math.min(end, start + 2 * AROUND)) : ' ',
    after: text.slice(end, to) + (to < text.length ? '…' : ''),
  };
}
