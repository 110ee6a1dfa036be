import { parseScope, ROLES, type Role, type Scope, TOKEN_KINDS, type TokenKind } from '@wireledger/access';
import { TokenIssued, TokenRevoked } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import { writtenScope } from '../scope/written-scope';
import { cleanName } from '../user/user';

export type TokenEvent = EventOf<typeof TokenIssued> | EventOf<typeof TokenRevoked>;

/** What a token may do. */
export type TokenGrant = (
  | { readonly is: 'role'; readonly role: Role }
  /** `clear`: reads addresses and names in clear where its kind reads them masked. */
  | { readonly is: 'kind'; readonly kind: TokenKind; readonly clear?: boolean | undefined }
) & {
  /** Absent = everything that the role or kind sees. */
  readonly scope?: Scope | undefined;
};

/** What a person wrote of a token: a role or a kind, and how far it sees. */
export interface SaidGrant {
  readonly role?: unknown;
  readonly kind?: unknown;
  readonly clear?: unknown;
  readonly scope?: unknown;
}

export interface Token {
  readonly id: string;
  readonly grant: TokenGrant;
  /** µs since 1970 UTC. */
  readonly expiresAt: number;
  readonly revoked: boolean;
  /** '' for those that have none. */
  readonly name: string;
  /** The user whose token it is; null for those made on the host and for services. */
  readonly owner: string | null;
}

export type TokenCommand =
  /** `now` in µs since 1970 UTC; `days` 1 to 365; `reason` null where none is asked for. */
  | {
      readonly type: 'issue';
      readonly token: string;
      readonly grant: TokenGrant;
      readonly days: number;
      readonly now: number;
      readonly name: string;
      readonly owner: string | null;
      readonly reason: string | null;
      /** The token whose place it takes; absent for most. */
      readonly replaces?: string | undefined;
    }
  | { readonly type: 'revoke'; readonly reason: string };

export const MAX_TOKEN_DAYS = 365;
const DAY_US = 86_400_000_000;
const MAX_REASON = 500;

/** `{role}` or `{kind}`, with `scope` and `clear`, as a person wrote them → a grant. @throws TOKEN_GRANT, SCOPE_INVALID */
export function parseGrant(said: SaidGrant): TokenGrant {
  const { role, kind, clear } = said;
  const scope = parseScope(said.scope);
  const narrowed = scope === null ? {} : { scope };
  if (clear !== undefined && (kind === undefined || typeof clear !== 'boolean'))
    throw new DomainError('TOKEN_GRANT', 'Only a service token can be told to read in clear: a role says that itself.');
  if ((role === undefined) === (kind === undefined))
    throw new DomainError('TOKEN_GRANT', 'A token has either a role or a kind.');
  if (kind !== undefined) {
    const found = TOKEN_KINDS.find((known) => known === kind);
    if (!found)
      throw new DomainError('TOKEN_GRANT', `There is no kind of that name. Kinds: ${TOKEN_KINDS.join(', ')}.`);
    return { is: 'kind', kind: found, ...(clear === true ? { clear } : {}), ...narrowed };
  }
  const found = ROLES.find((known) => typeof role === 'string' && known === role.toUpperCase());
  if (!found)
    throw new DomainError('TOKEN_GRANT', `There is no role of that name. Roles: ${ROLES.join(', ').toLowerCase()}.`);
  return { is: 'role', role: found, ...narrowed };
}

function decide(token: Token | null, command: TokenCommand): readonly TokenEvent[] {
  if (command.type === 'issue') {
    if (token) throw new DomainError('TOKEN_EXISTS', 'This token exists already.');
    const { days, now, grant, name, owner, reason, replaces } = command;
    if (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS)
      throw new DomainError('TOKEN_DAYS', `A token lives 1 to ${MAX_TOKEN_DAYS} whole days.`);
    const { scope, ...rest } = grant;
    const narrowed = scope ? { scope: writtenScope(scope) } : {};
    return [
      TokenIssued.create({
        ...{ token: command.token, grant: { ...rest, ...narrowed }, expiresAt: now + days * DAY_US },
        ...(name === '' ? {} : { name: cleanName(name) }),
        ...(owner === null ? {} : { owner }),
        ...(replaces === undefined ? {} : { replaces }),
        ...(reason === null ? {} : { reason: said('The reason', reason, MAX_REASON) }),
      }),
    ];
  }
  if (!token) throw new DomainError('TOKEN_UNKNOWN', 'There is no such token.');
  const reason = said('The reason', command.reason, MAX_REASON);
  return token.revoked ? [] : [TokenRevoked.create({ token: token.id, reason })];
}

function evolve(token: Token | null, event: TokenEvent): Token | null {
  if (event.type === 'domain.TokenIssued') {
    const { token: id, grant, expiresAt, name = '', owner = null } = event.data;
    return { id, grant, expiresAt, revoked: false, name, owner };
  }
  return token && { ...token, revoked: true };
}

/** A key for programs; stream `token-<id>`. Its secret is stored as SHA-256 outside the log. */
export const tokenDecider: Decider<Token | null, TokenCommand, TokenEvent> = { initial: null, decide, evolve };
export const tokenStream = (id: string): string => `token-${id}`;
