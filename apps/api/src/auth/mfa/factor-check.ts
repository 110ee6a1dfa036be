import { type User, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { FactorMethod, FactorStore } from '@wireledger/platform';

import type { SecurityPolicy } from '../../security/security-policy';
import { AttemptLimiter } from '../attempt-limiter';
import type { PasswordHasher } from '../password-hasher';
import { readCode } from './codes';
import type { SecretSeal } from './secret-seal';
import { stepOfCode } from './totp';

const FIRST_WAIT_MS = 1000;

export interface FactorDeps {
  readonly store: FactorStore;
  readonly log: EventLog;
  /** Of recovery codes: cheaper than of passwords, for these are 80 random bits. */
  readonly hasher: PasswordHasher;
  readonly seal: SecretSeal;
  readonly security: Pick<SecurityPolicy, 'now' | 'longestWaitMs'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Checks codes: those of the app once a step, recovery codes once at all. Wrong ones make the next try wait, nobody is locked out. */
export class FactorCheck {
  private readonly users: AttemptLimiter;

  constructor(private readonly deps: FactorDeps) {
    const { security, clock } = deps;
    const rule = () => ({
      ...{ free: security.now.freeAttempts, firstWaitMs: FIRST_WAIT_MS },
      maxWaitMs: security.longestWaitMs,
    });
    this.users = new AttemptLimiter(rule, clock);
  }

  /**
   * How the user proved himself.
   * @throws DomainError CODE_WRONG, TOO_MANY_ATTEMPTS with retryAfterSeconds, BUSY
   */
  async verify(user: User, typed: string, requestId: string): Promise<FactorMethod> {
    const waitMs = this.users.waitMs(user.id);
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new DomainError('TOO_MANY_ATTEMPTS', `Too many tries. Wait ${retryAfterSeconds} s, then try again.`, {
        retryAfterSeconds,
      });
    }
    // Counted before the look, and taken back after it: of many tries at the same time only the free ones get that far.
    this.users.failed(user.id);
    const code = readCode(typed);
    if (code.is === 'none') throw wrongCode();
    const good =
      (code.is === 'totp' && (await this.takesTotp(user.id, code.code))) ||
      (code.is === 'recovery' && (await this.takesRecovery(user.id, code.code, requestId)));
    if (!good) throw wrongCode();
    this.users.succeeded(user.id);
    return code.is;
  }

  private async takesTotp(user: string, code: string): Promise<boolean> {
    const { store, seal, clock } = this.deps;
    const factor = await store.factorOf(user);
    const step = factor && stepOfCode(seal.open(factor.secret, user), code, clock());
    return step !== null && (await store.useStep(user, step));
  }

  private async takesRecovery(user: string, code: string, requestId: string): Promise<boolean> {
    const { store, seal, hasher, log, clock } = this.deps;
    for (const { id, hash } of await store.codesByTag(user, seal.tag(code, user))) {
      if (!(await hasher.verify(hash, code)) || !(await store.takeCode(id))) continue;
      const context = {
        ...{ actor: `user:${user}`, correlationId: requestId, causationId: requestId },
        at: clock() * 1000,
      };
      await handleCommand(log, userDecider, userStream(user), { type: 'useRecoveryCode' }, context);
      return true;
    }
    return false;
  }
}

export const wrongCode = () =>
  new DomainError('CODE_WRONG', 'This code is wrong or was used already. The app shows the next one within 30 s.');
