import { isFullAdmin, type Permission, type Subject } from '@wireledger/access';
import { mayAct, type User, userDecider, type UserEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';

import { ROLE_TYPES, RoleBook } from './role-book';

/** Types of events that the directory folds. */
export const DIRECTORY_TYPES = [
  ...[
    'domain.UserInvited',
    'domain.InvitationRenewed',
    'domain.InvitationRevoked',
    'domain.InvitationAccepted',
    'domain.RoleGranted',
    'domain.ScopeGranted',
    'domain.PasswordChanged',
    'domain.PasswordResetOffered',
    'domain.PasswordResetUsed',
    'domain.SessionsRevoked',
    'domain.UserDisabled',
    'domain.UserEnabled',
    'domain.PersonErased',
    'domain.ErasureCompleted',
  ],
  ...['domain.MfaEnrolled', 'domain.MfaRemoved', 'domain.RecoveryCodesIssued', 'domain.RecoveryCodeUsed'],
  ...['domain.IdentityLinked', 'domain.IdentityUnlinked'],
  ...['domain.TokenRevoked', 'domain.SessionEnded'],
  ...ROLE_TYPES,
] as const;

const KEEP_ENDED = 10_000;
/** From whom no custom role takes anything away. */
const NOBODY = { role: 'VIEWER', customRole: null } as const;

/**
 * Who may act, folded from the log in memory: every request and every live frame asks it, and a change reaches it within the log's
 * delay, in every API process.
 */
export class UserDirectory {
  readonly roles = new RoleBook();
  private readonly users = new Map<string, User>();
  private readonly revision = new Map<string, bigint>();
  private readonly endedSessions = new Set<string>();
  private readonly revokedTokens = new Set<string>();
  private readonly listeners = new Set<() => void>();

  /** Folds an event; one that was folded before changes nothing. */
  apply(event: RecordedEvent): void {
    if (event.type === 'domain.SessionEnded') this.remember(this.endedSessions, event.data.session);
    else if (event.type === 'domain.TokenRevoked') this.remember(this.revokedTokens, event.data.token);
    else if (!this.roles.apply(event) && !this.fold(event)) return;
    for (const listener of this.listeners) listener();
  }

  user(id: string): User | null {
    return this.users.get(id) ?? null;
  }

  /** Everybody there is, those invited and those disabled too. */
  all(): User[] {
    return [...this.users.values()].filter(({ standing }) => standing !== 'withdrawn');
  }

  /** Those whose erasure was begun and is not complete, withdrawn ones too. */
  beingErased(): User[] {
    return [...this.users.values()].filter(({ erasure }) => erasure === 'begun');
  }

  /** Revision of the user's stream that is folded; -1 when there is none. */
  versionOf(id: string): number {
    return Number(this.revision.get(id) ?? -1n);
  }

  activeAdmins(): number {
    return this.otherAdmins('');
  }

  /** Administrators who may act, without this one. Whose custom role keeps them from managing people does not count. */
  otherAdmins(id: string): number {
    return this.fullAdmins().filter((user) => user.id !== id).length;
  }

  /** The same without those who are it by this custom role. */
  adminsBeside(customRole: string): number {
    return this.fullAdmins().filter((user) => user.customRole !== customRole).length;
  }

  /** Everybody who has this custom role, invited and disabled ones too. */
  holdersOf(customRole: string): User[] {
    return this.all().filter((user) => user.customRole === customRole && user.erasure === 'none');
  }

  /** What somebody may do at this moment. */
  subjectOf(user: Pick<User, 'role' | 'customRole' | 'scope'>): Subject {
    return this.roles.subjectOf(user);
  }

  /** What somebody's custom role is called; null = he has none, or it is gone. */
  customRoleName(id: string | null): string | null {
    const custom = id === null ? null : (this.user(id)?.customRole ?? null);
    return custom === null ? null : (this.roles.role(custom)?.name ?? null);
  }

  /** What is taken away at this moment from whoever has this id, or whose token it is; null = a token of nobody. */
  withoutOf(id: string | null): readonly Permission[] {
    return this.roles.withoutOf((id === null ? null : this.user(id)) ?? NOBODY);
  }

  sessionEnded(session: string): boolean {
    return this.endedSessions.has(session);
  }

  tokenRevoked(token: string): boolean {
    return this.revokedTokens.has(token);
  }

  /** The user as soon as the log has brought him to that version of his sessions, null when that takes longer. */
  settled(id: string, sessionVersion: number, withinMs: number): Promise<User | null> {
    return this.until(id, ({ sessionVersion: version }) => version >= sessionVersion, withinMs);
  }

  /** The user as soon as the log has brought him to that revision of his stream, null when that takes longer. */
  reached(id: string, revision: bigint, withinMs: number): Promise<User | null> {
    return this.until(id, () => (this.revision.get(id) ?? -1n) >= revision, withinMs);
  }

  /** Whether the log has brought the custom roles to that revision of their stream within a time. */
  async rolesReached(revision: bigint, withinMs: number): Promise<boolean> {
    return (await this.waitFor(() => (this.roles.revision >= revision ? true : null), withinMs)) === true;
  }

  /** Calls back after every change; answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private fullAdmins(): User[] {
    return [...this.users.values()].filter((user) => mayAct(user) && isFullAdmin(this.subjectOf(user)));
  }

  private until(id: string, holds: (user: User) => boolean, withinMs: number): Promise<User | null> {
    return this.waitFor(() => {
      const user = this.user(id);
      return user && holds(user) ? user : null;
    }, withinMs);
  }

  /** What a look finds after some change, null when that takes longer. */
  private waitFor<T>(find: () => T | null, withinMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      const finish = (found: T | null) => {
        stop();
        clearTimeout(timer);
        resolve(found);
      };
      const look = () => {
        const found = find();
        if (found !== null) finish(found);
      };
      const stop = this.onChange(look);
      const timer = setTimeout(() => finish(null), withinMs);
      look();
    });
  }

  private fold(event: RecordedEvent): boolean {
    const id = event.data.user;
    const isUser = (DIRECTORY_TYPES as readonly string[]).includes(event.type);
    if (!isUser || typeof id !== 'string' || event.revision <= (this.revision.get(id) ?? -1n)) return false;
    const domainEvent = { type: event.type, version: event.meta.sv, data: event.data } as unknown as UserEvent;
    const user = userDecider.evolve(this.users.get(id) ?? null, domainEvent);
    this.revision.set(id, event.revision);
    if (user) this.users.set(id, user);
    return true;
  }

  private remember(set: Set<string>, id: unknown): void {
    if (typeof id !== 'string') return;
    set.add(id);
    // Access tokens outlive their session by five minutes at most, so only the newest matter.
    if (set.size > KEEP_ENDED) set.delete(set.values().next().value as string);
  }
}
