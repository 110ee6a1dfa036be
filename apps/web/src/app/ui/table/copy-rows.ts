import type { Column, Fact, TableRow } from './columns';

/** Characters that would end a cell or a row, or are not seen where the text is pasted. */
const BREAKING = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (character: string): string =>
  NAMED[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

const cell = (fact: Fact): string => (fact === null ? '' : String(fact).replace(BREAKING, escaped));

const factsOf = (columns: readonly Column[]): readonly Column[] => columns.filter((column) => column.drawn !== true);

/** Rows as tab-separated text with a line of labels: what is on the wire cannot add a cell or a line. */
export function rowsAsTsv(rows: readonly TableRow[], columns: readonly Column[]): string {
  const shown = factsOf(columns);
  const lines = [
    shown.map((column) => cell(column.label)),
    ...rows.map((row) => shown.map((column) => cell(column.fact?.(row) ?? null))),
  ];
  return `${lines.map((line) => line.join('\t')).join('\n')}\n`;
}

/** Rows as a JSON array of objects, one key a column that is shown. */
export function rowsAsJson(rows: readonly TableRow[], columns: readonly Column[]): string {
  const shown = factsOf(columns);
  const list = rows.map((row) => Object.fromEntries(shown.map((column) => [column.id, column.fact?.(row) ?? null])));
  return `${JSON.stringify(list, null, 2)}\n`;
}
