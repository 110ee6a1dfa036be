import type { DomainBranchesResult, DomainTwigsResult } from '../../graphql/generated/operations';

export type Branch = DomainBranchesResult['domainTree']['rows'][number];
export type Twig = DomainTwigsResult['domains']['rows'][number];

/** Names of one branch as far as they were read. */
export interface Twigs {
  readonly rows: readonly Twig[];
  readonly next: string | null;
  readonly state: 'loading' | 'ready' | 'failed';
}

/** A line of the tree, top down as it is seen. */
export interface TreeRow {
  readonly id: string;
  readonly kind: 'branch' | 'name' | 'more' | 'loading' | 'failed';
  readonly level: 1 | 2;
  /** Full name; of `more`, `loading` and `failed` that of the branch. */
  readonly name: string;
  /** What the line says: below a branch only the labels before it. */
  readonly label: string;
  readonly encoded: string | null;
  readonly mixed: boolean;
  readonly queries: number | null;
  /** Undefined when there is nothing below it. */
  readonly expanded: boolean | undefined;
  /** The name has a page of its own: it was asked for. */
  readonly page: boolean;
}

/** `www` of `www.example.com` below `example.com`; the whole name when it is the branch itself. */
export const labelBelow = (name: string, branch: string): string =>
  name.endsWith(`.${branch}`) ? name.slice(0, -branch.length - 1) : name;

/** Lines of the branches, with the names of those that are open. */
export function treeRows(
  branches: readonly Branch[],
  open: ReadonlySet<string>,
  twigs: ReadonlyMap<string, Twigs>,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  for (const branch of branches) {
    const single = branch.names === 1 && branch.asked;
    const expanded = single ? undefined : open.has(branch.name);
    rows.push({
      id: branch.name,
      kind: 'branch',
      level: 1,
      name: branch.name,
      label: branch.unicode ?? branch.name,
      encoded: branch.unicode === null ? null : branch.name,
      mixed: branch.mixedScript,
      queries: branch.queries,
      expanded,
      page: branch.asked,
    });
    if (expanded !== true) continue;
    const below = twigs.get(branch.name) ?? { rows: [], next: null, state: 'loading' };
    for (const twig of below.rows) {
      const readable = labelBelow(twig.unicode ?? twig.name, branch.unicode ?? branch.name);
      rows.push({
        id: `${branch.name} ${twig.name}`,
        kind: 'name',
        level: 2,
        name: twig.name,
        label: readable,
        encoded: twig.unicode === null ? null : twig.name,
        mixed: twig.mixedScript,
        queries: twig.queries,
        expanded: undefined,
        page: true,
      });
    }
    const end = below.state === 'ready' ? (below.next === null ? undefined : 'more') : below.state;
    if (end)
      rows.push({
        id: `${branch.name} …`,
        kind: end,
        level: 2,
        name: branch.name,
        label: { more: 'Show more names', loading: 'Reading…', failed: 'Could not be read, try again' }[end],
        encoded: null,
        mixed: false,
        queries: null,
        expanded: undefined,
        page: false,
      });
  }
  return rows;
}

/**
 * Where a key leads in a tree (ARIA authoring practices, tree view): the line to go to, or a branch to open or close.
 * Undefined when the key means nothing there.
 */
export function treeMove(
  rows: readonly TreeRow[],
  here: number,
  key: string,
): { readonly to: number } | { readonly toggle: string } | undefined {
  const row = rows[here];
  if (!row) return undefined;
  const last = rows.length - 1;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return { to: Math.min(last, here + 1) };
    case 'ArrowUp':
    case 'k':
      return { to: Math.max(0, here - 1) };
    case 'Home':
      return { to: 0 };
    case 'End':
      return { to: last };
    case 'ArrowRight':
      if (row.expanded === false) return { toggle: row.name };
      return row.expanded === true ? { to: Math.min(last, here + 1) } : undefined;
    case 'ArrowLeft':
      if (row.expanded === true) return { toggle: row.name };
      return row.level === 2 ? { to: rows.findLastIndex((one, index) => index < here && one.level === 1) } : undefined;
    default:
      return undefined;
  }
}
