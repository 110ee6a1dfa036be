import { type EventLog, isSandbox, type Page, type Position, type RecordedEvent } from '@wireledger/event-sourcing';

import { ALL, type Cursor, isWithin, justBefore } from './cursor';
import type { Channel } from './channel';

const PAGE = 16;

/** Lets few at a time read the log; the rest wait their turn. */
export class CatchUpSlots {
  private taken = 0;
  constructor(private readonly most = 2) {}

  take(): boolean {
    if (this.taken >= this.most) return false;
    this.taken++;
    return true;
  }

  release(): void {
    this.taken--;
  }
}

/** What stands next for a subscriber. `later`: nothing now; `turn`: it waits for its turn to read the log. */
export type Next = RecordedEvent | 'later' | 'turn';

/**
 * Events in order from a cursor on, each once: out of the ring when it holds them, else out of the log until the ring does. Both are asked by
 * position, so the seam can neither lose nor double anything.
 */
export class EventFeed {
  private page: RecordedEvent[] = [];
  private holdsSlot = false;

  constructor(
    private readonly log: EventLog,
    private readonly channel: Channel,
    private readonly slots: CatchUpSlots,
    public cursor: Cursor,
  ) {}

  /** True while the next event has to be read from the log. */
  get catchingUp(): boolean {
    return this.page.length > 0 || !isWithin(this.cursor, this.channel.ring.floor);
  }

  /** The event that holds the next record; asking again without moving the cursor answers the same. */
  async next(): Promise<Next> {
    while (this.catchingUp) {
      const waiting = this.page[0];
      if (waiting) return waiting;
      if (!this.holdsSlot && !this.slots.take()) return 'turn';
      this.holdsSlot = true;
      await this.readPage();
    }
    this.release();
    return this.channel.ring.next(this.cursor.position, !this.cursor.done) ?? 'later';
  }

  /** Moves on: records to `n` of the event are seen. */
  advance(event: RecordedEvent, n: number, done: boolean): void {
    this.cursor = { position: event.position, n, done };
    if (done && this.page[0]?.position === event.position) this.page.shift();
  }

  /** Gives up on what lies before the ring, and answers the span that is left out. */
  skipToRing(): { readonly from: Position | 'start'; readonly to: Position | 'start' } {
    const gap = { from: this.cursor.position, to: this.channel.ring.floor };
    this.page = [];
    this.cursor = { position: this.channel.ring.floor, n: ALL, done: true };
    this.release();
    return gap;
  }

  /** Must be called when nobody asks any more. */
  release(): void {
    if (this.holdsSlot) this.slots.release();
    this.holdsSlot = false;
  }

  private async readPage(): Promise<void> {
    const { position, done } = this.cursor;
    const again = done || position === 'start' ? position : (justBefore(position) ?? position);
    const page = await this.read(again).catch((error: unknown) => {
      // A log may refuse a position that it never gave out; then the rest of a half-seen event is given up.
      if (again === position) throw error;
      return this.read(position);
    });
    const [first] = page.events;
    if (first) {
      this.page = [...page.events];
      // The event of a half-seen cursor is gone or was none of ours: what follows it is next.
      if (first.position !== position) this.cursor = { position, n: ALL, done: true };
    } else this.cursor = { position: page.next, n: ALL, done: true };
  }

  private async read(after: Position | 'start'): Promise<Page> {
    const page = await this.log.readAll({ after, filter: { types: this.channel.types }, limit: PAGE });
    return { ...page, events: page.events.filter(({ stream }) => !isSandbox(stream)) };
  }
}
