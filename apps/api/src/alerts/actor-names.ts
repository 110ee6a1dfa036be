import type { UserDirectory } from '../auth/user-directory';

/** Names of those who act, as people read them. */
export class ActorNames {
  constructor(private readonly directory: Pick<UserDirectory, 'user'>) {}

  /** `user:<id>`, `token:<id>` or `system:<process>` → a name. */
  of(actor: string): string {
    const [kind = '', id = ''] = actor.split(':');
    if (kind === 'user') return this.user(id);
    return kind === 'token' ? `token ${id.slice(0, 8)}` : 'Wireledger';
  }

  /** Name of a user; null when there is none of that id. */
  known(id: string): string | null {
    return this.directory.user(id)?.name ?? null;
  }

  user(id: string): string {
    return this.directory.user(id)?.name ?? 'unknown user';
  }
}
