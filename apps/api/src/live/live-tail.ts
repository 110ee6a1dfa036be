import type { Scope } from '@wireledger/access';
import type { EventLog, RecordedEvent } from '@wireledger/event-sourcing';
import type { Places } from '@wireledger/filter';
import { DomainError, formatTime } from '@wireledger/kernel';

import type { Given, RecordMappers } from '../queries/read-model-queries';
import type { LiveFrame, LiveGap, LiveItem, LiveWhere } from '../schema/live';
import { formatCursor, startCursor } from './cursor';
import { type CatchUpSlots, EventFeed } from './event-feed';
import { kindOf, LiveFilter, recordsOf, sensorOf } from './live-filter';
import type { LogTail } from './log-tail';
import { Pace, type PaceTimes } from './pace';

const LIMIT = { least: 50, most: 500, usual: 200 };
/** Frames of a resumed tail that leave nothing out; a longer past is sampled after them. */
const WHOLE_FRAMES = 10;
/** Frames after which a resumed tail gives up on the rest of the past. */
const CATCH_UP_FRAMES = 30;
/** Time of one turn on the log, ms: the other subscribers and requests share the core. */
const SLICE_MS = 400;

interface Counted {
  received: number;
  matching: number;
  readonly found: [event: RecordedEvent, n: number][];
}

/** Facts as they are recorded: one frame a second at most, from a cursor on, nothing lost and nothing twice, or an explicit gap. */
export class LiveTail {
  private readonly items = new WeakMap<RecordedEvent, Map<number, LiveItem>>();

  constructor(
    private readonly log: EventLog,
    private readonly tail: LogTail,
    private readonly slots: CatchUpSlots,
    private readonly parts: {
      readonly mappers: RecordMappers;
      readonly times: PaceTimes;
      /** For filters that ask where addresses are. */
      readonly places: Places;
    },
  ) {}

  /** Records in the scope, from the cursor `after` on or from now. @throws DomainError BAD_USER_INPUT for a filter, limit or cursor that cannot be */
  async open(
    where: Given<Partial<LiveWhere>>,
    { after, scope }: { readonly after?: string | undefined; readonly scope: Scope | null },
    signal: AbortSignal,
  ): Promise<AsyncGenerator<LiveFrame>> {
    const limit = where.limit ?? LIMIT.usual;
    if (limit < LIMIT.least || limit > LIMIT.most)
      throw new DomainError('BAD_USER_INPUT', `\`where.limit\` must be from ${LIMIT.least} to ${LIMIT.most}.`);
    const { places } = this.parts;
    const filter = new LiveFilter(where, scope, places);
    if (filter.asksForPlaces) await places.ready();
    const cursor = await startCursor(after, this.tail.head, () => this.log.head());
    const feed = new EventFeed(this.log, this.tail.records, this.slots, cursor);
    return this.frames(feed, { filter, limit, resumed: after !== undefined }, signal);
  }

  private async *frames(
    feed: EventFeed,
    asked: { readonly filter: LiveFilter; readonly limit: number; readonly resumed: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<LiveFrame> {
    const pace = new Pace(this.tail.bell, this.parts.times, signal);
    let whole = asked.resumed ? WHOLE_FRAMES : 0;
    let behind = 0;
    try {
      for (let first = true; ; first = false) {
        const ticket = pace.ticket();
        const counted: Counted = { received: 0, matching: 0, found: [] };
        const gap = behind > CATCH_UP_FRAMES && feed.catchingUp ? feed.skipToRing() : null;
        const more = await this.collect(feed, asked, counted, whole > 0);
        if (signal.aborted) return;
        const news = counted.received > 0 || gap !== null;
        if (first || news || pace.heartbeatDue()) {
          pace.sent(news);
          if (whole > 0) whole--;
          behind = feed.catchingUp ? behind + 1 : 0;
          yield this.frame(feed, asked.limit, counted, gap);
        }
        await pace.wait(more ? null : ticket);
        if (signal.aborted) return;
      }
    } finally {
      feed.release();
    }
  }

  /** Takes what stands next into `counted`. True when there is more already. */
  private async collect(
    feed: EventFeed,
    { filter, limit }: { readonly filter: LiveFilter; readonly limit: number },
    counted: Counted,
    whole: boolean,
  ): Promise<boolean> {
    const until = performance.now() + SLICE_MS;
    for (;;) {
      const next = await feed.next();
      if (next === 'later') return false;
      if (next === 'turn') return true;
      if (!this.count(feed, next, filter, counted, whole ? limit : Infinity)) return true;
      if (performance.now() > until) return true;
    }
  }

  /** Counts the unseen records of an event; false when it stopped inside because the frame is full. */
  private count(feed: EventFeed, event: RecordedEvent, filter: LiveFilter, counted: Counted, room: number): boolean {
    const records = recordsOf(event);
    const { cursor } = feed;
    const from = cursor.position === event.position && !cursor.done ? cursor.n + 1 : 0;
    if (filter.wants(event))
      for (let n = from; n < records; n++) {
        if (counted.matching >= room) {
          if (n > from) feed.advance(event, n - 1, false);
          return false;
        }
        if (!filter.mayShow(event, n)) continue;
        counted.received++;
        if (!filter.matches(event, n)) continue;
        counted.matching++;
        counted.found.push([event, n]);
      }
    feed.advance(event, Math.max(0, records - 1), true);
    return true;
  }

  private frame(
    feed: EventFeed,
    limit: number,
    { received, matching, found }: Counted,
    gap: ReturnType<EventFeed['skipToRing']> | null,
  ): LiveFrame {
    const shown = sample(found, limit);
    return {
      cursor: formatCursor(feed.cursor),
      items: shown.map(([event, n]) => this.item(event, n)),
      received,
      matching,
      sampledOut: matching - shown.length,
      gap: gap && toGap(gap),
      catchingUp: feed.catchingUp,
      serverTime: formatTime(Date.now() * 1000),
    };
  }

  /** Subscribers mostly look at the same records: each is turned into an item once, and forgotten with its event. */
  private item(event: RecordedEvent, n: number): LiveItem {
    const known = this.items.get(event) ?? new Map<number, LiveItem>();
    this.items.set(event, known);
    const item = known.get(n) ?? this.build(event, n);
    known.set(n, item);
    return item;
  }

  private build(event: RecordedEvent, n: number): LiveItem {
    const base = { cursor: `${event.position}#${n}`, sensor: sensorOf(event) };
    if (kindOf(event) === 'FLOW') {
      const flow = this.parts.mappers.flow(event, n);
      return { ...base, kind: 'FLOW', time: flow.end, flow, dns: null };
    }
    const dns = this.parts.mappers.dns(event, n);
    return { ...base, kind: 'DNS', time: dns.time, flow: null, dns };
  }
}

const toGap = ({ from, to }: { from: string; to: string }): LiveGap => ({
  from,
  to,
  reason: 'This part is too far back to be replayed here. Open Flows or Domains for that time.',
});

/** At most `limit` entries, evenly spread over all. */
function sample<T>(entries: readonly T[], limit: number): readonly T[] {
  if (entries.length <= limit) return entries;
  return Array.from({ length: limit }, (_, i) => entries[Math.floor((i * entries.length) / limit)] as T);
}
