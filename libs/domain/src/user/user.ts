import {
  ErasureCompleted,
  erasedLabel,
  InvitationAccepted,
  InvitationRenewed,
  InvitationRevoked,
  PasswordChanged,
  PersonErased,
  RoleGranted,
  ScopeGranted,
  SessionsRevoked,
  UserDisabled,
  UserEnabled,
  UserInvited,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { parseScope, type Role, type Scope } from '@wireledger/access';

import { said } from '../alert/said';
import { writtenScope } from '../scope/written-scope';
import {
  decideIdentity,
  evolveIdentity,
  type Identity,
  type IdentityCommand,
  type IdentityEvent,
  isIdentityCommand,
  isIdentityEvent,
} from './identity';
import {
  decidePasswordReset,
  evolvePasswordReset,
  isPasswordResetCommand,
  isPasswordResetEvent,
  type OfferedReset,
  type PasswordResetCommand,
  type PasswordResetEvent,
} from './password-reset';
import {
  decideSecondFactor,
  evolveSecondFactor,
  isSecondFactorCommand,
  isSecondFactorEvent,
  NO_FACTOR,
  type SecondFactor,
  type SecondFactorCommand,
  type SecondFactorEvent,
} from './second-factor';

export type UserEvent =
  | EventOf<typeof UserInvited>
  | EventOf<typeof InvitationRenewed>
  | EventOf<typeof InvitationRevoked>
  | EventOf<typeof InvitationAccepted>
  | EventOf<typeof RoleGranted>
  | EventOf<typeof ScopeGranted>
  | EventOf<typeof PasswordChanged>
  | EventOf<typeof SessionsRevoked>
  | EventOf<typeof UserDisabled>
  | EventOf<typeof UserEnabled>
  | EventOf<typeof PersonErased>
  | EventOf<typeof ErasureCompleted>
  | PasswordResetEvent
  | SecondFactorEvent
  | IdentityEvent;

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Id of the custom role that takes something away from the role; null = none does. */
  readonly customRole: string | null;
  /** Forced filter, null = sees everything that the role sees. */
  readonly scope: Scope | null;
  /** `invited`: has not used the link yet; `withdrawn`: the invitation was revoked, so there is no such user. */
  readonly standing: 'invited' | 'active' | 'withdrawn';
  /** End of the invitation's link, µs since 1970 UTC; null when there is none. */
  readonly invitedUntil: number | null;
  readonly disabled: boolean;
  /** The link by which he may set another password without his own; null when there is none. */
  readonly passwordReset: OfferedReset | null;
  readonly factor: SecondFactor;
  /** Who he is at the OpenID Connect provider; null = he signs in by a password alone. */
  readonly identity: Identity | null;
  /** The account was made when he first signed in by the provider: his role follows what the provider says. */
  readonly byProvider: boolean;
  /** `begun`: he is out and reads as nobody, what is left of him is being removed; `done`: nothing is. Nobody comes back from either. */
  readonly erasure: 'none' | 'begun' | 'done';
  /** Whose keys are destroyed with him; none before. */
  readonly erasedSubjects: readonly string[];
  /** Grows whenever running sessions must end; a token carries the version it was made for. */
  readonly sessionVersion: number;
}

/** Whether the user may act at all. */
export const mayAct = ({ standing, disabled }: User): boolean => standing === 'active' && !disabled;

/** Who asks, and how many other active administrators there are: facts about the world that the decision needs. */
export interface Asker {
  readonly by: string;
  readonly otherAdmins: number;
}

