import { type User, userDecider, type UserEvent } from '@wireledger/domain';
import type { EventLog, Position } from '@wireledger/event-sourcing';
import { ACCESS_TYPES } from './access-types';

const PAGE = 500;
const OTHERS: Readonly<Record<string, string>> = { host: 'the host', nobody: 'not signed in' };

/** Everybody there was at a time, as the log has it. */
export class People {
  private constructor(private readonly users: ReadonlyMap<string, User>) {}

  /** Those of whom was recorded up to a time, µs since 1970 UTC, and what was recorded of them until then. */
  static async asOf(log: Pick<EventLog, 'readAll'>, upTo: number): Promise<People> {
    const users = new Map<string, User>();
    for (let after: Position | 'start' = 'start'; ;) {
      const page = await log.readAll({ after, filter: { types: ACCESS_TYPES }, limit: PAGE });
      for (const { recordedAt, type, meta, data } of page.events) {
        if (recordedAt > upTo || typeof data.user !== 'string') continue;
        const event = { type, version: meta.sv, data } as unknown as UserEvent;
        const user = userDecider.evolve(users.get(data.user) ?? null, event);
        if (user) users.set(data.user, user);
      }
      if (page.end) return new People(users);
      after = page.next;
    }
  }

  /** Everybody but those whose invitation was withdrawn, by name. */
  all(): User[] {
    return [...this.users.values()]
      .filter(({ standing }) => standing !== 'withdrawn')
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id));
  }

  /** `user:<id>`, `token:<id>`, `system:<process>`, `host`, `nobody` → a name, as the API shows it. */
  nameOf(actor: string): string {
    const [kind = '', id = ''] = actor.split(':');
    if (kind === 'user') return this.users.get(id)?.name ?? 'unknown user';
    if (kind === 'token') return `token ${id.slice(0, 8)}`;
    return kind === 'system' ? id : (OTHERS[actor] ?? 'Wireledger');
  }
}
