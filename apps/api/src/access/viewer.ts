import type { Permission, Role, Scope, Subject, TokenKind } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';

/** Somebody who proved who he is: a person's session, or a token. */
export type Viewer =
  | {
      readonly is: 'session';
      readonly user: string;
      readonly name: string;
      readonly role: Role;
      /** Forced filter of everything that he reads; null = none. */
      readonly scope: Scope | null;
      /** What his custom role takes away from his role. */
      readonly without: readonly Permission[];
      readonly session: string;
      /** Version of the user's sessions that the access token was made for. */
      readonly sessionVersion: number;
      /** When he proved himself with a second factor at sign-in, ms since 1970 UTC; null = not at all. */
      readonly factorAt: number | null;
      /** ms since 1970 UTC. */
      readonly expiresAt: number;
    }
  | {
      readonly is: 'token';
      readonly token: string;
      /** The user whose token it is; null for those made on the host and for services. */
      readonly owner: string | null;
      readonly party: Role | TokenKind;
      readonly scope: Scope | null;
      /** What is taken away from its owner, and so from it. */
      readonly without: readonly Permission[];
      /** Reads in clear what its kind reads masked. */
      readonly clear: boolean;
      readonly expiresAt: number;
    };

/** The viewer's column of the permission matrix, and what is taken away from it. */
export const subjectOf = (viewer: Viewer): Subject => {
  const narrowed = { scoped: viewer.scope !== null, without: viewer.without };
  return viewer.is === 'session'
    ? { party: viewer.role, token: false, ...narrowed }
    : { party: viewer.party, token: true, clear: viewer.clear, ...narrowed };
};

/** As the metadata of events names him. */
export const actorOf = (viewer: Viewer): string =>
  viewer.is === 'session' ? `user:${viewer.user}` : `token:${viewer.token}`;

/** The viewer of an operation that demands a permission. @throws DomainError UNAUTHENTICATED when there is none */
export function knownViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in, or send `Authorization: Bearer <token>`.');
  return viewer;
}

/** Scope of whoever asks. @throws DomainError UNAUTHENTICATED: nobody's scope is not everybody's */
export const scopeOf = ({ viewer }: { readonly viewer: Viewer | null }): Scope | null => knownViewer(viewer).scope;