export type UserCommand =
  /** The one-time link of the host was used. */
  | { readonly type: 'bootstrap'; readonly user: string; readonly name: string }
  /** Somebody signed in by the provider whom nobody here knew. */
  | { readonly type: 'signUp'; readonly user: string; readonly name: string; readonly role: Role }
  /** `expiresAt`: end of the link, µs since 1970 UTC. */
  | {
      readonly type: 'invite';
      readonly user: string;
      readonly name: string;
      readonly role: Role;
      readonly customRole?: string | null;
      readonly scope: Scope | null;
      readonly expiresAt: number;
      readonly reason: string;
    }
  | { readonly type: 'renewInvitation'; readonly expiresAt: number }
  | { readonly type: 'revokeInvitation'; readonly reason: string }
  /** `now` in µs since 1970 UTC. */
  | { readonly type: 'acceptInvitation'; readonly now: number }
  | ({
      readonly type: 'grantRole';
      readonly role: Role;
      readonly customRole?: string | null;
      readonly reason: string;
    } & Asker)
  | { readonly type: 'grantScope'; readonly scope: Scope | null; readonly by: string; readonly reason: string }
  | { readonly type: 'changePassword'; readonly by: string }
  | { readonly type: 'revokeSessions'; readonly by: string; readonly reason: string }
  | ({ readonly type: 'disable'; readonly reason: string } & Asker)
  | { readonly type: 'enable'; readonly reason: string }
  /** `subjects`: whose keys are to be destroyed. */
  | ({ readonly type: 'erase'; readonly subjects: readonly string[] } & Asker)
  | { readonly type: 'completeErasure' }
  | PasswordResetCommand
  | SecondFactorCommand
  | IdentityCommand;

const MAX_NAME = 64;
const MAX_REASON = 500;

/** Why, as it is kept. @throws TEXT_NEEDED, TEXT_INVALID */
const why = (reason: string): string => said('The reason', reason, MAX_REASON);

/** A name as it is kept: trimmed, single spaces, NFC, of `most` characters. @throws NAME_INVALID */
export function cleanName(name: string, most = MAX_NAME): string {
  const clean = name.normalize('NFC').trim().replace(/ +/g, ' ');
  if (clean.length < 1 || clean.length > most || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(clean))
    throw new DomainError('NAME_INVALID', `A name has 1 to ${most} characters, none of them invisible.`);
  return clean;
}

function existing(user: User | null): User {
  if (!user || user.standing === 'withdrawn') throw new DomainError('USER_UNKNOWN', 'There is no such user.');
  return user;
}

/** @throws USER_UNKNOWN; INVITATION_OVER when the invitation was used or withdrawn */
function invited(user: User | null): User {
  if (!user) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
  if (user.standing !== 'invited')
    throw new DomainError(
      'INVITATION_OVER',
      'This invitation was used already, or was withdrawn. Load the list again.',
    );
  return user;
}

function made(user: User | null, data: Parameters<typeof UserInvited.create>[0]) {
  if (user) throw new DomainError('USER_EXISTS', 'This user exists already.');
  return [UserInvited.create({ ...data, name: cleanName(data.name) })];
}

function invite(user: User | null, command: Extract<UserCommand, { type: 'invite' }>) {
  const { user: id, name, role, customRole, expiresAt, reason } = command;
  const scope = parseScope(command.scope);
  const narrowed = { ...(scope ? { scope: writtenScope(scope) } : {}), ...(customRole ? { customRole } : {}) };
  return made(user, { user: id, name, role, by: 'administrator', ...narrowed, expiresAt, reason: why(reason) });
}

/** @throws OWN_ROLE, LAST_ADMIN, TEXT_NEEDED, TEXT_INVALID */
function grantRole(user: User, command: Extract<UserCommand, { type: 'grantRole' }>) {
  const { id, role: before, customRole: customBefore } = user;
  const { role, customRole = null } = command;
  if (command.by === id) throw new DomainError('OWN_ROLE', 'Nobody changes his own role. Ask another administrator.');
  if (before === role && customBefore === customRole) return [];
  // Whoever gets all of it again is an administrator more, not one less.
  if (role !== 'ADMIN' || customRole !== null) assertNotLastAdmin(user, command);
  const custom = { ...(customRole ? { customRole } : {}), ...(customBefore ? { customBefore } : {}) };
  return [RoleGranted.create({ user: id, role, before, ...custom, reason: why(command.reason) })];
}

