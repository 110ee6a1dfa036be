import type { AccessStore, StoredToken } from '@wireledger/platform';

import type { ApiTokens } from '../auth/api-tokens';
import type { UserDirectory } from '../auth/user-directory';
import { ApiToken, type TokenState } from '../schema/tokens';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Tokens as people read them: never the token itself. */
export class TokenList {
  constructor(
    private readonly store: Pick<AccessStore, 'tokens'>,
    private readonly tokens: Pick<ApiTokens, 'stands'>,
    private readonly directory: Pick<UserDirectory, 'user'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** Newest first; of one owner, or of all (null). */
  async of(owner: string | null): Promise<ApiToken[]> {
    return (await this.store.tokens(owner)).map((token) => this.shown(token));
  }

  shown(token: StoredToken): ApiToken {
    const { id, name, owner, grant, createdAt, expiresAt, usedAt } = token;
    return {
      ...{ id, name, owner, scope: grant.scope ?? null },
      role: grant.is === 'role' ? grant.role : null,
      kind: grant.is === 'kind' ? grant.kind : null,
      clear: grant.is === 'kind' && grant.clear === true,
      ownerName: owner === null ? null : (this.directory.user(owner)?.name ?? 'unknown user'),
      state: this.stateOf(token),
      createdAt: iso(createdAt),
      expiresAt: iso(expiresAt),
      usedAt: usedAt === null ? null : iso(usedAt),
    };
  }

  private stateOf({ id, grant, owner, expiresAt, revokedAt }: StoredToken): TokenState {
    if (revokedAt !== null) return 'REVOKED';
    if (expiresAt <= this.clock()) return 'EXPIRED';
    const party = grant.is === 'role' ? grant.role : grant.kind;
    const scope = grant.scope ?? null;
    return this.tokens.stands({ token: id, owner, party, scope, expiresAt }) ? 'LIVE' : 'RESTING';
  }
}
