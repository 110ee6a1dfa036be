import type { User } from '@wireledger/domain';
import { type EventLog, KEYS_FRESH_MS, type SubjectKeys } from '@wireledger/event-sourcing';
import { erasedLabel } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore, Logger } from '@wireledger/platform';

import type { UserDirectory } from '../auth/user-directory';
import type { CutOff } from '../people/cut-off';
import type { Deed, Done, PeopleLog } from '../people/people-log';
import { erasureSubjects } from './erasure-subjects';

/** Who is to be erased, and on which version of him that rests (null = whatever he is now). */
export interface ErasureOrder {
  readonly id: string;
  readonly seen?: number | null | undefined;
}

interface Deps {
  readonly log: EventLog;
  readonly people: Pick<PeopleLog, 'tell'>;
  readonly directory: UserDirectory;
  readonly cutOff: Pick<CutOff, 'user' | 'token' | 'forget' | 'recipient'>;
  readonly store: Pick<AccessStore, 'forget'>;
  readonly keys: Pick<SubjectKeys, 'destroy'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/**
 * Forgets a person. The event that says so comes first: whatever happens behind it, the person is out and reads as nobody, and `resume` carries the
 * rest out, as often as it takes: what runs in his name ends, what the database keeps of him goes, his keys go last. When no process can have a key
 * in mind any more, a second event says that it is complete. Nothing of this can be taken back.
 */
export class Erasure {
  /** When this process destroyed the keys of whom, ms. */
  private readonly destroyed = new Map<string, number>();
  private resuming: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Deps) {}

  /** @throws DomainError USER_UNKNOWN, USER_CHANGED, OWN_ACCOUNT, LAST_ADMIN, BUSY, STALE */
  async erase({ id, seen }: ErasureOrder, deed: Deed): Promise<Done> {
    const { directory, people, log } = this.deps;
    const user = directory.user(id);
    if (!user) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
    const subjects = user.erasure === 'none' ? await erasureSubjects(log, id, user.name) : user.erasedSubjects;
    const done = await people.tell(
      id,
      () => {
        const version = directory.versionOf(id);
        if (seen !== null && seen !== undefined && seen !== version)
          throw new DomainError('USER_CHANGED', 'Somebody else changed this user meanwhile. Look again, then decide.', {
            version,
          });
        return { type: 'erase', subjects, by: deed.by, otherAdmins: directory.otherAdmins(id) };
      },
      deed,
    );
    if (user.name.includes('@')) await this.deps.cutOff.recipient(user.name, erasedLabel(id));
    if (done.user.erasure === 'begun') await this.carryOut(done.user, deed.requestId);
    return done;
  }

  /** Goes on with whatever was begun, by this process or another one: now and then. One failure does not hold the others up. */
  resume(): Promise<void> {
    this.resuming = this.resuming.then(async () => {
      for (const user of this.deps.directory.beingErased())
        await this.goOn(user).catch((error: unknown) =>
          this.deps.logger.warn({ err: error, user: user.id }, 'an erasure could not go on; it is tried again'),
        );
    });
    return this.resuming;
  }

  private async goOn(user: User): Promise<void> {
    const at = this.destroyed.get(user.id);
    if (at === undefined) return this.carryOut(user, user.id);
    if (this.deps.clock() - at < KEYS_FRESH_MS) return;
    const deed = { actor: 'system:api', requestId: user.id };
    await this.deps.people.tell(user.id, { type: 'completeErasure' }, deed);
    this.destroyed.delete(user.id);
  }

  /** Every step may have been done before. */
  private async carryOut({ id, erasedSubjects }: User, requestId: string): Promise<void> {
    const { cutOff, store, keys, clock } = this.deps;
    await cutOff.user(id, { actor: 'system:api', said: 'erased', requestId });
    for (const subject of erasedSubjects)
      if (subject.startsWith('token:')) await cutOff.token(subject.slice('token:'.length));
    await cutOff.forget(id, erasedSubjects);
    await store.forget(id, clock());
    await keys.destroy(erasedSubjects, erasedLabel(id));
    this.destroyed.set(id, clock());
  }
}
