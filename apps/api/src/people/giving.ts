import { beyondGiver, type Role, type Subject } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';

import type { UserDirectory } from '../auth/user-directory';

type Known = Pick<UserDirectory, 'user' | 'subjectOf' | 'roles'>;

/**
 * Refuses what would give, or lead to, a right that was taken away from the giver by his own custom role: the account of somebody who has it counts as well, for
 * its password or second factor could be made anew.
 * @param given null: there is nothing to give, which whoever decides finds out by himself
 * @throws DomainError ROLE_BEYOND_GIVER with the permissions
 */
export function assertGives(directory: Known, by: string, given: Subject | null): void {
  const giver = directory.user(by);
  const beyond = giver && given ? beyondGiver(directory.subjectOf(giver), given) : [];
  if (beyond.length > 0)
    throw new DomainError(
      'ROLE_BEYOND_GIVER',
      `Your own role does not have ${beyond.slice(0, 3).join(', ')}${beyond.length > 3 ? ' …' : ''}, and nobody gives what he does not have. Ask an administrator whose role does.`,
      { permissions: beyond },
    );
}

/** The same for the account of a user. */
export function assertGivesAccount(directory: Known, by: string, id: string): void {
  const user = directory.user(id);
  assertGives(directory, by, user && directory.subjectOf(user));
}

/**
 * A role as it is given to somebody: one of the matrix, or one of these with a custom role on it.
 * @throws DomainError ROLE_UNKNOWN; BAD_USER_INPUT when the custom role has another base; ROLE_BEYOND_GIVER
 */
export function assertGivesRole(directory: Known, by: string, role: Role, customRole: string | null): void {
  const custom = customRole === null ? null : directory.roles.role(customRole);
  if (customRole !== null && !custom)
    throw new DomainError('ROLE_UNKNOWN', 'There is no such custom role. Load the list again.');
  if (custom && custom.base !== role)
    throw new DomainError('BAD_USER_INPUT', `The custom role rests on ${custom.base}: give that as \`role\`.`);
  assertGives(directory, by, directory.subjectOf({ role, customRole, scope: null }));
}
