import { DomainError } from '@wireledger/kernel';

import type { Viewer } from '../access/viewer';
import type { FactorEnrolment } from '../auth/mfa/factor-enrolment';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import { assertGivesAccount } from '../people/giving';
import type { SecondFactorReset } from '../schema/second-factors';

const MAX_REASON = 500;

/** Administrators take the second factor of somebody else away who has lost it: he sets up a new one at his next sign-in. */
export class FactorReset {
  constructor(
    private readonly directory: Pick<UserDirectory, 'user' | 'subjectOf' | 'roles'>,
    private readonly enrolment: FactorEnrolment,
    private readonly sessions: Sessions,
  ) {}

  /** @throws DomainError USER_UNKNOWN, OWN_FACTOR, ROLE_BEYOND_GIVER, REASON_NEEDED, MFA_MISSING */
  async reset(viewer: Viewer, id: string, reason: string, requestId: string): Promise<SecondFactorReset> {
    const user = this.directory.user(id);
    if (!user) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
    if (viewer.is !== 'session' || viewer.user === id)
      throw new DomainError('OWN_FACTOR', 'Look after your own second factor on the page of your account.');
    assertGivesAccount(this.directory, viewer.user, id);
    const said = reason.trim();
    if (said === '' || said.length > MAX_REASON)
      throw new DomainError('REASON_NEEDED', `Give a reason of at most ${MAX_REASON} characters.`);
    if (!user.factor.enrolled) throw new DomainError('MFA_MISSING', 'This account has no second factor to reset.');
    await this.enrolment.remove(user, viewer.user, said, requestId);
    return { id, ended: await this.sessions.endAll(id, 'mfa', requestId) };
  }
}
