import type { Block, ColumnKind } from '@wireledger/reports';
import type { TopListShape } from '@wireledger/read-models';

type TableBlock = Extract<Block, { readonly kind: 'table' }>;
type Cell = string | number | null;

/** A table by its columns and rows. `of`: how many rows there are in all. */
export function table(
  columns: readonly (readonly [label: string, kind: ColumnKind])[],
  rows: readonly (readonly Cell[])[],
  of = rows.length,
): TableBlock {
  return {
    kind: 'table',
    columns: columns.map(([label, kind]) => ({ label, kind })),
    rows: rows.map((row) => [...row]),
    leftOut: Math.max(0, of - rows.length),
  };
}

/** A list of keys by what they amount to, with their share of all. */
export const topTable = (
  label: string,
  value: string,
  kind: ColumnKind,
  { rows, distinct }: TopListShape,
): TableBlock =>
  table(
    [
      [label, 'text'],
      [value, kind],
      ['Share of all, %', 'number'],
    ],
    rows.map(({ key, value: amount, share }) => [key, amount, Math.round(share * 1000) / 10]),
    distinct,
  );

export const text = (words: string): Block => ({ kind: 'text', text: words });

/** One decimal. */
export const rounded = (value: number, factor = 10): number => Math.round(value * factor) / factor;
