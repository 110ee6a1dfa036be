import { randomUUID } from 'node:crypto';
import type { Role, Scope } from '@wireledger/access';
import { cleanName, type User, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { AccountProposals } from '../auth/account-proposals';
import type { PasswordHasher } from '../auth/password-hasher';
import { checkPassword } from '../auth/password-rules';
import type { UserDirectory } from '../auth/user-directory';
import type { PublicAddress } from '../control/public-address';
import { linkHash, linkRefused, newLinkToken } from './link-token';
import type { Deed, Done, PeopleLog } from './people-log';
import type { SecurityPolicy } from '../security/security-policy';

const LINK_HOURS = 72;
const SETTLE_MS = 5000;
const LINK_MS = LINK_HOURS * 3600_000;

/** Whom an administrator wants to let in. */
export interface Invited {
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope | null;
  readonly reason: string;
}

/** What was done, and the link, which nobody can read again. `expiresAt` in ms since 1970 UTC. */
export interface GivenLink extends Done {
  readonly link: string;
  readonly expiresAt: number;
}

interface Deps {
  readonly store: AccessStore;
  readonly log: EventLog;
  readonly people: PeopleLog;
  readonly directory: UserDirectory;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly proposals: AccountProposals;
  readonly address: PublicAddress;
  readonly security: Pick<SecurityPolicy, 'now'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

const refused = () => linkRefused(LINK_HOURS);
const taken = () => new DomainError('NAME_TAKEN', 'This name is taken. Choose another one.');

/**
 * People are let in by a link that works once: whoever has it sets the password of the account that it was made for. The name is kept for
 * them from the invitation on; of the link only its hash is stored.
 */
export class Invitations {
  constructor(private readonly deps: Deps) {}

  /** @throws DomainError NAME_INVALID, NAME_TAKEN, SCOPE_INVALID, TEXT_NEEDED, TEXT_INVALID */
  async invite({ name, role, scope, reason }: Invited, deed: Deed): Promise<GivenLink> {
    const { people, proposals } = this.deps;
    const user = randomUUID();
    const clean = cleanName(name);
    const expiresAt = this.deps.clock() + LINK_MS;
    const command = { type: 'invite', user, name: clean, role, scope, expiresAt: expiresAt * 1000, reason } as const;
    // Refused before the name is taken.
    userDecider.decide(null, command);
    if (!(await proposals.isFree(clean))) throw taken();
    const done = await proposals.create({ user, name: clean }, null, (stamp) =>
      people.tell(user, command, deed, stamp),
    );
    return { ...done, expiresAt, link: await this.newLink(user, expiresAt) };
  }

  /** A new link in place of the old one. @throws DomainError USER_UNKNOWN, INVITATION_OVER */
  async renew(user: string, deed: Deed): Promise<GivenLink> {
    const expiresAt = this.deps.clock() + LINK_MS;
    const done = await this.deps.people.tell(user, { type: 'renewInvitation', expiresAt: expiresAt * 1000 }, deed);
    return { ...done, expiresAt, link: await this.newLink(user, expiresAt) };
  }

  /** The link is good no more and the name is free. @throws DomainError USER_UNKNOWN, INVITATION_OVER, TEXT_NEEDED, TEXT_INVALID */
  async revoke(user: string, reason: string, deed: Deed): Promise<Done> {
    const done = await this.deps.people.tell(user, { type: 'revokeInvitation', reason }, deed);
    await this.deps.store.removeInvited(user);
    return done;
  }

  /** Whom a link is for. @throws DomainError LINK_REFUSED, the same for every reason */
  async look(link: string): Promise<User> {
    const id = await this.deps.store.invitedBy(linkHash(link), this.deps.clock());
    const user = id === null ? null : this.deps.directory.user(id);
    if (user?.standing !== 'invited' || user.disabled) throw refused();
    return user;
  }

  /**
   * Uses a link up: the account has a password now. A wrong password leaves the link good.
   * @throws DomainError LINK_REFUSED, PASSWORD_WEAK, BUSY, STALE
   */
  async accept(link: string, password: string, requestId: string): Promise<User> {
    const { log, directory, hasher, proposals, security, clock } = this.deps;
    const { id, name } = await this.look(link);
    checkPassword(password, name, security.now.passwordLength);
    const passwordHash = await hasher.hash(password);
    // That took a while: only the newest link is good. Of several that use it at once the log lets one.
    await this.look(link);
    const at = clock() * 1000;
    const context = { actor: `user:${id}`, correlationId: requestId, causationId: requestId, at };
    const command: UserCommand = { type: 'acceptInvitation', now: at };
    const { revision } = await proposals
      .change(id, passwordHash, (stamp) =>
        handleCommand(log, userDecider, userStream(id), command, { ...context, ...stamp }),
      )
      .catch((error: unknown) => {
        throw error instanceof DomainError && error.code !== 'BUSY' ? refused() : error;
      });
    const known = await directory.reached(id, revision, SETTLE_MS);
    if (!known) throw new DomainError('STALE', 'The password is set, but is not ready yet. Sign in in a moment.');
    return known;
  }

  /** As {@link newLink} stores it. */
  hashOf(link: string): string {
    return linkHash(link);
  }

  /**
   * Uses a link up for somebody who will sign in by the provider: the account stays without a password.
   * @throws DomainError LINK_REFUSED, BUSY, STALE
   */
  async acceptWithIdentity(hash: string, requestId: string): Promise<User> {
    const { store, people, clock } = this.deps;
    const id = await store.takeInvitation(hash, clock());
    if (id === null) throw refused();
    const command: UserCommand = { type: 'acceptInvitation', now: clock() * 1000 };
    const done = await people.tell(id, command, { actor: `user:${id}`, requestId }).catch((error: unknown) => {
      if (error instanceof DomainError && error.code !== 'BUSY' && error.code !== 'STALE') throw refused();
      throw error;
    });
    return done.user;
  }

  private async newLink(user: string, expiresAt: number): Promise<string> {
    const token = newLinkToken();
    await this.deps.store.putInvitation({ user, hash: linkHash(token), expiresAt });
    return `${this.deps.address.url}/invitation#token=${token}`;
  }
}
