import { DomainError } from '@wireledger/kernel';
import { mayAct, type User } from '@wireledger/domain';
import type { AccessStore } from '@wireledger/platform';

import type { AccessJournal, Origin } from './access-journal';
import { AttemptLimiter, networkOf } from './attempt-limiter';
import type { PasswordHasher } from './password-hasher';
import type { UserDirectory } from './user-directory';

const MINUTE = 60_000;
const PER_ACCOUNT = { free: 4, firstWaitMs: 1000, maxWaitMs: 15 * MINUTE };
const PER_SOURCE = { free: 20, firstWaitMs: 1000, maxWaitMs: 15 * MINUTE };
const MAX_NAME = 200;
const MAX_PASSWORD = 512;

/** Checks names and passwords. Known and unknown names get the same answer after the same work and the same delays. */
export class SignIn {
  private readonly accounts: AttemptLimiter;
  private readonly sources: AttemptLimiter;

  constructor(
    private readonly store: AccessStore,
    private readonly directory: UserDirectory,
    private readonly hasher: PasswordHasher,
    private readonly journal: AccessJournal,
    clock: () => number,
  ) {
    this.accounts = new AttemptLimiter(PER_ACCOUNT, clock);
    this.sources = new AttemptLimiter(PER_SOURCE, clock);
  }

  /** @throws DomainError SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS with retryAfterSeconds, BUSY */
  async verify(name: string, password: string, origin: Origin): Promise<User> {
    const nameKey = name.normalize('NFKC').toLowerCase().trim().slice(0, MAX_NAME);
    const source = networkOf(origin.ip);
    const account = await this.store.accountByName(name.slice(0, MAX_NAME).trim());
    this.assertNotDelayed(nameKey, source, account?.user ?? null, origin);
    const matches = await this.hasher.verify(account?.passwordHash ?? null, password.slice(0, MAX_PASSWORD));
    const user = account ? this.directory.user(account.user) : null;
    if (matches && user && mayAct(user)) {
      this.accounts.succeeded(nameKey);
      return user;
    }
    this.accounts.failed(nameKey);
    this.sources.failed(source);
    if (account) this.journal.refused(account.user, matches ? 'disabled' : 'password', origin);
    else this.journal.refusedUnknown();
    throw new DomainError('SIGN_IN_REFUSED', 'Name or password is wrong.');
  }

  private assertNotDelayed(nameKey: string, source: string, user: string | null, origin: Origin): void {
    const waitMs = Math.max(this.accounts.waitMs(nameKey), this.sources.waitMs(source));
    if (waitMs === 0) return;
    if (user) this.journal.refused(user, 'tooManyAttempts', origin);
    else this.journal.refusedUnknown();
    const retryAfterSeconds = Math.ceil(waitMs / 1000);
    throw new DomainError('TOO_MANY_ATTEMPTS', `Too many tries. Wait ${retryAfterSeconds} s, then try again.`, {
      retryAfterSeconds,
    });
  }
}
