import type { FeedPart } from '@wireledger/domain';
import type { FeedPartStore } from '@wireledger/read-models';

import { failure, type SessionFailure } from './feed-session';

/** Objects of one feed that are kept. */
export const MOST_PARTS = 1_000_000;

export type PartStore = Pick<FeedPartStore, 'begin' | 'stamps' | 'count' | 'put' | 'remove' | 'ended' | 'entries'>;

/** What a feed says that is asked for what has changed: everything it said so far is kept, and `changed` objects came or went. */
export type Synced = { readonly is: 'synced'; readonly changed: number } | SessionFailure;

/** The objects of one list's feed. */
export class PartShelf {
  constructor(
    private readonly store: PartStore,
    private readonly list: string,
    /** Tells one feed from another: what was kept of another one is forgotten. */
    private readonly source: string,
    /** Objects come in any order, and the newest version of each counts. */
    private readonly newestOnly: boolean,
  ) {}

  begin(): Promise<string | null> {
    return this.store.begin(this.list, this.source);
  }

  stamps(): Promise<ReadonlyMap<string, string>> {
    return this.store.stamps(this.list);
  }

  /** Null when they are kept. */
  async put(parts: readonly FeedPart[], cursor: string | null): Promise<SessionFailure | null> {
    await this.store.put(this.list, parts, cursor, this.newestOnly);
    if (parts.length === 0 || (await this.store.count(this.list)) <= MOST_PARTS) return null;
    return failure(`it has over ${MOST_PARTS.toLocaleString('en')} objects. Choose a smaller collection.`);
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.store.remove(this.list, keys);
  }
}
