import type { User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';

import type { Origin } from '../auth/access-journal';
import type { SignIn } from '../auth/sign-in';

/** Asks somebody who is signed in for his password. Wrong tries count and wait like those of a sign-in. */
export class PasswordCheck {
  constructor(private readonly signIn: SignIn) {}

  /** @throws DomainError PASSWORD_WRONG, TOO_MANY_ATTEMPTS, BUSY */
  async verify(user: User, password: string, origin: Origin): Promise<void> {
    try {
      await this.signIn.verify(user.name, password, origin);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SIGN_IN_REFUSED')
        throw new DomainError('PASSWORD_WRONG', 'The current password is wrong.');
      throw error;
    }
  }
}
