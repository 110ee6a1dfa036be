import { mayAct, type User, userDecider, type UserEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';

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
] as const;

const KEEP_ENDED = 10_000;

/**
 * Who may act, folded from the log in memory: every request and every live frame asks it, and a change reaches it within the log's
 * delay, in every API process.
 */
export class UserDirectory {
  private readonly users = new Map<string, User>();
  private readonly revision = new Map<string, bigint>();
  private readonly endedSessions = new Set<string>();
  private readonly revokedTokens = new Set<string>();
  private readonly listeners = new Set<() => void>();

  /** Folds an event; one that was folded before changes nothing. */
  apply(event: RecordedEvent): void {
    if (event.type === 'domain.SessionEnded') this.remember(this.endedSessions, event.data.session);
    else if (event.type === 'domain.TokenRevoked') this.remember(this.revokedTokens, event.data.token);
    else if (!this.fold(event)) return;
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

  /** Administrators who may act, without this one. */
  otherAdmins(id: string): number {
    return [...this.users.values()].filter((user) => user.role === 'ADMIN' && mayAct(user) && user.id !== id).length;
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

  /** Calls back after every change; answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private until(id: string, holds: (user: User) => boolean, withinMs: number): Promise<User | null> {
    return new Promise((resolve) => {
      const finish = (user: User | null) => {
        stop();
        clearTimeout(timer);
        resolve(user);
      };
      const look = () => {
        const user = this.user(id);
        if (user && holds(user)) finish(user);
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
