import {
  type Cell,
  cellMeaning,
  CELLS,
  MATRIX,
  type Party,
  type Permission,
  PERMISSIONS,
  removablePermissions,
  type Role,
  ROLES,
  rowOf,
  TOKEN_KINDS,
} from '@wireledger/access';
import { roleLabel } from '../../../format/roles';

/** A permission as the matrix shows it. */
export interface PermissionLine {
  readonly permission: Permission;
  readonly title: string;
  /** What `L` lets pass; '' = no cell says it. */
  readonly limited: string;
  readonly cells: ReadonlyMap<Party, Cell>;
}

export interface PermissionGroup {
  readonly title: string;
  readonly lines: readonly PermissionLine[];
}

/** Groups by the number that rbac.json gives a row, up to and with it; rows without a number are for tokens alone. */
const GROUPS: readonly (readonly [title: string, upTo: number])[] = [
  ['Traffic', 3],
  ['Addresses, packets and captures', 11],
  ['Alerts', 15],
  ['Rules and lists', 20],
  ['Views, exports and reports', 26],
  ['Audit and history', 30],
  ['Sensors, retention and notifications', 39],
  ['People and security', 48],
  ['System', 53],
];
const PROGRAMS = 'Programs alone';

export const groupTitle = (permission: Permission): string => {
  const { row } = rowOf(permission);
  return row === null ? PROGRAMS : (GROUPS.find(([, upTo]) => row <= upTo)?.[0] ?? 'System');
};

const lineOf = (permission: Permission): PermissionLine => {
  const { title, limited = '' } = rowOf(permission);
  return { permission, title, limited, cells: MATRIX.get(permission) ?? new Map<Party, Cell>() };
};

const grouped = (permissions: readonly Permission[]): readonly PermissionGroup[] =>
  [...GROUPS.map(([title]) => title), PROGRAMS].flatMap((title) => {
    const lines = permissions.filter((permission) => groupTitle(permission) === title).map(lineOf);
    return lines.length > 0 ? [{ title, lines }] : [];
  });

/** The whole matrix, or the lines that have a text in their title, name, note or group. */
export function matrixOf(search: string): readonly PermissionGroup[] {
  const part = search.trim().toLowerCase();
  const has = (permission: Permission): boolean => {
    const { title, limited } = lineOf(permission);
    return [permission, title, limited, groupTitle(permission)].some((text) => text.toLowerCase().includes(part));
  };
  return grouped(PERMISSIONS.filter(has));
}

/** What a custom role may take away from its base. */
export const choicesOf = (base: Role): readonly PermissionGroup[] => grouped(removablePermissions(base));

/** Columns: roles of people, then kinds of service tokens. */
export const COLUMNS: readonly { readonly party: Party; readonly label: string; readonly kind: 'role' | 'token' }[] = [
  ...ROLES.map((party) => ({ party, label: roleLabel(party), kind: 'role' as const })),
  ...TOKEN_KINDS.map((party) => ({ party, label: party, kind: 'token' as const })),
];

/** As it is drawn: a refusal is a dash. */
export const cellText = (cell: Cell): string => (cell === '-' ? '–' : cell);

export const LEGEND: readonly { readonly cell: Cell; readonly text: string; readonly meaning: string }[] = CELLS.map(
  (cell) => ({ cell, text: cellText(cell), meaning: cellMeaning(cell) }),
);

/** Title of a permission; one that this build does not know as it is called. */
export const permissionTitle = (permission: string): string => {
  const known = PERMISSIONS.find((one) => one === permission);
  return known ? rowOf(known).title : permission;
};

/** What a change of a role takes and gives. */
export interface RoleDiff {
  readonly taken: readonly string[];
  readonly given: readonly string[];
}

/** From one list of permissions taken away to another. */
export const diffOf = (before: readonly string[], after: readonly string[]): RoleDiff => ({
  taken: after.filter((one) => !before.includes(one)),
  given: before.filter((one) => !after.includes(one)),
});

export const isSame = ({ taken, given }: RoleDiff): boolean => taken.length === 0 && given.length === 0;
