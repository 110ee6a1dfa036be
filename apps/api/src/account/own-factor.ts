import type { User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { Origin } from '../auth/access-journal';
import type { Challenges } from '../auth/mfa/challenges';
import type { FactorEnrolment, Offer } from '../auth/mfa/factor-enrolment';
import type { FactorPolicy } from '../auth/mfa/factor-policy';
import type { FactorProof } from '../auth/mfa/factor-proof';
import type { Sessions } from '../auth/sessions';
import type { PasswordCheck } from './password-check';
import type { Person } from './person';

/** Second factor of a person, as he sees it. */
export interface ShownFactor {
  readonly enrolled: boolean;
  /** RFC 3339; null = none. */
  readonly enrolledAt: string | null;
  readonly codesLeft: number;
  /** His role demands one: it can be replaced, not removed. */
  readonly demanded: boolean;
}

/** What its owner proves himself with. */
export interface Proof {
  readonly password: string;
  readonly code?: string | undefined;
}

interface Deps {
  readonly store: AccessStore;
  readonly policy: FactorPolicy;
  readonly challenges: Challenges;
  readonly proof: FactorProof;
  readonly enrolment: FactorEnrolment;
  readonly sessions: Sessions;
  readonly passwords: PasswordCheck;
}

/** People look after their own second factor: each change with the password, and with a code of the factor that they have. */
export class OwnFactor {
  constructor(private readonly deps: Deps) {}

  async show({ id, role, factor }: User): Promise<ShownFactor> {
    const stored = await this.deps.store.factors.factorOf(id);
    return {
      enrolled: stored !== null,
      enrolledAt: stored && new Date(stored.enrolledAt).toISOString(),
      codesLeft: stored ? factor.codesLeft : 0,
      demanded: this.deps.policy.demands(role),
    };
  }

  /** A new secret for his app. @throws DomainError CODE_WRONG, PASSWORD_WRONG, TOO_MANY_ATTEMPTS, BUSY */
  async offer(person: Person, said: Proof, origin: Origin): Promise<Offer> {
    await this.prove(person, said, origin);
    return this.deps.enrolment.offer(person.user, person.session);
  }

  /** Its first code: the factor is set up, every other session ends. @throws DomainError CHALLENGE_ENDED, CODE_WRONG */
  async confirm({ user, session }: Person, token: string, code: string, { requestId }: Origin) {
    const { challenges, enrolment, sessions, store } = this.deps;
    const { challenge } = await challenges.attempt(token, 'enrol', session);
    const { recoveryCodes, at } = await enrolment.confirm(user, challenge, code, requestId);
    await store.changeSession(session, () => ({ factor: 'totp', factorAt: at }));
    return { recoveryCodes, ended: await sessions.endOthers(user.id, session, 'mfa', requestId) };
  }

  /** @throws DomainError MFA_MISSING, CODE_WRONG, TOO_MANY_ATTEMPTS, BUSY */
  async renewCodes(person: Person, said: Proof, origin: Origin): Promise<{ recoveryCodes: readonly string[] }> {
    await this.proveFactor(person, said, origin);
    return { recoveryCodes: await this.deps.enrolment.renewCodes(person.user, origin.requestId) };
  }

  /** Every other session ends. @throws DomainError MFA_DEMANDED when the role needs one, MFA_MISSING, CODE_WRONG, TOO_MANY_ATTEMPTS, BUSY */
  async remove(person: Person, said: Proof, origin: Origin): Promise<{ ended: number }> {
    const { policy, enrolment, sessions, store } = this.deps;
    const { user, session } = person;
    if (policy.demands(user.role))
      throw new DomainError('MFA_DEMANDED', 'Your role needs a second factor. Set up another one instead.');
    await this.proveFactor(person, said, origin);
    await enrolment.remove(user, user.id, 'removed by its owner', origin.requestId);
    await store.changeSession(session, () => ({ factor: null, factorAt: null }));
    return { ended: await sessions.endOthers(user.id, session, 'mfa', origin.requestId) };
  }

  /**
   * Both of what a sign-in asks for. The code last: a wrong password does not use it up.
   * @throws DomainError CODE_WRONG, PASSWORD_WRONG, PROOF_NEEDED, TOO_MANY_ATTEMPTS, BUSY
   */
  async prove(person: Person, { password, code = '' }: Proof, origin: Origin): Promise<void> {
    await this.deps.passwords.verify(person, password, origin);
    if (await this.deps.store.factors.factorOf(person.user.id))
      await this.deps.proof.prove(person, 'profile.own', code, origin);
  }

  private async proveFactor(person: Person, said: Proof, origin: Origin): Promise<void> {
    if (!(await this.deps.store.factors.factorOf(person.user.id)))
      throw new DomainError('MFA_MISSING', 'This account has no second factor. Set one up first.');
    await this.prove(person, said, origin);
  }
}