function accept(user: User | null, now: number) {
  const { id, disabled, invitedUntil } = invited(user);
  if (disabled) throw new DomainError('USER_DISABLED', 'This account is disabled. Ask an administrator.');
  if (now >= (invitedUntil ?? 0))
    throw new DomainError('INVITATION_OVER', 'This invitation is too old. Ask for a new link.');
  return [InvitationAccepted.create({ user: id })];
}

function assertNotLastAdmin(user: User, asker: Asker): void {
  if (user.role === 'ADMIN' && mayAct(user) && asker.otherAdmins === 0)
    throw new DomainError('LAST_ADMIN', 'The last active administrator cannot be removed. Make another one first.');
}

/** Of somebody who was erased nothing is decided but that it is complete. @throws USER_ERASED */
function decideErased({ id, erasure, erasedSubjects }: User, command: UserCommand): readonly UserEvent[] {
  if (command.type === 'erase') return [];
  if (command.type !== 'completeErasure')
    throw new DomainError('USER_ERASED', 'This person was erased; the account stays out of use for ever.');
  return erasure === 'done' ? [] : [ErasureCompleted.create({ user: id, subjects: [...erasedSubjects] })];
}

/** @throws OWN_ACCOUNT, LAST_ADMIN, USER_UNKNOWN */
function erase(user: User, command: Extract<UserCommand, { type: 'erase' }>): readonly UserEvent[] {
  if (command.by === user.id) throw new DomainError('OWN_ACCOUNT', 'Nobody erases himself. Ask another administrator.');
  assertNotLastAdmin(user, command);
  return [PersonErased.create({ user: user.id, subjects: [...command.subjects] })];
}

function decide(user: User | null, command: UserCommand): readonly UserEvent[] {
  if (user && user.erasure !== 'none') return decideErased(user, command);
  if (isPasswordResetCommand(command)) return decidePasswordReset(existing(user), command);
  if (isSecondFactorCommand(command)) return decideSecondFactor(existing(user), command);
  if (isIdentityCommand(command)) return decideIdentity(existing(user), command);
  switch (command.type) {
    case 'signUp':
      return made(user, { user: command.user, name: command.name, role: command.role, by: 'provider' });
    case 'bootstrap':
      return made(user, { user: command.user, name: command.name, role: 'ADMIN', by: 'bootstrap' });
    case 'invite':
      return invite(user, command);
    case 'renewInvitation':
      return [InvitationRenewed.create({ user: invited(user).id, expiresAt: command.expiresAt })];
    case 'revokeInvitation':
      return [InvitationRevoked.create({ user: invited(user).id, reason: why(command.reason) })];
    case 'acceptInvitation':
      return accept(user, command.now);
    case 'grantRole':
      return grantRole(existing(user), command);
    case 'grantScope': {
      const { id, scope: before } = existing(user);
      if (command.by === id)
        throw new DomainError('OWN_SCOPE', 'Nobody changes his own scope. Ask another administrator.');
      const scope = parseScope(command.scope);
      if (JSON.stringify(writtenScope(before)) === JSON.stringify(writtenScope(scope))) return [];
      const [now, was] = [writtenScope(scope), writtenScope(before)];
      return [ScopeGranted.create({ user: id, scope: now, before: was, reason: why(command.reason) })];
    }
    case 'changePassword': {
      const { id, disabled } = existing(user);
      if (command.by !== id) throw new DomainError('OTHERS_PASSWORD', 'Nobody changes the password of somebody else.');
      if (disabled) throw new DomainError('USER_DISABLED', 'This account is disabled. Ask an administrator.');
      return [PasswordChanged.create({ user: id })];
    }
    case 'revokeSessions': {
      const { id } = existing(user);
      if (command.by === id) throw new DomainError('OWN_ACCOUNT', 'End your own sessions on the page of your account.');
      return [SessionsRevoked.create({ user: id, reason: why(command.reason) })];
    }
    case 'disable': {
      const { id, disabled } = existing(user);
      if (disabled) return [];
      if (command.by === id)
        throw new DomainError('OWN_ACCOUNT', 'Nobody disables himself. Ask another administrator.');
      assertNotLastAdmin(existing(user), command);
      return [UserDisabled.create({ user: id, reason: why(command.reason) })];
    }
    case 'enable': {
      const { id, disabled } = existing(user);
      return disabled ? [UserEnabled.create({ user: id, reason: why(command.reason) })] : [];
    }
    case 'erase':
      if (!user) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
      return erase(user, command);
    case 'completeErasure':
      throw new DomainError('NOT_ERASED', 'Only an erasure that was begun can be completed.');
  }
}

