import { DomainError } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { Origin } from '../auth/access-journal';
import type { SignIn } from '../auth/sign-in';
import type { SecurityPolicy } from '../security/security-policy';
import type { Person } from './person';

/**
 * Asks somebody who is signed in for his password. Wrong tries count and wait like those of a sign-in. Whoever has none must have proved himself anew in
 * this session, a few minutes ago: at the provider, or by a code of his app.
 */
export class PasswordCheck {
  constructor(
    private readonly signIn: SignIn,
    private readonly store: Pick<AccessStore, 'hasPassword' | 'factors'>,
    private readonly security: Pick<SecurityPolicy, 'stepUpMs'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError PASSWORD_WRONG, PROOF_NEEDED, TOO_MANY_ATTEMPTS, BUSY */
  async verify({ user, session }: Person, password: string, origin: Origin): Promise<void> {
    if (!(await this.store.hasPassword(user.id))) return this.proven(session);
    try {
      await this.signIn.verify(user.name, password, origin);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SIGN_IN_REFUSED')
        throw new DomainError('PASSWORD_WRONG', 'The current password is wrong.');
      throw error;
    }
  }

  private async proven(session: string): Promise<void> {
    const proof = await this.store.factors.stepUpOf(session, 'profile.own');
    const { stepUpMs } = this.security;
    const age = proof ? this.clock() - proof.at : stepUpMs;
    if (age < 0 || age >= stepUpMs)
      throw new DomainError(
        'PROOF_NEEDED',
        'This account has no password. Prove yourself at the sign-in provider first, or by a code of your app.',
      );
  }
}
