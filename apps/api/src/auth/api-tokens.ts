import { randomBytes, randomUUID } from 'node:crypto';
import { scopeWithin, tokenRoles } from '@wireledger/access';
import { mayAct, tokenDecider, type TokenGrant, tokenStream } from '@wireledger/domain';
import { type EventLog, handleCommand, type Position } from '@wireledger/event-sourcing';
import { sha256 } from '@wireledger/kernel/hashing';
import type { AccessStore, StoredToken } from '@wireledger/platform';

import type { Viewer } from '../access/viewer';
import type { UserDirectory } from './user-directory';

export const DEFAULT_TOKEN_DAYS = 90;
const FORMAT = /^wl_[us]_[A-Za-z0-9_-]{43}$/;
const USED_EACH_MS = 60_000;
const KEEP_USED = 10_000;
/** A program that asks thousands of times a second is looked up once in this time. That a token was revoked the log tells at once. */
const FOUND_MS = 2000;
const KEEP_FOUND = 1000;

/** A token as it is wished for. */
export interface TokenOrder {
  readonly grant: TokenGrant;
  readonly days: number;
  /** '' = none. */
  readonly name: string;
  /** The user whose token it is; null for those made on the host and for services. */
  readonly owner: string | null;
  readonly reason: string | null;
  /** The token whose place it takes. */
  readonly replaces?: string;
}

/** A token that was made; `text` is nowhere else. */
export interface IssuedToken {
  readonly id: string;
  readonly text: string;
  readonly position: Position | 'start';
}

type TokenViewer = Extract<Viewer, { is: 'token' }>;

/** Tokens for programs: `wl_u_…` speaks in a role, `wl_s_…` as a kind of service. Stored as SHA-256, shown once. */
export class ApiTokens {
  /** When the last use of a token was written, by its id. */
  private readonly written = new Map<string, number>();
  /** Good tokens that were looked up just now, by their hash. */
  private readonly found = new Map<string, { readonly token: StoredToken; readonly until: number }>();

  /** Looked up at this moment, by their hash: many requests of one program that come at once ask for it once. */
  private readonly asked = new Map<string, Promise<StoredToken | null>>();

  constructor(
    private readonly store: AccessStore,
    private readonly log: EventLog,
    private readonly directory: UserDirectory,
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError TOKEN_DAYS, NAME_INVALID, TEXT_NEEDED, TEXT_INVALID */
  async issue(order: TokenOrder, actor: string, requestId: string): Promise<IssuedToken> {
    const { grant, owner } = order;
    const id = randomUUID();
    const text = `wl_${grant.is === 'role' ? 'u' : 's'}_${randomBytes(32).toString('base64url')}`;
    const now = this.clock() * 1000;
    const context = { actor, correlationId: requestId, causationId: requestId, at: now };
    const command = { type: 'issue', token: id, now, ...order } as const;
    const { state, position } = await handleCommand(this.log, tokenDecider, tokenStream(id), command, context);
    const expiresAt = Math.floor((state?.expiresAt ?? now) / 1000);
    await this.store.putToken({
      ...{ id, hash: sha256(text), grant, expiresAt, revokedAt: null },
      ...{ name: state?.name ?? '', owner, createdAt: this.clock(), usedAt: null },
    });
    return { id, text, position };
  }

  /** It is good no more from here on; in other processes as soon as the log has told them. @throws DomainError TOKEN_UNKNOWN, TEXT_NEEDED, TEXT_INVALID */
  async revoke(id: string, reason: string, actor: string, requestId: string): Promise<Position | 'start'> {
    const context = { actor, correlationId: requestId, causationId: requestId, at: this.clock() * 1000 };
    const command = { type: 'revoke', reason } as const;
    const { position } = await handleCommand(this.log, tokenDecider, tokenStream(id), command, context);
    await this.store.revokeToken(id, this.clock());
    for (const [hash, { token }] of this.found) if (token.id === id) this.found.delete(hash);
    return position;
  }

  /** Whether a text is meant to be such a token. */
  looksLikeToken(text: string): boolean {
    return text.startsWith('wl_');
  }

  /** Who a good token speaks for, else null. */
  async verify(text: string): Promise<Viewer | null> {
    if (!FORMAT.test(text)) return null;
    const token = await this.goodToken(sha256(text));
    if (!token) return null;
    const { id, grant, expiresAt, owner } = token;
    const party = grant.is === 'role' ? grant.role : grant.kind;
    const clear = grant.is === 'kind' && grant.clear === true;
    const narrowed = { scope: grant.scope ?? null, without: this.directory.withoutOf(owner) };
    const viewer: TokenViewer = { is: 'token', token: id, owner, party, ...narrowed, clear, expiresAt };
    if (!this.stands(viewer)) return null;
    await this.used(id);
    return viewer;
  }

  /**
   * Cheap and in memory. A person's token never does more than he may do at this moment: it rests while he may do less. What a custom role takes away from him
   * is taken away from it, so for that it need not rest.
   */
  stands({ token, owner, party, scope, expiresAt }: Omit<TokenViewer, 'is' | 'without' | 'clear'>): boolean {
    if (expiresAt <= this.clock() || this.directory.tokenRevoked(token)) return false;
    if (owner === null) return true;
    const user = this.directory.user(owner);
    return (
      user !== null &&
      mayAct(user) &&
      tokenRoles(user.role).some((role) => role === party) &&
      scopeWithin(scope, user.scope)
    );
  }

  private goodToken(hash: string): StoredToken | Promise<StoredToken | null> {
    const known = this.found.get(hash);
    if (known && known.until > this.clock()) return known.token;
    const asked = this.asked.get(hash);
    if (asked) return asked;
    const looking = this.lookUp(hash).finally(() => this.asked.delete(hash));
    this.asked.set(hash, looking);
    return looking;
  }

  private async lookUp(hash: string): Promise<StoredToken | null> {
    this.found.delete(hash);
    const now = this.clock();
    const token = await this.store.tokenByHash(hash);
    if (!token || token.revokedAt !== null) return null;
    this.found.set(hash, { token, until: now + FOUND_MS });
    if (this.found.size > KEEP_FOUND) this.found.delete(this.found.keys().next().value as string);
    return token;
  }

  private async used(id: string): Promise<void> {
    const now = this.clock();
    if (now - (this.written.get(id) ?? 0) < USED_EACH_MS) return;
    // Deleted first, so that the map stays in order of use and the oldest is dropped when it is full.
    this.written.delete(id);
    this.written.set(id, now);
    if (this.written.size > KEEP_USED) this.written.delete(this.written.keys().next().value as string);
    await this.store.tokenUsed(id, now);
  }
}
