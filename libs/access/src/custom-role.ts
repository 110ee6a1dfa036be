import { can, type Subject } from './can';
import { MATRIX, type Permission, PERMISSIONS, type Role } from './matrix';

/** Of the own account: without it nobody could sign out, change his password or answer for a second factor. No role is without it. */
const KEPT: Permission = 'profile.own';
/** What an administrator must have to help everybody else back in. */
const ADMIN_KEEPS: readonly Permission[] = ['users.write', 'security.write'];

/** What a custom role may take away from its base: everything that the base has, but the own account. In the order of the matrix. */
export const removablePermissions = (base: Role): readonly Permission[] =>
  PERMISSIONS.filter((permission) => permission !== KEPT && (MATRIX.get(permission)?.get(base) ?? '-') !== '-');

/** All that can be taken away from anybody: what is left to whoever has a role that nobody knows. */
export const EVERYTHING_REMOVABLE: readonly Permission[] = PERMISSIONS.filter((permission) => permission !== KEPT);

/** Whether somebody counts as an administrator who can always help the others: a custom role may have taken that away. */
export const isFullAdmin = (subject: Subject): boolean =>
  subject.party === 'ADMIN' && ADMIN_KEEPS.every((permission) => can(subject, permission) !== 'deny');

/**
 * Permissions that were taken away from the giver and that another one has. Nobody gives what was taken away from himself: he could have it back by an account
 * that he makes.
 */
export const beyondGiver = (giver: Subject, given: Subject): readonly Permission[] =>
  (giver.without ?? []).filter((permission) => can(given, permission) !== 'deny');
