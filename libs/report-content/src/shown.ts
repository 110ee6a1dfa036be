import { fieldClass, type FieldClass } from '@wireledger/access';
import type { TopListShape } from '@wireledger/read-models';

/** How answers appear in a report: as they are, or as the API masks the same fields. */
export interface Shown {
  readonly masked: boolean;
  /** Words of a person: every address in them masked. */
  words(text: string): string;
  /** A row of a type of the API: `Domain`, `AuditAct`. */
  row<Row extends object>(type: string, row: Row): Row;
  /** What a field of the API answers: `Query`, `topTalkers`. @throws Error when no class of it is declared */
  list(owner: string, field: string, list: TopListShape): TopListShape;
}

export const CLEAR: Shown = {
  masked: false,
  words: (text) => text,
  row: (_type, row) => row,
  list: (_owner, _field, list) => list,
};

/** The masking serialiser, as far as reports need it. */
export interface FieldMask {
  mask(found: FieldClass, value: unknown, owner: object | null): unknown;
}

/** By the one serialiser, and by the classes that the permission file declares: what has none is left out, not shown. */
export function maskedBy(
  serialiser: FieldMask,
  /** Masks rows of a type of the API. */
  rowsOf: (type: string) => { of(row: Readonly<Record<string, unknown>>): Record<string, unknown> },
): Shown {
  return {
    masked: true,
    words: (text) => serialiser.mask('prose', text, null) as string,
    row: (type, row) => rowsOf(type).of(row as Readonly<Record<string, unknown>>) as typeof row,
    list: (owner, field, list) => {
      const found = fieldClass(owner, field);
      if (found === null) throw new Error(`no masking class is declared for ${owner}.${field}`);
      return serialiser.mask(found, list, null) as TopListShape;
    },
  };
}
