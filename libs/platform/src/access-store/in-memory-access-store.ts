import {
  type AccessStore,
  type Account,
  type InvitationLink,
  type Session,
  type SessionChange,
  type StoredToken,
  TOKENS_LISTED,
} from './access-store';
import { InMemoryFactorStore } from './in-memory-factor-store';
import { InMemoryIdentityStore } from './in-memory-identity-store';
import { InMemoryIntakeKeys } from './in-memory-intake-keys';
import { InMemoryProposalStore } from './in-memory-proposal-store';

/** {@link AccessStore} without durability, for tests that need no database. */
export class InMemoryAccessStore implements AccessStore {
  readonly factors = new InMemoryFactorStore();
  readonly identities = new InMemoryIdentityStore();
  readonly intakeKeys = new InMemoryIntakeKeys();
  private readonly accounts = new Map<string, Account>();
  private readonly links = new Map<string, number>();
  private readonly invitations = new Map<string, InvitationLink>();
  readonly proposals = new InMemoryProposalStore(this.accounts, this.invitations);
  private turn: Promise<unknown> = Promise.resolve();
  private readonly sessions = new Map<string, Session>();
  private readonly byHash = new Map<string, StoredToken>();

  async accountByName(name: string): Promise<Account | null> {
    return this.accounts.get(name.normalize('NFKC').toLowerCase()) ?? null;
  }

  async hasPassword(user: string): Promise<boolean> {
    return [...this.accounts.values()].some((account) => account.user === user && account.passwordHash !== null);
  }

  async removeInvited(user: string): Promise<void> {
    for (const [key, account] of this.accounts)
      if (account.user === user && account.passwordHash === null) {
        this.accounts.delete(key);
        this.invitations.delete(user);
        this.proposals.forget(user);
      }
  }

  async putInvitation(link: InvitationLink): Promise<void> {
    this.invitations.set(link.user, link);
  }

  async invitedBy(hash: string, now: number): Promise<string | null> {
    return [...this.invitations.values()].find((link) => link.hash === hash && link.expiresAt > now)?.user ?? null;
  }

  async takeInvitation(hash: string, now: number): Promise<string | null> {
    const user = await this.invitedBy(hash, now);
    if (user !== null) this.invitations.delete(user);
    return user;
  }

  async lastSeen(users: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const seen = new Map<string, number>();
    for (const { user, rotatedAt } of this.sessions.values())
      if (users.includes(user)) seen.set(user, Math.max(rotatedAt, seen.get(user) ?? 0));
    return seen;
  }

  async putLink({ hash, expiresAt }: { hash: string; expiresAt: number }): Promise<void> {
    this.links.set(hash, expiresAt);
  }

  async linkIsGood(hash: string, now: number): Promise<boolean> {
    return (this.links.get(hash) ?? 0) > now;
  }

  async takeLink(hash: string, now: number): Promise<boolean> {
    const good = (this.links.get(hash) ?? 0) > now;
    this.links.delete(hash);
    return good;
  }

  async putSession(session: Session): Promise<void> {
    this.sessions.set(session.id, session);
  }

  async changeSession(id: string, decide: (session: Session | null) => SessionChange | null): Promise<void> {
    const session = this.sessions.get(id) ?? null;
    const change = decide(session);
    if (session && change) this.sessions.set(id, { ...session, ...change });
  }

  async openSessions(user: string): Promise<Session[]> {
    return [...this.sessions.values()]
      .filter((session) => session.user === user && session.endedAt === null)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  async openSessionsOf(users: readonly string[]): Promise<Session[]> {
    return [...this.sessions.values()].filter(({ user, endedAt }) => users.includes(user) && endedAt === null);
  }

  async putToken(token: StoredToken): Promise<void> {
    this.byHash.set(token.hash, token);
  }

  async tokenByHash(hash: string): Promise<StoredToken | null> {
    return this.byHash.get(hash) ?? null;
  }

  async tokenById(id: string): Promise<StoredToken | null> {
    return [...this.byHash.values()].find((token) => token.id === id) ?? null;
  }

  async tokens(owner: string | null): Promise<StoredToken[]> {
    return [...this.byHash.values()]
      .filter((token) => owner === null || token.owner === owner)
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, TOKENS_LISTED);
  }

  async tokenUsed(id: string, now: number): Promise<void> {
    for (const token of this.byHash.values())
      if (token.id === id) this.byHash.set(token.hash, { ...token, usedAt: now });
  }

  async revokeToken(id: string, now: number): Promise<void> {
    for (const token of this.byHash.values())
      if (token.id === id) this.byHash.set(token.hash, { ...token, revokedAt: now });
  }

  async forget(user: string, now: number): Promise<void> {
    for (const [key, account] of this.accounts) if (account.user === user) this.accounts.delete(key);
    for (const [id, session] of this.sessions) if (session.user === user) this.sessions.delete(id);
    for (const token of this.byHash.values())
      if (token.owner === user) this.byHash.set(token.hash, { ...token, name: '', revokedAt: token.revokedAt ?? now });
    this.invitations.delete(user);
    this.proposals.forget(user);
    await this.factors.removeFactor(user);
    await this.identities.unlink(user);
  }

  async sweep(): Promise<number> {
    return 0;
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  async ping(): Promise<void> {
    return undefined;
  }

  async close(): Promise<void> {
    return undefined;
  }
}
