import { DomainError } from '@wireledger/kernel';
import { mayAct, type User } from '@wireledger/domain';
import type { AccessStore, Account } from '@wireledger/platform';

import type { AccountProposals } from './account-proposals';
import type { AccessJournal, Origin } from './access-journal';
import { AttemptLimiter, networkOf } from './attempt-limiter';
import type { KnownDevices } from './known-devices';
import type { PasswordHasher } from './password-hasher';
import type { SecurityPolicy } from '../security/security-policy';
import type { UserDirectory } from './user-directory';

const FIRST_WAIT_MS = 1000;
/** Of a network: many people may come from one. */
const FREE_OF_SOURCE = 20;
/** Nobody's id: what is asked of accounts is asked of unknown names too. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const MAX_NAME = 200;
const MAX_PASSWORD = 512;

export interface SignInDeps {
  readonly store: AccessStore;
  readonly directory: UserDirectory;
  readonly hasher: PasswordHasher;
  readonly journal: AccessJournal;
  readonly devices: KnownDevices;
  readonly proposals: Pick<AccountProposals, 'settle'>;
  readonly security: Pick<SecurityPolicy, 'now' | 'longestWaitMs'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Checks names and passwords. Known and unknown names get the same answer after the same work and the same delays. */
export class SignIn {
  private readonly accounts: AttemptLimiter;
  private readonly sources: AttemptLimiter;
  /** Tries from browsers in which somebody signed in before, each by itself. */
  private readonly known: AttemptLimiter;

  constructor(private readonly deps: SignInDeps) {
    const { security, clock } = deps;
    const rule = (free: () => number) => () => ({
      ...{ free: free(), firstWaitMs: FIRST_WAIT_MS },
      maxWaitMs: security.longestWaitMs,
    });
    const ofAccount = rule(() => security.now.freeAttempts);
    this.accounts = new AttemptLimiter(ofAccount, clock);
    this.sources = new AttemptLimiter(
      rule(() => FREE_OF_SOURCE),
      clock,
    );
    this.known = new AttemptLimiter(ofAccount, clock);
  }

  /**
   * `mark`: of a known device, '' = none. What strangers try at an account or from its network does not hold up its owner there.
   * @throws DomainError SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS with retryAfterSeconds, BUSY
   */
  async verify(name: string, password: string, origin: Origin, mark = ''): Promise<User> {
    const nameKey = name.normalize('NFKC').toLowerCase().trim().slice(0, MAX_NAME);
    const account = await this.settled(name.slice(0, MAX_NAME).trim());
    const device = this.deps.devices.deviceOf(mark, account?.user ?? null);
    const limits = device
      ? [{ by: this.known, key: device, ends: true }]
      : [
          { by: this.accounts, key: nameKey, ends: true },
          { by: this.sources, key: networkOf(origin.ip), ends: false },
        ];
    this.assertNotDelayed(Math.max(...limits.map(({ by, key }) => by.waitMs(key))), account?.user ?? null, origin);
    const hash = account?.passwordHash ?? null;
    const matches = await this.deps.hasher.verify(hash, password.slice(0, MAX_PASSWORD), device !== null);
    const user = account ? this.deps.directory.user(account.user) : null;
    if (matches && user && mayAct(user)) {
      for (const { by, key, ends } of limits) if (ends) by.succeeded(key);
      return user;
    }
    for (const { by, key } of limits) by.failed(key);
    if (account) this.deps.journal.refused(account.user, matches ? 'disabled' : 'password', origin);
    else this.deps.journal.refusedUnknown(origin);
    throw new DomainError('SIGN_IN_REFUSED', 'Name or password is wrong.');
  }

  /** The account of a name, once a change of it that was left half done is settled. */
  private async settled(name: string): Promise<Account | null> {
    const account = await this.deps.store.accountByName(name);
    const changed = await this.deps.proposals.settle(account?.user ?? NOBODY);
    return changed ? this.deps.store.accountByName(name) : account;
  }

  private assertNotDelayed(waitMs: number, user: string | null, origin: Origin): void {
    if (waitMs === 0) return;
    if (user) this.deps.journal.refused(user, 'tooManyAttempts', origin);
    else this.deps.journal.refusedUnknown(origin);
    const retryAfterSeconds = Math.ceil(waitMs / 1000);
    throw new DomainError('TOO_MANY_ATTEMPTS', `Too many tries. Wait ${retryAfterSeconds} s, then try again.`, {
      retryAfterSeconds,
    });
  }
}
