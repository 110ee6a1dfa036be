import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { cleanName, type User, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { AccountProposals } from './account-proposals';
import type { PasswordHasher } from './password-hasher';
import { checkPassword } from './password-rules';
import type { UserDirectory } from './user-directory';
import type { SecurityPolicy } from '../security/security-policy';

const LINK_MS = 30 * 60_000;
const DIRECTORY_WAIT_MS = 5000;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

interface Deps {
  readonly store: AccessStore;
  readonly log: EventLog;
  readonly directory: UserDirectory;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly proposals: AccountProposals;
  readonly security: Pick<SecurityPolicy, 'now'>;
  readonly clock: () => number;
}

/** Administrators made with a one-time link of the host: the first one, and one more for whoever lost access. */
export class Bootstrap {
  constructor(private readonly deps: Deps) {}

  get needed(): boolean {
    return this.deps.directory.activeAdmins() === 0;
  }

  /** Fewest characters of a password. */
  get passwordLength(): number {
    return this.deps.security.now.passwordLength;
  }

  /** A secret for one use within 30 minutes. `expiresAt` in ms since 1970 UTC. */
  async createLink(): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.deps.clock() + LINK_MS;
    await this.deps.store.putLink({ hash: hashOf(token), expiresAt });
    return { token, expiresAt };
  }

  /**
   * Uses a link up and makes an administrator. A wrong name or password leaves the link good.
   * @throws DomainError LINK_REFUSED, NAME_INVALID, NAME_TAKEN, PASSWORD_WEAK
   */
  async useLink(link: string, name: string, password: string, requestId: string): Promise<User> {
    const { store, log, directory, hasher, proposals, security, clock } = this.deps;
    const refused = () =>
      new DomainError(
        'LINK_REFUSED',
        'This link was used already or is older than 30 minutes. Make a new one on the host with `npx wireledger user bootstrap`.',
      );
    if (!(await store.linkIsGood(hashOf(link), clock()))) throw refused();
    const clean = cleanName(name);
    checkPassword(password, clean, security.now.passwordLength);
    if (!(await proposals.isFree(clean)))
      throw new DomainError('NAME_TAKEN', 'This name is taken. Choose another one.');
    const passwordHash = await hasher.hash(password);
    if (!(await store.takeLink(hashOf(link), clock()))) throw refused();
    const user = randomUUID();
    const context = { actor: 'system:host', correlationId: requestId, causationId: requestId, at: clock() * 1000 };
    const command = { type: 'bootstrap', user, name: clean } as const;
    await proposals.create({ user, name: clean }, passwordHash, (stamp) =>
      handleCommand(log, userDecider, userStream(user), command, { ...context, ...stamp }),
    );
    // The directory follows the log; the person who was just written to it is there in a moment.
    const known = await directory.settled(user, 1, DIRECTORY_WAIT_MS);
    if (!known) throw new DomainError('STALE', 'The account was made, but is not ready yet. Sign in in a moment.');
    return known;
  }
}
