import { fieldClass } from '@wireledger/access';
import { MaskedRows, type MaskingSerialiser } from '@wireledger/platform/masking';
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

/** By the one serialiser, and by the classes that the permission file declares: what has none is left out, not shown. */
export function maskedBy(serialiser: MaskingSerialiser): Shown {
  return {
    masked: true,
    words: (text) => serialiser.mask('prose', text, null) as string,
    row: (type, row) => new MaskedRows(serialiser, type).of(row as Readonly<Record<string, unknown>>) as typeof row,
    list: (owner, field, list) => {
      const found = fieldClass(owner, field);
      if (found === null) throw new Error(`no masking class is declared for ${owner}.${field}`);
      return serialiser.mask(found, list, null) as TopListShape;
    },
  };
}
