import type { User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';

import type { KnownRequest } from '../access/request';
import type { UserDirectory } from '../auth/user-directory';

/** Whoever asks about his own account, and the session that he uses. */
export interface Person {
  readonly user: User;
  readonly session: string;
}

/** @throws DomainError NOT_A_PERSON for tokens */
export function personOf({ viewer }: KnownRequest, directory: Pick<UserDirectory, 'user'>): Person {
  const user = viewer?.is === 'session' ? directory.user(viewer.user) : null;
  if (viewer?.is !== 'session' || !user)
    throw new DomainError('NOT_A_PERSON', 'A token has neither password nor sessions: sign in for that.');
  return { user, session: viewer.session };
}
