import { readsMasked } from '@wireledger/access';
import type { User as KnownUser } from '@wireledger/domain';
import { DomainError, formatTime } from '@wireledger/kernel';
import type { AccessStore, Session } from '@wireledger/platform';

import { isAlive } from '../auth/session-rules';
import type { UserDirectory } from '../auth/user-directory';
import type { SecurityPolicy } from '../security/security-policy';
import { MOST_USERS, type User, type UserPage, type UserSession, type UserState } from '../schema/users';

const iso = (ms: number): string => new Date(ms).toISOString();
const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Which users are asked for. */
export interface UserQuestion {
  /** Part of the name, without regard to case. */
  readonly search?: string | null | undefined;
  readonly first: number;
  readonly skip: number;
}

/** Users as administrators and auditors read them; analysts read names alone. */
export class UserList {
  constructor(
    private readonly store: Pick<AccessStore, 'lastSeen' | 'openSessionsOf'>,
    private readonly directory: UserDirectory,
    private readonly security: Pick<SecurityPolicy, 'lifetimes'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** In order of their names. */
  async page({ search, first, skip }: UserQuestion, whole: boolean): Promise<UserPage> {
    if (first < 1 || first > MOST_USERS || skip < 0)
      throw new DomainError('BAD_USER_INPUT', `\`first\` is 1 to ${MOST_USERS}, \`skip\` 0 or more.`);
    const part = keyOf(search?.trim() ?? '');
    const found = this.directory
      .all()
      .filter(({ name }) => keyOf(name).includes(part))
      .sort((a, b) => (keyOf(a.name) < keyOf(b.name) ? -1 : 1));
    const shown = found.slice(skip, skip + first);
    return { count: found.length, users: whole ? await this.detailed(shown) : shown.map(nameOf) };
  }

  async one(user: KnownUser): Promise<User> {
    return (await this.detailed([user]))[0] as User;
  }

  /** Open sessions, newest use first. @throws DomainError USER_UNKNOWN */
  async sessions(id: string): Promise<UserSession[]> {
    const user = this.directory.user(id);
    if (!user || user.standing === 'withdrawn') throw new DomainError('USER_UNKNOWN', 'There is no such user.');
    const open = await this.alive([user]);
    return open
      .sort((a, b) => b.rotatedAt - a.rotatedAt)
      .map(({ id: session, createdAt, rotatedAt, ip, agent }) => ({
        ...{ id: session, startedAt: iso(createdAt), seenAt: iso(rotatedAt), ip, agent },
      }));
  }

  private async detailed(users: readonly KnownUser[]): Promise<User[]> {
    const ids = users.map(({ id }) => id);
    const [seen, open] = await Promise.all([this.store.lastSeen(ids), this.alive(users)]);
    return users.map((user) => {
      const { id, role, scope, invitedUntil, factor } = user;
      const seenAt = seen.get(id);
      return {
        ...nameOf(user),
        version: this.directory.versionOf(id),
        details: {
          ...{ role, scope, masked: readsMasked({ party: role, token: false }) },
          secondFactor: factor.enrolled,
          state: stateOf(user),
          invitedUntil: invitedUntil === null ? null : formatTime(invitedUntil),
          seenAt: seenAt === undefined ? null : iso(seenAt),
          sessions: open.filter(({ user: owner }) => owner === id).length,
        },
      };
    });
  }

  private async alive(users: readonly KnownUser[]): Promise<Session[]> {
    const roles = new Map(users.map(({ id, role, disabled }) => [id, disabled ? null : role]));
    const open = await this.store.openSessionsOf([...roles.keys()]);
    const now = this.clock();
    return open.filter((session) => {
      const role = roles.get(session.user);
      return role && isAlive(session, this.security.lifetimes(role), now);
    });
  }
}

function stateOf({ erasure, disabled, standing }: KnownUser): UserState {
  if (erasure !== 'none') return 'ERASED';
  return disabled ? 'DISABLED' : standing === 'invited' ? 'INVITED' : 'ACTIVE';
}

const nameOf = ({ id, name }: KnownUser): User => ({ id, name, version: null, details: null });
