import type { EventLog, Filter, Position, Subscribed } from './event-log';

/** Ways of one adapter to page and to wait. */
export interface FollowSource {
  readonly readAll: EventLog['readAll'];
  /** Taken before a page is read. */
  readonly ticket: () => number;
  /** Resolves when there may be news since the ticket, or the signal aborts. */
  readonly wait: (ticket: number, signal: AbortSignal) => Promise<void>;
  readonly pageSize?: number;
}

/**
 * A subscription made of pages: the same loop catches up and follows, so its seam can neither lose nor double an event.
 * Says `caughtUp` the first time it stands at the head, and `checkpoint` when a page moved on past its last event.
 */
export async function* followAll(
  source: FollowSource,
  query: { readonly after: Position | 'start'; readonly filter?: Filter },
  signal: AbortSignal,
): AsyncGenerator<Subscribed, void, void> {
  let after = query.after;
  let caughtUp = false;
  const filter = query.filter ? { filter: query.filter } : {};
  while (!signal.aborted) {
    const ticket = source.ticket();
    const page = await source.readAll({ after, ...filter, limit: source.pageSize ?? 500 });
    for (const event of page.events) {
      if (signal.aborted) return;
      yield { kind: 'event', event };
    }
    if (signal.aborted) return;
    if (page.next !== after && page.next !== page.events.at(-1)?.position)
      yield { kind: 'checkpoint', position: page.next };
    after = page.next;
    if (!page.end) continue;
    if (!caughtUp) {
      caughtUp = true;
      yield { kind: 'caughtUp', position: after };
    }
    await source.wait(ticket, signal);
  }
}
