import type { Expression } from './ast';
import type { FilterKind } from './fields/field';
import { writeString } from './literals/string';
import { Parser } from './parser';
import { type FilterProblem, Refusal, type TextSpan } from './problem';
import type { MaskedClass } from './values';

export type ParsedFilter =
  { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: FilterProblem };

/** Reads an expression about records of a kind. Never throws. */
export function parseFilter(text: string, kind: FilterKind): ParsedFilter {
  return told(() => ({ ok: true, expression: new Parser(text, kind, null).read() }));
}

/** What a pseudonym stands for, or null when it is none of that class. */
export type ReadPseudonym = (of: MaskedClass, pseudonym: string) => string | null;

export type UnmaskedFilter =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: FilterProblem };

/**
 * The expression of a reader who sees traffic masked, with each pseudonym replaced by what it stands for. Refused is whatever else would
 * tell of masked values: clear ones, prefixes, ranges, patterns, `is:internal`, fields that are not shown at all. Never throws.
 */
export function unmaskFilter(text: string, kind: FilterKind, read: ReadPseudonym): UnmaskedFilter {
  const found: (TextSpan & { readonly clear: string })[] = [];
  const reader = (of: MaskedClass) => (pseudonym: string, at: TextSpan) => {
    const clear = read(of, pseudonym);
    if (clear !== null)
      found.push({ ...{ start: at.start, end: at.end }, clear: of === 'address' ? clear : writeString(clear) });
    return clear;
  };
  return told<UnmaskedFilter>(() => {
    const readers = { ...{ address: reader('address'), name: reader('name') }, answer: reader('answer') };
    new Parser(text, kind, { ...readers, community: reader('community') }).read();
    let clear = '';
    let at = 0;
    for (const one of found) {
      clear += text.slice(at, one.start) + one.clear;
      at = one.end;
    }
    return { ok: true, text: clear + text.slice(at) };
  });
}

function told<T>(read: () => T): T | { readonly ok: false; readonly problem: FilterProblem } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}
