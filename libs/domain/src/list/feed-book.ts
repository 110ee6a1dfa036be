import type { RecordedEvent } from '@wireledger/event-sourcing';
import { FEED_EVENTS } from '@wireledger/events';

import { type Feed, feedDecider, type FeedEvent } from './feed';

/** Types of events that are folded. */
export const FEED_TYPES: readonly string[] = FEED_EVENTS.map(({ type }) => type);

/** The feeds of all lists, folded from the log in memory. */
export class FeedBook {
  private readonly feeds = new Map<string, Feed>();
  private readonly revisions = new Map<string, bigint>();

  /** Folds an event; one that was folded before, or is about something else, changes nothing. */
  apply({ type, data, meta, revision }: RecordedEvent): void {
    const { list } = data;
    if (!FEED_TYPES.includes(type) || typeof list !== 'string' || revision <= (this.revisions.get(list) ?? -1n)) return;
    const event = { type, version: meta.sv, data } as unknown as FeedEvent;
    const feed = feedDecider.evolve(this.feeds.get(list) ?? null, event);
    if (feed) this.keep(feed, revision);
  }

  /** What this process has just written, before the log tells it. */
  keep(feed: Feed, revision: bigint): void {
    if (revision <= (this.revisions.get(feed.list) ?? -1n)) return;
    this.revisions.set(feed.list, revision);
    this.feeds.set(feed.list, feed);
  }

  one(list: string): Feed | null {
    return this.feeds.get(list) ?? null;
  }

  /** Those that are fetched, and those that were. */
  all(): readonly Feed[] {
    return [...this.feeds.values()];
  }
}
