import type { Scope } from '@wireledger/access';
import { actionOf } from '@wireledger/domain';
import type { EventLog, RecordedEvent } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import { type CatchUpSlots, EventFeed } from '../live/event-feed';
import { formatCursor, startCursor } from '../live/cursor';
import type { LogTail } from '../live/log-tail';
import { Pace, type PaceTimes } from '../live/pace';
import type { AlertChange, AlertFrame } from '../schema/alert-live';
import type { ActorNames } from './actor-names';
import { AlertReach } from './alert-reach';

/** Least time between two frames on the whole, ms: people wait for an alert, and must not wait longer because there was another one. What comes meanwhile is told together. */
const FRAME_MS = 50;
/** Frames that may follow one another at once after a quiet time. */
const AT_ONCE = 5;
/** Changes of one frame; a storm takes several. */
const MOST = 200;
/** Frames of a resumed subscription that read the past; then it gives up on the rest. */
const CATCH_UP_FRAMES = 30;

/** What happens to alerts within a scope, twenty frames a second at most, or a few at once after a quiet time, from a cursor on: nothing lost, nothing twice, or an explicit gap. */
export class AlertTail {
  constructor(
    private readonly log: EventLog,
    private readonly tail: LogTail,
    private readonly slots: CatchUpSlots,
    private readonly names: ActorNames,
    private readonly times: PaceTimes,
  ) {}

  /** @throws DomainError BAD_USER_INPUT for a cursor that cannot be */
  async open(after: string | undefined, scope: Scope | null, signal: AbortSignal): Promise<AsyncGenerator<AlertFrame>> {
    const cursor = await startCursor(after, this.tail.head, () => this.log.head());
    return this.frames(new EventFeed(this.log, this.tail.alerts, this.slots, cursor), scope, signal);
  }

  private async *frames(feed: EventFeed, scope: Scope | null, signal: AbortSignal): AsyncGenerator<AlertFrame> {
    const frameMs = Math.min(this.times.frameMs, FRAME_MS);
    const pace = new Pace(this.tail.bell, { ...this.times, frameMs, atOnce: AT_ONCE }, signal);
    const reach = new AlertReach(this.log);
    const within = ({ data }: RecordedEvent) => reach.sees(scope, (data as { readonly alert: string }).alert);
    let behind = 0;
    try {
      for (let first = true; ; first = false) {
        const ticket = pace.ticket();
        const gap = behind > CATCH_UP_FRAMES && feed.catchingUp ? feed.skipToRing() : null;
        const changes: AlertChange[] = [];
        const more = await this.collect(feed, within, changes);
        if (signal.aborted) return;
        const news = changes.length > 0 || gap !== null;
        if (first || news || pace.heartbeatDue()) {
          pace.sent(news);
          behind = feed.catchingUp ? behind + 1 : 0;
          yield {
            cursor: formatCursor(feed.cursor),
            changes,
            gap: gap && { ...gap, reason: 'This part is too far back to be replayed here. Load the list again.' },
            catchingUp: feed.catchingUp,
            serverTime: formatTime(Date.now() * 1000),
          };
        }
        await pace.wait(more ? null : ticket);
        if (signal.aborted) return;
      }
    } finally {
      feed.release();
    }
  }

  /** True when there is more already. */
  private async collect(
    feed: EventFeed,
    within: (event: RecordedEvent) => Promise<boolean>,
    changes: AlertChange[],
  ): Promise<boolean> {
    while (changes.length < MOST) {
      const next = await feed.next();
      if (next === 'later') return false;
      if (next === 'turn') return true;
      // A cursor that was sent names the last event that was seen.
      if (feed.cursor.position !== next.position && (await within(next))) changes.push(this.change(next));
      feed.advance(next, 0, true);
    }
    return true;
  }

  private change({ type, data, position, meta }: RecordedEvent): AlertChange {
    const { alert, severity, rule, by } = data as {
      readonly alert: string;
      readonly severity?: string;
      readonly rule?: { readonly name: string };
      readonly by?: string;
    };
    return {
      ...{ alert, position, change: actionOf(type), severity: severity ?? null, title: rule?.name ?? null },
      by: by === undefined ? null : this.names.of(by),
      at: formatTime(meta.occ[1]),
    };
  }
}
