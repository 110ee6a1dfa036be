import {
  EVERYTHING_REMOVABLE,
  isFullAdmin,
  type Permission,
  removablePermissions,
  ROLES,
  type Role,
} from '@wireledger/access';
import { RoleChanged, RoleDefined, RoleRemoved } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import { cleanName, type User } from '../user/user';

/** A role that has what its base has, without some of it. */
export interface CustomRole {
  readonly id: string;
  readonly name: string;
  readonly base: Role;
  /** Permissions that it takes away, in the order of the matrix. */
  readonly without: readonly Permission[];
  /** Grows by one with each change, from 1. */
  readonly version: number;
  /** Who touched it last, `user:<id>`, and when, µs since 1970 UTC. */
  readonly by: string;
  readonly at: number;
}

/** Those that there are, by their ids, in the order in which they were defined. */
export type CustomRoles = ReadonlyMap<string, CustomRole>;

interface Said {
  readonly reason: string;
  /** `user:<id>`. */
  readonly by: string;
  /** µs since 1970 UTC. */
  readonly at: number;
}

/** What a role is to be. */
export interface RoleWish {
  readonly name: string;
  /** Permissions to be taken away, in any order. */
  readonly without: readonly string[];
}

/** Facts about the people who have the role, which the decision needs. */
export interface Holders {
  readonly count: number;
  /** Whoever asks is one of them. */
  readonly own: boolean;
  /** Administrators who may act and can help everybody back in without this role. */
  readonly otherAdmins: number;
}

export type RoleCommand =
  | ({ readonly type: 'define'; readonly role: string; readonly base: Role } & RoleWish & Said)
  | ({ readonly type: 'change'; readonly role: string; readonly seen: number; readonly holders: Holders } & RoleWish &
      Said)
  | ({ readonly type: 'remove'; readonly role: string; readonly seen: number; readonly holders: Holders } & Said);

export type RoleEvent = EventOf<typeof RoleDefined> | EventOf<typeof RoleChanged> | EventOf<typeof RoleRemoved>;

/** All of them are in one stream: a name is taken once. */
export const ROLES_STREAM = 'role-all';
/** Custom roles at once. */
export const MAX_CUSTOM_ROLES = 50;
const MAX_NAME = 40;
const MAX_REASON = 500;
/** What the roles of the matrix are called: nobody shall take one for the other. */
const BUILT_IN: ReadonlySet<string> = new Set([...ROLES.map((role) => role.toLowerCase()), 'administrator']);

const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

/** @throws NAME_INVALID, NAME_TAKEN */
function freeName(roles: CustomRoles, wished: string, own: string | null): string {
  const name = cleanName(wished, MAX_NAME);
  const key = keyOf(name);
  if (BUILT_IN.has(key))
    throw new DomainError('NAME_TAKEN', 'A role of the permission matrix has this name. Choose another one.');
  if ([...roles.values()].some((role) => role.id !== own && keyOf(role.name) === key))
    throw new DomainError('NAME_TAKEN', 'Another role has this name. Choose another one.');
  return name;
}

/** @throws ROLE_INVALID when something is to be taken away that the base does not have, or must keep, or when nothing is */
function readWithout(base: Role, wished: readonly string[]): Permission[] {
  const removable = removablePermissions(base);
  const odd = wished.find((name) => !removable.some((permission) => permission === name));
  if (odd !== undefined)
    throw new DomainError(
      'ROLE_INVALID',
      `${JSON.stringify(odd.slice(0, 60))} cannot be taken away: the base role does not have it, or must keep it.`,
    );
  if (wished.length === 0)
    throw new DomainError('ROLE_INVALID', 'Take at least one permission away: else it is the base role itself.');
  return removable.filter((permission) => wished.includes(permission));
}

