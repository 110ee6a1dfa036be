import { randomUUID } from 'node:crypto';
import type { Role } from '@wireledger/access';
import { cleanName, mayAct, type User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore } from '@wireledger/platform';

import type { AccountProposals } from '../auth/account-proposals';
import type { UserDirectory } from '../auth/user-directory';
import type { PeopleLog } from '../people/people-log';
import type { ProviderClaims } from './provider-claims';
import { subjectMark } from './subject-mark';

interface Deps {
  readonly store: AccessStore;
  readonly directory: UserDirectory;
  readonly people: PeopleLog;
  readonly proposals: AccountProposals;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

type Who = Pick<ProviderClaims, 'iss' | 'sub'>;

const taken = () =>
  new DomainError('IDENTITY_TAKEN', 'This identity belongs to another account here. Unlink it there first.');

/** Which account an identity of the provider belongs to. Issuer and subject decide, never a name or an e-mail address: these are given to others some day. */
export class LinkedUsers {
  constructor(private readonly deps: Deps) {}

  /** Null when the identity belongs to nobody who is there. */
  async owner({ iss, sub }: Who): Promise<User | null> {
    const id = await this.deps.store.identities.ownerOf(iss, sub);
    const user = id === null ? null : this.deps.directory.user(id);
    // The log decides: what it has unlinked is unlinked, even if the row is still there.
    return user?.identity?.subject === subjectMark(iss, sub) && user.standing === 'active' ? user : null;
  }

  /**
   * The log first, for it lets a user have one identity; then the row, which lets an identity have one user. Whatever breaks off between leaves somebody
   * who is not let in and links anew, never somebody who is let in as another.
   * @throws DomainError IDENTITY_TAKEN, IDENTITY_EXISTS, USER_DISABLED, BUSY, STALE
   */
  async link(user: string, who: Who, by: 'owner' | 'invitation' | 'firstSignIn', requestId: string): Promise<User> {
    const { store, people, clock } = this.deps;
    const { iss, sub } = who;
    const deed = { actor: `user:${user}`, requestId };
    const holder = await store.identities.ownerOf(iss, sub);
    if (holder !== null && holder !== user) throw taken();
    const command = { type: 'linkIdentity', issuer: iss, subject: subjectMark(iss, sub), by } as const;
    const { user: linked } = await people.tell(user, command, deed);
    if (await store.identities.link({ issuer: iss, subject: sub, user, linkedAt: clock() })) return linked;
    await people.tell(user, { type: 'unlinkIdentity' }, deed);
    throw taken();
  }

  /** @throws DomainError IDENTITY_MISSING, USER_DISABLED, BUSY, STALE */
  async unlink(user: string, requestId: string): Promise<void> {
    await this.deps.store.identities.unlink(user);
    await this.deps.people.tell(user, { type: 'unlinkIdentity' }, { actor: `user:${user}`, requestId });
  }

  /** An account without a password for somebody whom nobody here knew. @throws DomainError NAME_TAKEN, NAME_INVALID, IDENTITY_TAKEN, BUSY, STALE */
  async signUp(who: Who, said: string, role: Role, requestId: string): Promise<User> {
    const { people, proposals } = this.deps;
    const name = cleanName(said);
    const user = randomUUID();
    if (!(await proposals.isFree(name)))
      throw new DomainError(
        'NAME_TAKEN',
        `There is an account of the name ${name} already, and it is not linked to you. If it is yours, sign in with its password and link it under My account.`,
      );
    await proposals.create({ user, name }, null, (stamp) =>
      people.tell(user, { type: 'signUp', user, name, role }, { actor: `user:${user}`, requestId }, stamp),
    );
    return this.link(user, who, 'firstSignIn', requestId);
  }

  /** Gives whoever has his account from the provider the role that it says now. Whoever must not lose it keeps it: the last administrator. */
  async follow(user: User, role: Role, requestId: string): Promise<{ readonly user: User; readonly changed: boolean }> {
    const { people, directory } = this.deps;
    if (!user.byProvider || user.role === role || !mayAct(user)) return { user, changed: false };
    const reason = 'as the sign-in provider says';
    try {
      const done = await people.tell(
        user.id,
        () => ({ type: 'grantRole', role, reason, by: 'provider', otherAdmins: directory.otherAdmins(user.id) }),
        { actor: 'system:provider', requestId },
      );
      return { user: done.user, changed: true };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'LAST_ADMIN') return { user, changed: false };
      throw error;
    }
  }
}
