import type { Role, Scope } from '@wireledger/access';
import type { UserCommand } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';

import { noteChange } from '../audit/noted-facts';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import type { CutOff } from './cut-off';
import { assertGivesRole } from './giving';
import type { Deed, Done, PeopleLog } from './people-log';

/** Which user, on which version of him the decision rests (null = whatever he is now), and why. */
export interface UserOrder {
  readonly id: string;
  readonly seen?: number | null | undefined;
  readonly reason: string;
}

/** Where administrators change what other people may do. Whatever narrows it acts at once on all that runs in their name. */
export class UserDesk {
  constructor(
    private readonly people: PeopleLog,
    private readonly directory: UserDirectory,
    private readonly sessions: Pick<Sessions, 'endFor'>,
    private readonly cutOff: CutOff,
  ) {}

  /**
   * `customRole`: id of the one that takes something away from the role; null = none.
   * @throws DomainError USER_UNKNOWN, USER_CHANGED, OWN_ROLE, LAST_ADMIN, ROLE_UNKNOWN, ROLE_BEYOND_GIVER, BAD_USER_INPUT, TEXT_NEEDED, TEXT_INVALID
   */
  grantRole(order: UserOrder, role: Role, customRole: string | null, deed: Deed): Promise<Done> {
    return this.narrow(order, deed, (asker) => {
      assertGivesRole(this.directory, deed.by, role, customRole);
      return { type: 'grantRole', role, customRole, reason: order.reason, ...asker };
    });
  }

  /** @throws DomainError USER_UNKNOWN, USER_CHANGED, OWN_SCOPE, SCOPE_INVALID, TEXT_NEEDED, TEXT_INVALID */
  grantScope(order: UserOrder, scope: Scope | null, deed: Deed): Promise<Done> {
    return this.narrow(order, deed, ({ by }) => ({ type: 'grantScope', scope, by, reason: order.reason }));
  }

  /** @throws DomainError USER_UNKNOWN, USER_CHANGED, OWN_ACCOUNT, LAST_ADMIN, TEXT_NEEDED, TEXT_INVALID */
  disable(order: UserOrder, deed: Deed): Promise<Done> {
    return this.narrow(order, deed, (asker) => ({ type: 'disable', reason: order.reason, ...asker }));
  }

  /** @throws DomainError USER_UNKNOWN, USER_CHANGED, TEXT_NEEDED, TEXT_INVALID */
  enable({ id, seen, reason }: UserOrder, deed: Deed): Promise<Done> {
    return this.people.tell(id, () => this.onSeen(id, seen, { type: 'enable', reason }), deed);
  }

  /** Signs a user out everywhere. @throws DomainError USER_UNKNOWN, OWN_ACCOUNT, TEXT_NEEDED, TEXT_INVALID */
  endSessions(order: UserOrder, deed: Deed): Promise<Done> {
    return this.narrow(order, deed, ({ by }) => ({ type: 'revokeSessions', by, reason: order.reason }));
  }

  /** Ends one session of a user. @throws DomainError NOT_FOUND, also when it is somebody else's */
  async endSession(user: string, session: string, said: string, { actor, requestId }: Deed): Promise<void> {
    if ((await this.sessions.endFor(user, { actor, said, requestId }, session)) === 0)
      throw new DomainError('NOT_FOUND', 'This user has no open session of this id. Load the list again.');
    noteChange({ kind: 'session', before: { open: true }, after: { open: false } });
  }

  private async narrow(
    { id, seen, reason }: UserOrder,
    deed: Deed,
    command: (asker: { readonly by: string; readonly otherAdmins: number }) => UserCommand,
  ): Promise<Done> {
    const asked = () => command({ by: deed.by, otherAdmins: this.directory.otherAdmins(id) });
    const done = await this.people.tell(id, () => this.onSeen(id, seen, asked()), deed);
    await this.cutOff.user(id, { actor: deed.actor, said: reason.trim(), requestId: deed.requestId });
    return done;
  }

  private onSeen(id: string, seen: number | null | undefined, command: UserCommand): UserCommand {
    const version = this.directory.versionOf(id);
    if (seen === null || seen === undefined || version < 0 || seen === version) return command;
    throw new DomainError('USER_CHANGED', 'Somebody else changed this user meanwhile. Look again, then decide.', {
      version,
    });
  }
}
