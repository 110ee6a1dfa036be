import type { TokenGrant } from '@wireledger/domain';

import type { FactorMethod, FactorStore } from './factor-store';
import type { IdentityStore } from './identity-store';
import type { IntakeKeyStore } from './intake-keys';
import type { ProposalStore } from './proposal-store';

/** What signing in needs of a person; role and state are folded from the log. Times are ms since 1970 UTC throughout. */
export interface Account {
  readonly user: string;
  readonly name: string;
  /** argon2id, PHC string; null while the person has set none, so that no password is right. */
  readonly passwordHash: string | null;
}

/** The link of an invitation: what it carries is stored as SHA-256, hex. */
export interface InvitationLink {
  readonly user: string;
  readonly hash: string;
  readonly expiresAt: number;
}

/** A signed-in browser. Its refresh tokens are numbered by `generation`; only the newest is good. */
export interface Session {
  readonly id: string;
  readonly user: string;
  readonly generation: number;
  /** SHA-256 of what the client of the last rotation said of itself: a lost answer is repeated to the same client only. */
  readonly binding: string;
  /** Address and agent text of the client at the last rotation, cut. */
  readonly ip: string;
  readonly agent: string;
  readonly createdAt: number;
  readonly rotatedAt: number;
  readonly endedAt: number | null;
  /** How and when its user proved himself beside the password; null = not at all. */
  readonly factor: FactorMethod | null;
  readonly factorAt: number | null;
}

export type SessionChange = Partial<
  Pick<Session, 'generation' | 'binding' | 'ip' | 'agent' | 'rotatedAt' | 'endedAt' | 'factor' | 'factorAt'>
>;

export interface StoredToken {
  readonly id: string;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly grant: TokenGrant;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** '' for those that have none. */
  readonly name: string;
  /** The user whose token it is; null for those made on the host and for services. */
  readonly owner: string | null;
  readonly createdAt: number;
  /** Of the last use, a minute old at most while it is in use. */
  readonly usedAt: number | null;
}

/** Most tokens that are listed at once, newest first. */
export const TOKENS_LISTED = 500;

/** Credentials, sessions and tokens: the secrets that the log must not hold. */
export interface AccessStore {
  readonly factors: FactorStore;
  readonly identities: IdentityStore;
  readonly intakeKeys: IntakeKeyStore;
  /** By these accounts are made and passwords set. */
  readonly proposals: ProposalStore;
  /** Names are compared without regard to case. */
  accountByName(name: string): Promise<Account | null>;
  /** False for whoever signs in by a provider alone, and for those who have not used their invitation. */
  hasPassword(user: string): Promise<boolean>;
  /** Frees the name of somebody who never had a password; anybody else's account stays. */
  removeInvited(user: string): Promise<void>;
  /** Takes the place of the one that the user had. */
  putInvitation(link: InvitationLink): Promise<void>;
  /** Whose link it is, null when it is wrong, used or too old. */
  invitedBy(hash: string, now: number): Promise<string | null>;
  /** Uses an invitation up: answers the user to exactly one caller. */
  takeInvitation(hash: string, now: number): Promise<string | null>;
  /** When each of these users last used a session; those who never did are left out. */
  lastSeen(users: readonly string[]): Promise<ReadonlyMap<string, number>>;
  putLink(link: { readonly hash: string; readonly expiresAt: number }): Promise<void>;
  linkIsGood(hash: string, now: number): Promise<boolean>;
  /** Uses a one-time link up: true for exactly one caller. */
  takeLink(hash: string, now: number): Promise<boolean>;
  putSession(session: Session): Promise<void>;
  /** Reads a session under a lock and applies the change that `decide` answers; callers for one session wait for each other. */
  changeSession(id: string, decide: (session: Session | null) => SessionChange | null): Promise<void>;
  /** Sessions of a user that have not ended, oldest first. */
  openSessions(user: string): Promise<Session[]>;
  /** Those of several users, in no order. */
  openSessionsOf(users: readonly string[]): Promise<Session[]>;
  putToken(token: StoredToken): Promise<void>;
  tokenByHash(hash: string): Promise<StoredToken | null>;
  tokenById(id: string): Promise<StoredToken | null>;
  /** Newest first, at most {@link TOKENS_LISTED}; of one owner, or of all (null). */
  tokens(owner: string | null): Promise<StoredToken[]>;
  tokenUsed(id: string, now: number): Promise<void>;
  revokeToken(id: string, now: number): Promise<void>;
  /** Removes everything that is kept of a person: account, link, sessions, second factor; his tokens are revoked and lose their names. */
  forget(user: string, now: number): Promise<void>;
  /** Rows that nobody can use any more. Answers how many went. */
  sweep(now: number): Promise<number>;
  /**
   * Does something while nobody else does such a thing, in whatever process: others wait for 5 s at most.
   * @throws TurnTaken, what `work` throws
   */
  alone<T>(work: () => Promise<T>): Promise<T>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Others were at it for too long; nothing was done. */
export class TurnTaken extends Error {
  constructor() {
    super('others were at it for too long');
    this.name = 'TurnTaken';
  }
}
