import { type Instants, absoluteRange } from './time-grammar';
import { GRAMMAR_VERSION } from './url-grammar';

/** The address as it moves on with time: what was chosen stays as it was chosen, a past viewpoint is left out. */
export function relativeLink(href: string): string {
  const url = new URL(href);
  url.searchParams.set('v', GRAMMAR_VERSION);
  url.searchParams.delete('asof');
  return url.href;
}

/** The address of exactly what is seen: the range in absolute times, and the position of the log up to which events count. */
export function frozenLink(href: string, at: Instants, position: string): string {
  const url = new URL(href);
  const { from, to } = absoluteRange(at.from, at.to);
  for (const key of ['live', 'refresh']) url.searchParams.delete(key);
  for (const [key, value] of Object.entries({ v: GRAMMAR_VERSION, from, to, asof: `@${position}` }))
    url.searchParams.set(key, value);
  return url.href;
}
