/** What a cell of a CSV file can be made of. */
export type CsvValue = string | number | boolean | null;

/** A text that a spreadsheet would run as a formula: also behind blanks, after a line break, in full-width form. */
const FORMULA = /(?:^|[\n\r])\s*[=+\-@\t\r＝＋－＠]/u;
/** A plain number that happens to be text: its sign does no harm. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** One cell of RFC 4180. Texts that would be formulas get an apostrophe in front; numbers are written as numbers. */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\n\r\t;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
