import { inertText } from '../inert-text';

const MOST_FACTS = 16;

/** A field of an answer, whatever that is; undefined when it is not there. */
export const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    value,
  );

/** A text that can be shown; '' when it is none. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? (inertText(String(value)) ?? '')
    : '';

/** A whole number of at least 0; null when it is none. */
export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** At most so many items of a list; none when it is none. */
export const itemsOf = (value: unknown, most: number): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]).slice(0, most) : [];

/** A day out of seconds since 1970, or out of a text that begins with one; '' when it is neither. */
export function dayOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 8.64e12)
    return new Date(value * 1000).toISOString().slice(0, 10);
  return typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? '') : '';
}

/** Facts that say something. */
export const factsOf = (facts: readonly (readonly [name: string, text: unknown])[]) =>
  facts
    .map(([name, text]) => ({ name, text: textOf(text) }))
    .filter(({ text }) => text !== '')
    .slice(0, MOST_FACTS);
