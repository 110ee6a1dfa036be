import { createHash, randomBytes } from 'node:crypto';
import type { User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { Challenge, FactorStore } from '@wireledger/platform';

import type { UserDirectory } from '../user-directory';

const MINUTE = 60_000;
/** A code is typed in a moment; an authenticator app may have to be installed first. */
const LIFE_MS = { code: 5 * MINUTE, enrol: 15 * MINUTE } as const;
const MOST_TRIES = 5;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A challenge as its client holds it. */
export interface OpenChallenge {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** The time between two steps: tokens that live some minutes, five tries and one success. Only their hashes are kept. */
export class Challenges {
  constructor(
    private readonly store: Pick<FactorStore, 'putChallenge' | 'tryChallenge' | 'endChallenge'>,
    private readonly directory: Pick<UserDirectory, 'user'>,
    private readonly clock: () => number,
  ) {}

  async open(
    { id, sessionVersion }: User,
    challenge: Pick<Challenge, 'purpose' | 'session' | 'secret'>,
  ): Promise<OpenChallenge> {
    const token = randomBytes(32).toString('base64url');
    const life = LIFE_MS[challenge.purpose];
    const expiresAt = this.clock() + life;
    await this.store.putChallenge({ ...challenge, user: id, sessionVersion, hash: hashOf(token), expiresAt });
    return { token, expiresIn: life / 1000 };
  }

  /**
   * Counts a try, and answers whom it is about. `session`: the one that began it, null = nobody was signed in.
   * @throws DomainError CHALLENGE_ENDED when it is unknown, too old, used, was tried too often, or its user's sessions were ended meanwhile
   */
  async attempt(
    token: string,
    purpose: Challenge['purpose'],
    session: string | null,
  ): Promise<{ challenge: Challenge; user: User }> {
    const challenge = await this.store.tryChallenge(hashOf(token), this.clock(), MOST_TRIES);
    const user = challenge && this.directory.user(challenge.user);
    if (!user || user.disabled || user.sessionVersion !== challenge.sessionVersion) throw ended();
    if (challenge.purpose !== purpose || challenge.session !== session) throw ended();
    return { challenge, user };
  }

  /** Ends one that was met, for one caller. @throws DomainError CHALLENGE_ENDED for all others */
  async finish({ hash }: Challenge): Promise<void> {
    if (!(await this.store.endChallenge(hash))) throw ended();
  }
}

const ended = () =>
  new DomainError('CHALLENGE_ENDED', 'This step took too long or was tried too often. Begin again with the password.');
