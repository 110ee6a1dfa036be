import type { Permission, Subject } from '@wireledger/access';
import {
  type CustomRole,
  type CustomRoles,
  type RoleEvent,
  rolesDecider,
  takenAway,
  type User,
} from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';

/** Types of events that the book folds. */
export const ROLE_TYPES = ['domain.RoleDefined', 'domain.RoleChanged', 'domain.RoleRemoved'] as const;

/** The custom roles, folded from the log in memory, and what somebody may do who has one. */
export class RoleBook {
  private roles: CustomRoles = rolesDecider.initial;
  private folded = -1n;

  /** Last revision of their stream that is folded; -1 when there is none. */
  get revision(): bigint {
    return this.folded;
  }

  /** Folds an event; one that was folded before changes nothing. Answers whether something changed. */
  apply({ type, data, meta, revision }: RecordedEvent): boolean {
    if (!(ROLE_TYPES as readonly string[]).includes(type) || revision <= this.folded) return false;
    this.roles = rolesDecider.evolve(this.roles, { type, version: meta.sv, data } as unknown as RoleEvent);
    this.folded = revision;
    return true;
  }

  /** In the order in which they were defined. */
  all(): readonly CustomRole[] {
    return [...this.roles.values()];
  }

  role(id: string): CustomRole | null {
    return this.roles.get(id) ?? null;
  }

  /** What the custom role of somebody takes away: the same list as long as the role is as it was, so that it tells by itself whether it is. */
  withoutOf(user: Pick<User, 'role' | 'customRole'>): readonly Permission[] {
    return takenAway(this.roles, user);
  }

  /** What a person may do: the column of his role, less what his custom role takes away. The one place that says so. */
  subjectOf(user: Pick<User, 'role' | 'customRole' | 'scope'>): Subject {
    return { party: user.role, token: false, scoped: user.scope !== null, without: this.withoutOf(user) };
  }
}