/** As it was seen. @throws ROLE_UNKNOWN; ROLE_CHANGED with the version as it is now */
function onSeen(roles: CustomRoles, id: string, seen: number): CustomRole {
  const role = roles.get(id);
  if (!role) throw new DomainError('ROLE_UNKNOWN', 'There is no such role. Load the list again.');
  if (role.version !== seen)
    throw new DomainError('ROLE_CHANGED', 'Somebody else changed this role meanwhile. Look again, then decide.', {
      version: role.version,
    });
  return role;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

const keepsAdmin = (base: Role, without: readonly Permission[]): boolean =>
  isFullAdmin({ party: base, token: false, without });

function change(roles: CustomRoles, command: Extract<RoleCommand, { type: 'change' }>): readonly RoleEvent[] {
  const { role: id, holders, by, at } = command;
  const role = onSeen(roles, id, command.seen);
  const { base } = role;
  const name = freeName(roles, command.name, id);
  const without = readWithout(base, command.without);
  const reason = said('The reason', command.reason, MAX_REASON);
  const sameRights = isSame(without, role.without);
  if (name === role.name && sameRights) return [];
  if (!sameRights && holders.own)
    throw new DomainError('OWN_ROLE', 'You have this role, and nobody changes his own. Ask another administrator.');
  if (keepsAdmin(base, role.without) && !keepsAdmin(base, without) && holders.otherAdmins === 0)
    throw new DomainError(
      'LAST_ADMIN',
      'Nobody would be left who can manage people. Make another administrator first.',
    );
  const before = { name: role.name, without: [...role.without] };
  return [RoleChanged.create({ role: id, name, without, before, reason, by, at })];
}

function decide(roles: CustomRoles, command: RoleCommand): readonly RoleEvent[] {
  const { role: id, by, at } = command;
  switch (command.type) {
    case 'define': {
      if (roles.has(id)) throw new DomainError('ROLE_INVALID', 'This role exists already.');
      const { base } = command;
      const name = freeName(roles, command.name, null);
      const without = readWithout(base, command.without);
      const reason = said('The reason', command.reason, MAX_REASON);
      if (roles.size >= MAX_CUSTOM_ROLES)
        throw new DomainError('LIMIT_EXCEEDED', `There are ${MAX_CUSTOM_ROLES} custom roles. Remove one first.`);
      return [RoleDefined.create({ role: id, name, base, without, reason, by, at })];
    }
    case 'change':
      return change(roles, command);
    case 'remove': {
      onSeen(roles, id, command.seen);
      const { count } = command.holders;
      if (count > 0)
        throw new DomainError('ROLE_IN_USE', `${count} people have this role. Give them another one first.`, { count });
      return [RoleRemoved.create({ role: id, reason: said('The reason', command.reason, MAX_REASON), by, at })];
    }
  }
}

/** Names of this build's permissions; what an older or newer one called otherwise takes nothing away. */
const known = (base: Role, without: readonly string[]): readonly Permission[] =>
  removablePermissions(base).filter((permission) => without.includes(permission));

function evolve(roles: CustomRoles, event: RoleEvent): CustomRoles {
  const { role: id, by, at } = event.data;
  const next = new Map(roles);
  if (event.type === 'domain.RoleRemoved') next.delete(id);
  else if (event.type === 'domain.RoleDefined') {
    const { name, base, without } = event.data;
    next.set(id, { id, name, base, without: known(base, without), version: 1, by, at });
  } else {
    const role = roles.get(id);
    const { name, without } = event.data;
    if (role) next.set(id, { ...role, name, without: known(role.base, without), version: role.version + 1, by, at });
  }
  return next;
}

const NOTHING: readonly Permission[] = [];

/**
 * What the custom role of somebody takes away: the same list as long as the role is as it was. Of a role that is gone, or of another base, everything: nobody
 * shall gain by it.
 */
export function takenAway(roles: CustomRoles, user: Pick<User, 'role' | 'customRole'>): readonly Permission[] {
  if (user.customRole === null) return NOTHING;
  const custom = roles.get(user.customRole);
  return custom?.base === user.role ? custom.without : EVERYTHING_REMOVABLE;
}

/** Roles that people define; stream `role-all`. */
export const rolesDecider: Decider<CustomRoles, RoleCommand, RoleEvent> = { initial: new Map(), decide, evolve };
