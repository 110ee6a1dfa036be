import { can, scopeWithin, tokenRoles } from '@wireledger/access';
import { cleanName, parseGrant, type TokenGrant, type User } from '@wireledger/domain';
import type { Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore, StoredToken } from '@wireledger/platform';

import type { GraphqlContext } from '../access/request';
import { knownViewer, subjectOf } from '../access/viewer';
import type { ApiTokens } from '../auth/api-tokens';
import type { UserDirectory } from '../auth/user-directory';
import type { CutOff } from '../people/cut-off';
import { type Deed, deedOf } from '../people/people-log';
import type { CreateTokenArgs, RotateTokenArgs } from '../schema/tokens';

/** Tokens that one person may have at once, those that are good no more left out. */
const MOST_LIVE = 20;

/** What was done, and the token as it stands. */
export interface TokenDone {
  readonly position: Position | 'start';
  readonly token: StoredToken;
}

const unknown = () => new DomainError('TOKEN_UNKNOWN', 'There is no such token.');

/** A token that was made; its text is nowhere else. */
type Made = TokenDone & { readonly text: string };

/** @throws DomainError TOKEN_BEYOND_OWNER */
function assertWithin(user: User, grant: TokenGrant): void {
  if (grant.is === 'role' && !tokenRoles(user.role).includes(grant.role))
    throw new DomainError('TOKEN_BEYOND_OWNER', 'A token never has more rights than its owner. Choose a lesser role.');
  if (!scopeWithin(grant.scope ?? null, user.scope))
    throw new DomainError('TOKEN_BEYOND_OWNER', 'A token never sees more than its owner. Narrow its scope.');
}

/** Who asks, and whether he may touch the tokens of others. */
interface Asking {
  readonly user: User;
  readonly deed: Deed;
  readonly all: boolean;
}

/** Where people make and revoke tokens: administrators all of them, others their own, never beyond their own rights. */
export class TokenDesk {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly store: Pick<AccessStore, 'tokenById' | 'tokens'>,
    private readonly directory: UserDirectory,
    private readonly cutOff: CutOff,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError TOKEN_GRANT, TOKEN_BEYOND_OWNER, TOKEN_DAYS, NAME_INVALID, SCOPE_INVALID, TEXT_NEEDED, LIMIT_EXCEEDED */
  async create(args: CreateTokenArgs, context: GraphqlContext): Promise<Made> {
    const { user, deed, all } = this.asking(context);
    const name = cleanName(args.name);
    const grant = this.grantFor(user, args);
    if (grant.is === 'kind' && !all)
      throw new DomainError('TOKEN_BEYOND_OWNER', 'Tokens of services are made by administrators.');
    const owner = grant.is === 'role' ? user.id : null;
    if (owner !== null) await this.assertRoom(owner);
    // An administrator says why, as with all that needs his second factor.
    const reason = args.reason ?? (all ? '' : null);
    const order = { grant, days: args.days, name, owner, reason };
    const { id, text, position } = await this.tokens.issue(order, deed.actor, deed.requestId);
    return { position, text, token: await this.found(id) };
  }

  /** @throws DomainError TOKEN_UNKNOWN, for somebody else's too; TEXT_NEEDED, TEXT_INVALID */
  async revoke(id: string, reason: string, context: GraphqlContext): Promise<TokenDone> {
    const { user, deed, all } = this.asking(context);
    const { owner } = await this.found(id);
    if (!all && owner !== user.id) throw unknown();
    const position = await this.tokens.revoke(id, reason, deed.actor, deed.requestId);
    await this.cutOff.token(id);
    return { position, token: await this.found(id) };
  }

  /**
   * A new secret in the place of an old one: same name, same rights, `days` from now; the old one is good no more from here on. What speaks for a
   * person is his to replace alone: whoever has the secret acts in his name.
   * @throws DomainError TOKEN_UNKNOWN, for somebody else's too; TOKEN_REVOKED, TOKEN_BEYOND_OWNER, TOKEN_DAYS, TEXT_NEEDED, TEXT_INVALID
   */
  async rotate({ id, days, reason }: RotateTokenArgs, context: GraphqlContext): Promise<Made> {
    const { user, deed, all } = this.asking(context);
    const old = await this.found(id);
    const { owner, grant, name } = old;
    if (owner === null ? !all : owner !== user.id) throw unknown();
    if (old.revokedAt !== null)
      throw new DomainError('TOKEN_REVOKED', 'This token was revoked. Make a new one instead.');
    if (owner !== null) assertWithin(user, grant);
    const order = { grant, days, name, owner, reason, replaces: id };
    const made = await this.tokens.issue(order, deed.actor, deed.requestId);
    const position = await this.tokens.revoke(id, reason, deed.actor, deed.requestId);
    await this.cutOff.token(id);
    return { position, text: made.text, token: await this.found(made.id) };
  }

  private asking(context: GraphqlContext): Asking {
    const deed = deedOf(context);
    const user = this.directory.user(deed.by);
    if (!user) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    return { user, deed, all: can(subjectOf(knownViewer(context.viewer)), 'tokens.write') !== 'own' };
  }

  /** Without a scope of its own a token has that of its owner. */
  private grantFor(user: User, { role, kind, clear, scope }: CreateTokenArgs): TokenGrant {
    const said = { role: role ?? undefined, kind: kind ?? undefined, clear: clear === true || undefined };
    const grant = parseGrant({ ...said, scope: scope ?? user.scope });
    assertWithin(user, grant);
    return grant;
  }

  private async assertRoom(owner: string): Promise<void> {
    const live = (await this.store.tokens(owner)).filter(
      ({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > this.clock(),
    );
    if (live.length >= MOST_LIVE)
      throw new DomainError('LIMIT_EXCEEDED', `You have ${MOST_LIVE} tokens that are good. Revoke one first.`);
  }

  private async found(id: string): Promise<StoredToken> {
    const token = UUID.test(id) ? await this.store.tokenById(id) : null;
    if (!token) throw unknown();
    return token;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
