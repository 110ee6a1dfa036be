import rbac from './rbac.json';

/** Roles of people, and of user tokens. */
export const ROLES = ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** Kinds of service tokens. */
export const TOKEN_KINDS = ['sensor', 'tool-read', 'tool-write', 'export'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** A column of the matrix. */
export type Party = Role | TokenKind;
export const PARTIES: readonly Party[] = [...ROLES, ...TOKEN_KINDS];

/** What a cell says; `legend` of rbac.json has the words. */
export const CELLS = ['Y', 'M', 'O', 'L', 'S', 'S2', '-'] as const;
export type Cell = (typeof CELLS)[number];

export type Permission = keyof typeof rbac.operations;
export const PERMISSIONS = Object.keys(rbac.operations) as Permission[];

/** A line of the matrix as rbac.json has it. */
export interface MatrixRow {
  /** Number in the table of operations of people; null = only tokens do this. */
  readonly row: number | null;
  readonly title: string;
  /** What a cell `L` lets pass. */
  readonly limited?: string;
  /** In the order of {@link PARTIES}. */
  readonly cells: readonly string[];
}

/** One line of the matrix, as it is written. */
export const rowOf = (permission: Permission): MatrixRow => rbac.operations[permission];

const isCell = (text: string): text is Cell => (CELLS as readonly string[]).includes(text);

/** @throws when a row has another number of cells, or an unknown one, or a limit without words */
function readRow(permission: Permission): ReadonlyMap<Party, Cell> {
  const { cells, limited } = rowOf(permission);
  const known = cells.filter(isCell);
  if (cells.length !== PARTIES.length || known.length !== cells.length)
    throw new Error(`rbac.json: the cells of ${permission} are malformed`);
  if (known.includes('L') !== (limited !== undefined))
    throw new Error(`rbac.json: ${permission} must say in \`limited\` what L lets pass, and only then`);
  return new Map(PARTIES.map((party, i) => [party, known[i] as Cell]));
}

function readMatrix(): ReadonlyMap<Permission, ReadonlyMap<Party, Cell>> {
  if ([...rbac.roles, ...rbac.kinds].join() !== PARTIES.join())
    throw new Error('rbac.json: its columns are not the roles and kinds of tokens of this build');
  return new Map(PERMISSIONS.map((permission) => [permission, readRow(permission)]));
}

/** rbac.json, the only place that says who may do what: permission → party → cell. What is not in it is refused. */
export const MATRIX: ReadonlyMap<Permission, ReadonlyMap<Party, Cell>> = readMatrix();

/** Permissions for what touches everybody's traffic: nobody has them who sees a part of it. */
export const WHOLE_TRAFFIC: readonly Permission[] = readWholeTraffic(rbac.wholeTraffic);

/** @throws when the list names what is no permission */
function readWholeTraffic(names: readonly string[]): readonly Permission[] {
  const known = PERMISSIONS.filter((permission) => names.includes(permission));
  if (known.length !== names.length) throw new Error('rbac.json: `wholeTraffic` names an unknown permission');
  return known;
}

/** Words for a cell. */
export const cellMeaning = (cell: Cell): string => rbac.legend[cell];

/** Jobs run as the system itself, with the reach that stands here; nobody's rights are theirs. */
export const JOBS: Readonly<Record<string, string>> = rbac.jobs;

/** @throws Error naming the jobs that rbac.json does not declare */
export function assertJobsDeclared(names: readonly string[]): void {
  const undeclared = names.filter((name) => !Object.hasOwn(JOBS, name));
  if (undeclared.length > 0) throw new Error(`no reach is declared for the jobs ${undeclared.join(', ')}: rbac.json`);
}
