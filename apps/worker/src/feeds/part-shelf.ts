import type { FeedPart } from '@wireledger/domain';
import type { FeedPartStore } from '@wireledger/read-models';

import { failure, type SessionFailure } from './feed-session';

/** Objects of one feed that are kept, and bytes of what they say. */
export const SHELF_LIMITS = { parts: 1_000_000, bytes: 512 * 1024 * 1024 } as const;

export type PartStore = Pick<
  FeedPartStore,
  'keepOnly' | 'begin' | 'stamps' | 'size' | 'put' | 'remove' | 'pending' | 'taken' | 'ended' | 'entries'
>;

/** A feed was asked for what has changed: everything it said so far is kept. `why`: what was passed over; null when nothing was. */
export type Synced = { readonly is: 'synced'; readonly why: string | null } | SessionFailure;

/** The objects of one list's feed. */
export class PartShelf {
  /** What can be put before the shelf has to be measured again: at most, as an object that comes again takes the place of its older version. */
  private room = { parts: 0, bytes: 0 };

  constructor(
    private readonly store: PartStore,
    private readonly list: string,
    /** Tells one feed from another: what was kept of another one is forgotten. */
    private readonly source: string,
    /** Objects come in any order, and the newest version of each counts. */
    private readonly newestOnly: boolean,
    private readonly limits: Readonly<Record<keyof typeof SHELF_LIMITS, number>> = SHELF_LIMITS,
  ) {}

  begin(): Promise<string | null> {
    return this.store.begin(this.list, this.source);
  }

  stamps(): Promise<ReadonlyMap<string, string>> {
    return this.store.stamps(this.list);
  }

  /** Null when they are kept. A shelf that is over its limits takes nothing more, in no later round either. */
  async put(parts: readonly FeedPart[], cursor: string | null): Promise<SessionFailure | null> {
    const { room, limits } = this;
    if (parts.length > 0 && (room.parts < parts.length || room.bytes <= 0)) {
      const { parts: kept, bytes } = await this.store.size(this.list);
      [room.parts, room.bytes] = [limits.parts - kept, limits.bytes - bytes];
      if (room.parts < 0 || room.bytes < 0)
        return failure(
          `it has over ${limits.parts.toLocaleString('en')} objects, or ${limits.bytes / 2 ** 20} MiB of them. Choose a smaller one.`,
        );
    }
    const bytes = await this.store.put(this.list, parts, cursor, this.newestOnly);
    [room.parts, room.bytes] = [room.parts - parts.length, room.bytes - bytes];
    return null;
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.store.remove(this.list, keys);
  }
}
