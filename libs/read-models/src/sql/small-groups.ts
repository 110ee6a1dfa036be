/** Fewer hosts than these are a small group: what they have in common is not told to readers who are held to that. */
export const SMALLEST_GROUP = 5;

/** Who stands behind the rows of a list: hosts themselves, one host alone, or the distinct values of a column. */
export type Behind = 'rows' | 'one' | { readonly column: string };

/** Column `hosts` of a grouped statement, where the reader is held to the rule. */
export const hostsColumn = (smallest: number, column: string): string =>
  smallest === 0 ? '' : `, count(DISTINCT ${column}) AS hosts`;

/** Hosts behind a row `g` of all rows, as SQL. */
export function hostsBehind(behind: Behind): string {
  if (behind === 'rows') return 'count(*) OVER ()';
  return behind === 'one' ? '1' : 'g.hosts';
}
