import { randomBytes, randomUUID } from 'node:crypto';
import { type User, userDecider, type UserCommand, userStream } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { Challenge, StoredCode } from '@wireledger/platform';

import type { UserDirectory } from '../user-directory';
import type { Challenges } from './challenges';
import { newRecoveryCodes, readCode, shownCode } from './codes';
import { type FactorDeps, wrongCode } from './factor-check';
import { base32, keyUri, SECRET_BYTES, stepOfCode } from './totp';

const DIRECTORY_WAIT_MS = 5000;

/** What an authenticator app has to be given. */
export interface Offer {
  /** Of the challenge that the first code answers. */
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Base32, to type where no camera is. */
  readonly secret: string;
  /** What the QR code says. */
  readonly uri: string;
}

/** A factor that was set up: its owner as he is now, and the codes, which nobody sees again. */
export interface Enrolled {
  readonly user: User;
  readonly recoveryCodes: readonly string[];
  /** ms since 1970 UTC. */
  readonly at: number;
}

/** Sets second factors up, replaces them and takes them away. */
export class FactorEnrolment {
  constructor(
    private readonly deps: FactorDeps,
    private readonly challenges: Challenges,
    private readonly directory: UserDirectory,
  ) {}

  /** A new secret for the user's app; nothing changes before its first code. `session` null = nobody is signed in yet. */
  async offer(user: User, session: string | null): Promise<Offer> {
    const secret = randomBytes(SECRET_BYTES);
    const sealed = this.deps.seal.seal(secret, user.id);
    const opened = await this.challenges.open(user, { purpose: 'enrol', session, secret: sealed });
    return { ...opened, secret: base32(secret), uri: keyUri(secret, user.name) };
  }

  /**
   * Sets the factor up when the code is one of the secret that the challenge holds.
   * @throws DomainError CODE_WRONG, CHALLENGE_ENDED, MFA_EXISTS, USER_DISABLED
   */
  async confirm(user: User, challenge: Challenge, typed: string, requestId: string): Promise<Enrolled> {
    const { store, seal, clock } = this.deps;
    const code = readCode(typed);
    const secret = seal.open(challenge.secret ?? '', user.id);
    const step = code.is === 'totp' ? stepOfCode(secret, code.code, clock()) : null;
    if (step === null) throw wrongCode();
    await this.challenges.finish(challenge);
    const { codes, stored } = await this.newCodes(user.id);
    const at = clock();
    const factor = {
      ...{ user: user.id, secret: challenge.secret ?? '', lastStep: step },
      enrolledAt: at,
    };
    // Somebody who is not signed in may not replace what another one, with the same password, has set up meanwhile.
    if (!(await store.putFactor(factor, stored, challenge.session !== null)))
      throw new DomainError('MFA_EXISTS', 'This account has a second factor by now. Sign in with a code of it.');
    const now = await this.tell(user.id, { type: 'enrolFactor', codes: codes.length }, user.id, requestId);
    return { user: now, recoveryCodes: codes.map(shownCode), at };
  }

  /** Ten new codes; the old ones are void. */
  async renewCodes(user: User, requestId: string): Promise<readonly string[]> {
    const { codes, stored } = await this.newCodes(user.id);
    await this.deps.store.putCodes(user.id, stored);
    await this.tell(user.id, { type: 'issueRecoveryCodes', codes: codes.length }, user.id, requestId);
    return codes.map(shownCode);
  }

  /** Takes factor and codes away; `by` is the owner or an administrator. */
  async remove(user: User, by: string, reason: string, requestId: string): Promise<User> {
    await this.deps.store.removeFactor(user.id);
    return this.tell(user.id, { type: 'removeFactor', by, reason }, by, requestId);
  }

  private async newCodes(user: string): Promise<{ codes: string[]; stored: StoredCode[] }> {
    const { hasher, seal } = this.deps;
    const codes = newRecoveryCodes();
    const stored = await Promise.all(
      codes.map(async (code) => ({
        ...{ id: randomUUID(), user, tag: seal.tag(code, user) },
        hash: await hasher.hash(code),
      })),
    );
    return { codes, stored };
  }

  /** Writes what happened, and answers the user once the directory knows it. */
  private async tell(user: string, command: UserCommand, by: string, requestId: string): Promise<User> {
    const { log, clock } = this.deps;
    const context = {
      ...{ actor: `user:${by}`, correlationId: requestId, causationId: requestId },
      at: clock() * 1000,
    };
    const { state } = await handleCommand(log, userDecider, userStream(user), command, context);
    const known = await this.directory.settled(user, state?.sessionVersion ?? 0, DIRECTORY_WAIT_MS);
    if (!known) throw new DomainError('STALE', 'It was done, but is not known everywhere yet. Sign in in a moment.');
    return known;
  }
}
