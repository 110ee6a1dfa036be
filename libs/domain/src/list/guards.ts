import type { ListReport } from './list-reader';

/** Entries from which on the rate of change is looked at. */
const LEAST_COMPARED = 100;
/** Lines that may be wrong before the share of them counts, and that share. */
const FORGIVEN = 10;
const WRONG_SHARE = 0.1;

/** Why a file cannot become a version, and what to do; null when it can. */
export function refusedFile({ entries, otherKind, refused, format, refusals }: ListReport): string | null {
  const [first] = refusals;
  const told = first ? ` Line ${first.line}: ${first.problem}; ${first.mend}.` : '';
  if (entries === 0 && otherKind > 0 && refused === 0)
    return `All ${otherKind} entries are of another kind than this list’s. Give the file to a list of their kind.`;
  if (entries === 0) return `Nothing in it can be read as an entry (format ${format}).${told}`;
  if (refused > FORGIVEN && refused > (entries + refused) * WRONG_SHARE)
    return `${refused} lines cannot be read beside ${entries} entries (format ${format}), so it is another format, or damaged.${told}`;
  return null;
}

/** Why a version wants a second look before it judges; null when it does not. */
export function unusualChange(before: number, added: number, removed: number): string | null {
  if (before < LEAST_COMPARED || (added + removed) * 2 <= before) return null;
  return `${removed} of ${before} entries would go and ${added} come: far more than usual.`;
}
