import { mayAct, type User, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError, formatTime } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { AccountProposals, Stamp } from '../auth/account-proposals';
import type { PasswordHasher } from '../auth/password-hasher';
import { checkPassword } from '../auth/password-rules';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import type { PublicAddress } from '../control/public-address';
import type { GivenLink } from './invitations';
import { linkHash, linkRefused, newLinkToken } from './link-token';
import type { Deed, PeopleLog } from './people-log';
import type { SecurityPolicy } from '../security/security-policy';

const LINK_HOURS = 24;
const LINK_MS = LINK_HOURS * 3600_000;
const SETTLE_MS = 5000;

interface Deps {
  readonly store: AccessStore;
  readonly log: EventLog;
  readonly people: PeopleLog;
  readonly directory: UserDirectory;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly proposals: AccountProposals;
  readonly sessions: Pick<Sessions, 'endAll'>;
  readonly address: PublicAddress;
  readonly security: Pick<SecurityPolicy, 'now'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

const refused = () => linkRefused(LINK_HOURS);

/** Who made a link, and its end, RFC 3339. */
export interface ShownReset {
  readonly byName: string;
  readonly until: string;
}

/**
 * Whoever forgot his password is given a link by an administrator: it works once, and sets a password. The old one stays good until then, and the second
 * factor stays whatever happens: the link is in the place of the password alone. Of the link only its hash is stored.
 */
export class PasswordResets {
  constructor(private readonly deps: Deps) {}

  /**
   * Makes a link, in place of one that was made before.
   * @throws DomainError USER_UNKNOWN, USER_INVITED, USER_DISABLED, USER_ERASED, OWN_ACCOUNT, TEXT_NEEDED, TEXT_INVALID, BUSY, STALE
   */
  async offer(user: string, reason: string, deed: Deed): Promise<GivenLink> {
    const { store, people, directory, address, clock } = this.deps;
    const expiresAt = clock() + LINK_MS;
    const command: UserCommand = { type: 'offerPasswordReset', by: deed.by, expiresAt: expiresAt * 1000, reason };
    // Refused before a link is replaced.
    userDecider.decide(directory.user(user), command);
    const token = newLinkToken();
    // The row first: whatever breaks off in between, an older link that the log took back cannot come to life by the newer offer.
    await store.putInvitation({ user, hash: linkHash(token), expiresAt });
    const done = await people.tell(user, command, deed);
    return { ...done, expiresAt, link: `${address.url}/reset-password#token=${token}` };
  }

  /** The link that is good for a user now, as he is told of it; null when there is none. */
  offeredTo({ passwordReset }: User): ShownReset | null {
    const { directory, clock } = this.deps;
    if (!passwordReset || passwordReset.until <= clock() * 1000) return null;
    return { byName: directory.user(passwordReset.by)?.name ?? '', until: formatTime(passwordReset.until) };
  }

  /** Whom a link is for. @throws DomainError LINK_REFUSED, the same for every reason */
  async look(link: string): Promise<User> {
    const { store, directory, clock } = this.deps;
    const id = await store.invitedBy(linkHash(link), clock());
    const user = id === null ? null : directory.user(id);
    if (!user || !mayAct(user) || !this.offeredTo(user)) throw refused();
    return user;
  }

  /**
   * Uses a link up: the password is another one, and all sessions have ended. A weak password leaves the link good.
   * @throws DomainError LINK_REFUSED, PASSWORD_WEAK, BUSY, STALE
   */
  async use(link: string, password: string, requestId: string): Promise<User> {
    const { log, directory, hasher, proposals, sessions, security, clock } = this.deps;
    const { id, name } = await this.look(link);
    checkPassword(password, name, security.now.passwordLength);
    const passwordHash = await hasher.hash(password);
    // That took a while: only the newest link is good. Of several that use it at once the log lets one.
    await this.look(link);
    const at = clock() * 1000;
    const context = { actor: `user:${id}`, correlationId: requestId, causationId: requestId, at };
    const command: UserCommand = { type: 'resetPassword', now: at };
    const write = (stamp: Stamp) => handleCommand(log, userDecider, userStream(id), command, { ...context, ...stamp });
    const { revision } = await proposals
      .change(id, passwordHash, write, async () => void (await sessions.endAll(id, 'password', requestId)))
      .catch((error: unknown) => {
        throw error instanceof DomainError && error.code !== 'BUSY' ? refused() : error;
      });
    const known = await directory.reached(id, revision, SETTLE_MS);
    if (!known) throw new DomainError('STALE', 'The password is set, but is not ready yet. Sign in in a moment.');
    return known;
  }
}
