import { DomainError } from '@wireledger/kernel';
import type { FactorMethod } from '@wireledger/platform';

import type { Person } from '../../account/person';
import type { AccessJournal, Origin } from '../access-journal';
import type { FactorCheck } from './factor-check';

/** Asks somebody who is signed in for a code; what is refused becomes a fact. */
export class FactorProof {
  constructor(
    private readonly check: FactorCheck,
    private readonly journal: AccessJournal,
  ) {}

  /** `permission`: what he is to be let do. @throws DomainError CODE_WRONG, TOO_MANY_ATTEMPTS with retryAfterSeconds, BUSY */
  async prove({ user, session }: Person, permission: string, code: string, origin: Origin): Promise<FactorMethod> {
    try {
      return await this.check.verify(user, code, origin.requestId);
    } catch (error) {
      const refused = error instanceof DomainError ? error.code : '';
      const asked = { session, permission };
      if (refused === 'CODE_WRONG') await this.journal.stepUpRefused(user.id, asked, 'code', origin);
      if (refused === 'TOO_MANY_ATTEMPTS') await this.journal.stepUpRefused(user.id, asked, 'tooManyAttempts', origin);
      throw error;
    }
  }
}