function evolve(user: User | null, event: UserEvent): User | null {
  if (event.type === 'domain.UserInvited') {
    const { user: id, name, role, customRole = null, by, scope = null, expiresAt = null } = event.data;
    const standing = expiresAt === null ? ('active' as const) : ('invited' as const);
    const fresh = {
      ...{ disabled: false, passwordReset: null, factor: NO_FACTOR, identity: null, sessionVersion: 1 },
      ...{ erasure: 'none' as const, erasedSubjects: [] },
    };
    const granted = { role, customRole, scope, standing };
    return { id, name, ...granted, invitedUntil: expiresAt, byProvider: by === 'provider', ...fresh };
  }
  if (!user) return null;
  const sessionVersion = user.sessionVersion + 1;
  if (isPasswordResetEvent(event)) {
    const passwordReset = evolvePasswordReset(event);
    return { ...user, passwordReset, ...(passwordReset ? {} : { sessionVersion }) };
  }
  if (isSecondFactorEvent(event)) {
    const { factor, endsSessions } = evolveSecondFactor(user.factor, event);
    return { ...user, factor, ...(endsSessions ? { sessionVersion } : {}) };
  }
  if (isIdentityEvent(event)) return { ...user, identity: evolveIdentity(event) };
  switch (event.type) {
    case 'domain.InvitationRenewed':
      return { ...user, invitedUntil: event.data.expiresAt };
    case 'domain.InvitationRevoked':
      return { ...user, standing: 'withdrawn', invitedUntil: null, sessionVersion };
    case 'domain.InvitationAccepted':
      return { ...user, standing: 'active', invitedUntil: null };
    case 'domain.RoleGranted':
      return { ...user, role: event.data.role, customRole: event.data.customRole ?? null, sessionVersion };
    case 'domain.ScopeGranted':
      return { ...user, scope: event.data.scope, sessionVersion };
    case 'domain.PasswordChanged':
      // He knows a password again: nobody needs the link any more.
      return { ...user, passwordReset: null, sessionVersion };
    case 'domain.SessionsRevoked':
      return { ...user, sessionVersion };
    case 'domain.UserDisabled':
      return { ...user, disabled: true, passwordReset: null, sessionVersion };
    case 'domain.UserEnabled':
      return { ...user, disabled: false };
    case 'domain.PersonErased': {
      const gone = {
        name: erasedLabel(user.id),
        scope: null,
        invitedUntil: null,
        disabled: true,
        passwordReset: null,
        factor: NO_FACTOR,
        identity: null,
      };
      return { ...user, ...gone, erasure: 'begun', erasedSubjects: event.data.subjects, sessionVersion };
    }
    case 'domain.ErasureCompleted':
      return { ...user, erasure: 'done' };
  }
}

/** A person who may sign in, or is invited to; stream `user-<id>`. */
export const userDecider: Decider<User | null, UserCommand, UserEvent> = { initial: null, decide, evolve };
export const userStream = (id: string): string => `user-${id}`;
