import { MATRIX, type Party, type Permission, PERMISSIONS, WHOLE_TRAFFIC } from './matrix';

/** How far a permission reaches. Everything but `allow` needs the operation's own consent, `deny` has none. */
export type Decision = 'allow' | 'masked' | 'own' | 'limited' | 'stepUp' | 'deny';

const DECISION_OF = {
  Y: 'allow',
  M: 'masked',
  O: 'own',
  L: 'limited',
  S: 'stepUp',
  S2: 'stepUp',
  '-': 'deny',
} as const;

/** Who asks: the column of the matrix, or null for somebody who has not signed in. `stepUp` passes for people only, never for tokens. */
export interface Subject {
  readonly party: Party;
  /** True when a token speaks, not a session: it never passes an operation that needs a second factor. */
  readonly token: boolean;
  /** A service token that was issued to read addresses and names in clear where its kind reads them masked. */
  readonly clear?: boolean;
  /** Sees a part of the traffic only. */
  readonly scoped?: boolean;
  /** What a custom role takes away from the column. */
  readonly without?: readonly Permission[];
}

/** Whether somebody is refused because he sees a part of the traffic only, and this is about all of it. */
export const isBeyondScope = ({ scoped }: Subject, permission: Permission): boolean =>
  scoped === true && WHOLE_TRAFFIC.includes(permission);

/** What the matrix says. Pure; refuses whatever it does not know. */
export function can(subject: Subject | null, permission: Permission): Decision {
  if (!subject || isBeyondScope(subject, permission) || subject.without?.includes(permission)) return 'deny';
  const cell = MATRIX.get(permission)?.get(subject.party) ?? '-';
  const decision = DECISION_OF[cell];
  if (decision === 'stepUp' && subject.token) return 'deny';
  return decision === 'masked' && subject.clear ? 'allow' : decision;
}

/** Whether the matrix wants a second person's confirmation for it, where the four-eyes policy is on. */
export const wantsSecondPerson = ({ party }: Subject, permission: Permission): boolean =>
  MATRIX.get(permission)?.get(party) === 'S2';

/** What this subject can do: what a console shows and hides by. */
export const permissionsOf = (subject: Subject): Permission[] =>
  PERMISSIONS.filter((permission) => can(subject, permission) !== 'deny');

/** Those of them that ask for a fresh second factor and a reason: what a console marks. */
export const stepUpPermissionsOf = (subject: Subject): Permission[] =>
  PERMISSIONS.filter((permission) => can(subject, permission) === 'stepUp');

/** Those of them that reach only in part: what a console must not offer as a whole. */
export const limitedPermissionsOf = (subject: Subject): Permission[] =>
  PERMISSIONS.filter((permission) => can(subject, permission) === 'limited');

/** What holds addresses and names from the wire. */
const TRAFFIC: readonly Permission[] = ['stats.read', 'live.read', 'flows.read', 'alerts.read'];

/**
 * Whether this subject sees addresses and names masked. Who sees one kind of traffic masked sees none in clear. What a custom role takes away does not count:
 * whoever may read less traffic must not read the rest of it in clear for that.
 */
export const readsMasked = ({ without: _without, ...subject }: Subject): boolean =>
  TRAFFIC.some((permission) => can(subject, permission) === 'masked');
