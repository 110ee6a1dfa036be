// Controls, line and paragraph separators, lone surrogates, and what turns the direction of text or has no width.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MOST = 200;

/** Text of a data file as it may be shown: one line without hidden characters, at most 200; null when nothing is left. */
export function inertText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .slice(0, MOST * 4)
    .replace(HIDDEN, '')
    .trim();
  return text === '' ? null : [...text].slice(0, MOST).join('');
}
