import { can, PERMISSIONS } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import type { FactorStore } from '@wireledger/platform';

import type { Person } from '../../account/person';
import type { SecurityPolicy } from '../../security/security-policy';
import type { AccessJournal, Origin } from '../access-journal';
import type { FactorProof } from './factor-proof';
import { readReason } from './reason';

interface Deps {
  readonly store: FactorStore;
  readonly proof: FactorProof;
  readonly journal: AccessJournal;
  readonly security: Pick<SecurityPolicy, 'now'>;
  readonly clock: () => number;
}

/** What somebody asks leave for. */
export interface Asked {
  readonly permission: string;
  readonly code: string;
  readonly reason: string;
}

/** Lets a session do for a few minutes what its role may do only with a fresh second factor and a reason; each leave is a fact. */
export class StepUps {
  constructor(private readonly deps: Deps) {}

  /**
   * Answers how many seconds it holds.
   * @throws DomainError BAD_USER_INPUT, REASON_NEEDED, CODE_WRONG, TOO_MANY_ATTEMPTS with retryAfterSeconds, BUSY
   */
  async grant(person: Person, asked: Asked, origin: Origin): Promise<{ readonly expiresIn: number }> {
    const { store, proof, journal, security, clock } = this.deps;
    const { user, session } = person;
    const permission = PERMISSIONS.find((known) => known === asked.permission);
    // Of the own account: it stands for the password of whoever has none.
    const opens =
      permission === 'profile.own' || (permission && can({ party: user.role, token: false }, permission) === 'stepUp');
    if (!permission || !opens)
      throw new DomainError('BAD_USER_INPUT', 'A second factor does not open this permission to your role.');
    const reason = readReason(asked.reason);
    const method = await proof.prove(person, permission, asked.code, origin);
    const stepUp = { session, permission, reason, method, at: clock() };
    await journal.steppedUp(user.id, stepUp, origin);
    await store.putStepUp(stepUp);
    return { expiresIn: security.now.stepUpSeconds };
  }
}
