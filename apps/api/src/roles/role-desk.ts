import { randomUUID } from 'node:crypto';
import { PERMISSIONS, type Role } from '@wireledger/access';
import { type CustomRole, type RoleCommand, type RoleWish, rolesDecider, ROLES_STREAM } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand, type Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { UserDirectory } from '../auth/user-directory';
import type { CutOff } from '../people/cut-off';
import { assertGives } from '../people/giving';
import type { Deed, PeopleLog } from '../people/people-log';

const SETTLE_MS = 5000;

/** Which role, on which version of it the decision rests, and why. */
export interface RoleOrder {
  readonly id: string;
  readonly seen: number;
  readonly reason: string;
}

/** Where the change stands in the log, and the role as it is now; null = it is gone. */
export interface RoleDone {
  readonly position: Position | 'start';
  readonly role: CustomRole | null;
}

type Without<Command> = Command extends unknown ? Omit<Command, 'by' | 'at'> : never;

/** Where administrators define roles that have less than one of the matrix. A change acts at once on whoever has the role. */
export class RoleDesk {
  constructor(
    private readonly log: EventLog,
    private readonly people: Pick<PeopleLog, 'inTurn'>,
    private readonly directory: UserDirectory,
    private readonly cutOff: Pick<CutOff, 'user'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError NAME_INVALID, NAME_TAKEN, ROLE_INVALID, ROLE_BEYOND_GIVER, LIMIT_EXCEEDED, TEXT_NEEDED, TEXT_INVALID, BUSY, STALE */
  define(wish: RoleWish & { readonly base: Role; readonly reason: string }, deed: Deed): Promise<RoleDone> {
    const role = randomUUID();
    return this.people.inTurn(() => {
      this.assertWithin(wish.base, wish, deed);
      return this.tell({ type: 'define', role, ...wish }, deed);
    });
  }

  /**
   * Sessions, live connections and exports of whoever has the role end when its rights change.
   * @throws DomainError as {@link define}; ROLE_UNKNOWN, ROLE_CHANGED with the version, OWN_ROLE, LAST_ADMIN
   */
  change({ id, seen, reason }: RoleOrder, wish: RoleWish, deed: Deed): Promise<RoleDone> {
    return this.people.inTurn(async () => {
      const before = this.directory.roles.role(id);
      if (before) this.assertWithin(before.base, wish, deed);
      const command = { type: 'change', role: id, seen, reason, holders: this.holders(id, deed), ...wish } as const;
      const done = await this.tell(command, deed);
      if (before?.without.join() !== done.role?.without.join()) await this.end(id, reason, deed);
      return done;
    });
  }

  /** @throws DomainError ROLE_UNKNOWN, ROLE_CHANGED, ROLE_IN_USE, TEXT_NEEDED, TEXT_INVALID, BUSY, STALE */
  remove({ id, seen, reason }: RoleOrder, deed: Deed): Promise<RoleDone> {
    return this.people.inTurn(() =>
      this.tell({ type: 'remove', role: id, seen, reason, holders: this.holders(id, deed) }, deed),
    );
  }

  private holders(id: string, { by }: Deed) {
    const holders = this.directory.holdersOf(id);
    const own = holders.some((user) => user.id === by);
    return { count: holders.length, own, otherAdmins: this.directory.adminsBeside(id) };
  }

  /** Nobody defines a role that has what he lacks himself. Names of no permission are refused by the role itself. */
  private assertWithin(base: Role, { without }: RoleWish, { by }: Deed): void {
    const taken = PERMISSIONS.filter((permission) => without.includes(permission));
    assertGives(this.directory, by, { party: base, token: false, without: taken });
  }

  private async end(role: string, reason: string, { actor, requestId }: Deed): Promise<void> {
    for (const { id } of this.directory.holdersOf(role))
      await this.cutOff.user(id, { actor, said: reason.trim(), requestId });
  }

  private async tell(command: Without<RoleCommand>, { actor, requestId }: Deed): Promise<RoleDone> {
    const at = this.clock() * 1000;
    const context = { actor, correlationId: requestId, causationId: requestId, at };
    const whole = { ...command, by: actor, at } as RoleCommand;
    try {
      const { state, revision, position } = await handleCommand(this.log, rolesDecider, ROLES_STREAM, whole, context);
      if (!(await this.directory.rolesReached(revision, SETTLE_MS)))
        throw new DomainError('STALE', 'It is done, but not known everywhere yet. Load the list again in a moment.');
      return { position, role: state.get(command.role) ?? null };
    } catch (error) {
      if (error instanceof CommandConflict)
        throw new DomainError('BUSY', 'Others keep changing roles. Try again in a moment.');
      throw error;
    }
  }
}
