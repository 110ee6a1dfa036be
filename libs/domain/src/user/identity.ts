import { IdentityLinked, IdentityUnlinked } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

export type IdentityEvent = EventOf<typeof IdentityLinked> | EventOf<typeof IdentityUnlinked>;

export type IdentityCommand =
  /** `subject`: a mark of it, 16 hex digits; who it is stands in the access store alone. */
  | {
      readonly type: 'linkIdentity';
      readonly issuer: string;
      readonly subject: string;
      readonly by: 'owner' | 'invitation' | 'firstSignIn';
    }
  | { readonly type: 'unlinkIdentity' };

/** The OpenID Connect provider that somebody signs in by, and a mark of who he is there. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export const isIdentityCommand = (command: { readonly type: string }): command is IdentityCommand =>
  command.type === 'linkIdentity' || command.type === 'unlinkIdentity';
export const isIdentityEvent = (event: { readonly type: string }): event is IdentityEvent =>
  event.type === 'domain.IdentityLinked' || event.type === 'domain.IdentityUnlinked';

/** Whoever the identity belongs to. */
interface Owner {
  readonly id: string;
  readonly disabled: boolean;
  readonly identity: Identity | null;
}

/** @throws DomainError USER_DISABLED, IDENTITY_EXISTS, IDENTITY_MISSING */
export function decideIdentity(owner: Owner, command: IdentityCommand): readonly IdentityEvent[] {
  const { id: user, disabled, identity } = owner;
  if (disabled) throw new DomainError('USER_DISABLED', 'This account is disabled. Ask an administrator.');
  if (command.type === 'unlinkIdentity') {
    if (!identity) throw new DomainError('IDENTITY_MISSING', 'This account is not linked to a provider.');
    return [IdentityUnlinked.create({ user, issuer: identity.issuer })];
  }
  if (identity)
    throw new DomainError('IDENTITY_EXISTS', 'This account is linked to an identity already. Unlink that one first.');
  const { issuer, subject, by } = command;
  return [IdentityLinked.create({ user, issuer, subject, by })];
}

export const evolveIdentity = (event: IdentityEvent): Identity | null =>
  event.type === 'domain.IdentityLinked' ? { issuer: event.data.issuer, subject: event.data.subject } : null;
