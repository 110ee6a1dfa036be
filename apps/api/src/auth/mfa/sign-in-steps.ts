import type { User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { FactorMethod, FactorStore } from '@wireledger/platform';

import type { AccessJournal, Origin } from '../access-journal';
import type { ClientMark, Sessions, SignedInAnswer } from '../sessions';
import type { Challenges } from './challenges';
import type { FactorCheck } from './factor-check';
import type { FactorEnrolment, Offer } from './factor-enrolment';
import type { FactorPolicy } from './factor-policy';

/** The password was right and something is missing yet: a code, or a second factor at all. */
export interface Pending {
  readonly token: string;
  readonly needs: 'code' | 'enrol';
  /** Seconds. */
  readonly expiresIn: number;
}

/** Either the browser is signed in, or it has to do one more step. */
export type AfterPassword =
  | { readonly is: 'signedIn'; readonly answer: SignedInAnswer }
  | { readonly is: 'pending'; readonly pending: Pending; readonly offer: Offer | null };

/** Who asks, as it is written down and told apart at refreshes. */
export interface Client {
  readonly origin: Origin;
  readonly mark: ClientMark;
  /** Refresh token of the session that this browser had; '' = none. */
  readonly former: string;
}

interface Deps {
  readonly store: FactorStore;
  readonly policy: FactorPolicy;
  readonly challenges: Challenges;
  readonly check: FactorCheck;
  readonly enrolment: FactorEnrolment;
  readonly sessions: Sessions;
  readonly journal: AccessJournal;
}

/** From a right password to a session: a code for those who have a second factor, setting one up for those whose role demands one. */
export class SignInSteps {
  constructor(private readonly deps: Deps) {}

  async afterPassword(user: User, client: Client): Promise<AfterPassword> {
    const { store, policy, challenges, enrolment } = this.deps;
    if (user.factor.enrolled || (await store.factorOf(user.id))) {
      const opened = await challenges.open(user, { purpose: 'code', session: null, secret: null });
      return { is: 'pending', pending: { ...opened, needs: 'code' }, offer: null };
    }
    if (policy.demands(user.role)) {
      const offer = await enrolment.offer(user, null);
      const { token, expiresIn } = offer;
      return { is: 'pending', pending: { token, needs: 'enrol', expiresIn }, offer };
    }
    return { is: 'signedIn', answer: await this.start(user, client, null) };
  }

  /** The provider let him in. `factor`: it asked for a second factor, in words that count here. */
  async afterProvider(user: User, client: Client, factor: boolean): Promise<AfterPassword> {
    if (!factor) return this.afterPassword(user, client);
    return { is: 'signedIn', answer: await this.start(user, client, 'provider') };
  }

  /** @throws DomainError CHALLENGE_ENDED, CODE_WRONG, TOO_MANY_ATTEMPTS, BUSY */
  async withCode(token: string, code: string, client: Client): Promise<SignedInAnswer> {
    const { challenges, check, journal } = this.deps;
    const { origin } = client;
    const { challenge, user } = await challenges.attempt(token, 'code', null);
    try {
      const method = await check.verify(user, code, origin.requestId);
      await challenges.finish(challenge);
      return await this.start(user, client, method);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'CODE_WRONG') journal.refused(user.id, 'code', origin);
      if (error instanceof DomainError && error.code === 'TOO_MANY_ATTEMPTS')
        journal.refused(user.id, 'tooManyAttempts', origin);
      throw error;
    }
  }

  /** Ends the enrolment that {@link afterPassword} began, and signs in. @throws DomainError CHALLENGE_ENDED, CODE_WRONG, MFA_EXISTS */
  async withEnrolment(
    token: string,
    code: string,
    client: Client,
  ): Promise<{ answer: SignedInAnswer; recoveryCodes: readonly string[] }> {
    const { challenges, enrolment } = this.deps;
    const { challenge, user: before } = await challenges.attempt(token, 'enrol', null);
    const { user, recoveryCodes } = await enrolment.confirm(before, challenge, code, client.origin.requestId);
    return { answer: await this.start(user, client, 'totp'), recoveryCodes };
  }

  /** A session of its own for each sign-in. The one that this browser had ends: its cookie is replaced, so nobody could sign it out any more. */
  private async start(
    user: User,
    { origin, mark, former }: Client,
    factor: FactorMethod | null,
  ): Promise<SignedInAnswer> {
    const answer = await this.deps.sessions.start(user, origin, mark, factor);
    await this.deps.sessions.signOut(former, origin.requestId);
    return answer;
  }
}
