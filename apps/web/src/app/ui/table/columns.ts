import { readList, writeList } from '../../core/url-grammar';

/** A fact as a copy holds it: exact, not shortened for reading. */
export type Fact = string | number | boolean | null;

/** What a table needs to know of a row. */
export interface TableRow {
  readonly id: string;
  /** A row that is a notice over the full width. */
  readonly notice?: boolean;
}

/** A column that a table can show. */
export interface Column<Row = TableRow> {
  readonly id: string;
  readonly label: string;
  /** Least width, px. */
  readonly width: number;
  /** Share of the room that is left over; absent: the width is kept. */
  readonly grow?: number;
  readonly end?: boolean;
  /** Orders that the server knows, for the column's head. */
  readonly asc?: string;
  readonly desc?: string;
  /** Shown on demand only. */
  readonly extra?: boolean;
  /** Gives way beside an open drawer, as long as nobody chose columns. */
  readonly roomy?: boolean;
  /** A picture of other columns' facts: nothing to copy. */
  readonly drawn?: boolean;
  // A method, so that a page's columns of its own rows fit a table of any rows.
  fact?(row: Row): Fact;
}

/** A column that is shown, with the width that was given to it, px; undefined = its own. */
export interface Chosen {
  readonly id: string;
  readonly width?: number;
}

export const NARROWEST = 40;
export const WIDEST = 800;
export const clampWidth = (px: number): number => Math.round(Math.max(NARROWEST, Math.min(WIDEST, px)));

/**
 * Reads `start,src:240,dst`. Unknown and repeated columns are left out, widths are brought into 40 to 800 px; undefined
 * when nothing that is known remains.
 */
export function readColumns(text: string, known: readonly { readonly id: string }[]): readonly Chosen[] | undefined {
  const out: Chosen[] = [];
  for (const part of readList(text)) {
    const [id = '', width] = part.split(':');
    if (!known.some((one) => one.id === id) || out.some((one) => one.id === id)) continue;
    const px = width !== undefined && /^\d{1,4}$/.test(width) ? clampWidth(Number(width)) : undefined;
    out.push(px === undefined ? { id } : { id, width: px });
  }
  return out.length === 0 ? undefined : out;
}

/** The same in the address; null when these are the columns shown at first. */
export function writeColumns(chosen: readonly Chosen[], first: readonly Chosen[]): string | null {
  const text = (list: readonly Chosen[]): string | null =>
    writeList(list.map(({ id, width }) => (width === undefined ? id : `${id}:${width}`)));
  return text(chosen) === text(first) ? null : text(chosen);
}

/** Track of the grid. */
export const trackOf = ({ width, grow }: Pick<Column, 'width' | 'grow'>): string =>
  grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`;

/** Moves one entry before another; to the end when `before` is undefined. */
export function moved(chosen: readonly Chosen[], id: string, before: string | undefined): readonly Chosen[] {
  const one = chosen.find((column) => column.id === id);
  if (!one || id === before) return chosen;
  const rest = chosen.filter((column) => column.id !== id);
  const at = before === undefined ? rest.length : rest.findIndex((column) => column.id === before);
  return at < 0 ? chosen : [...rest.slice(0, at), one, ...rest.slice(at)];
}
