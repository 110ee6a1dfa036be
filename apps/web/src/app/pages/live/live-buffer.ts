import type { LiveTailResult } from '../../graphql/generated/operations';

export type LiveFrame = LiveTailResult['liveTail'];
export type LiveItem = LiveFrame['items'][number];

/** A row of the tail: a fact, or a gap where facts could not be replayed. */
export type LiveEntry =
  | { readonly id: string; readonly item: LiveItem; readonly gap?: undefined }
  | {
      readonly id: string;
      readonly item?: undefined;
      readonly gap: NonNullable<LiveFrame['gap']>;
      readonly at: number;
    };

/** One frame in the rate bars. */
export interface Beat {
  readonly at: number;
  readonly matching: number;
  readonly paused: boolean;
  readonly gap: boolean;
}

export interface Counters {
  readonly received: number;
  readonly matching: number;
  readonly shown: number;
  readonly sampledOut: number;
}

const CAPACITY = 5_000;
const BEATS = 60;
const NOTHING: Counters = { received: 0, matching: 0, shown: 0, sampledOut: 0 };

/**
 * The newest rows of the tail, newest first. While held, rows wait outside the list and are counted; nothing that
 * arrives is left uncounted.
 */
export class LiveBuffer {
  private list: readonly LiveEntry[] = [];
  private waitingList: LiveEntry[] = [];
  private readonly seen = new Set<string>();
  private beatList: readonly Beat[] = [];
  private waitingCount = 0;
  private last: Counters = NOTHING;
  private lastCursor: string | undefined;

  /** Rows on the screen, newest first. */
  get entries(): readonly LiveEntry[] {
    return this.list;
  }
  /** Rows that came while held, also those that did not fit into the waiting list. */
  get waiting(): number {
    return this.waitingCount;
  }
  get beats(): readonly Beat[] {
    return this.beatList;
  }
  /** Figures of the newest frame: about one second. */
  get counters(): Counters {
    return this.last;
  }
  /** Where to resume after the connection was lost. */
  get cursor(): string | undefined {
    return this.lastCursor;
  }

  /** Takes one frame. Items that are here already (sent twice around a reconnection) are left out. */
  push(frame: LiveFrame, held: boolean): void {
    const fresh: LiveEntry[] = [];
    const at = Date.parse(frame.serverTime);
    if (frame.gap) fresh.push({ id: `gap-${frame.gap.from}`, gap: frame.gap, at });
    for (const item of frame.items) {
      if (this.seen.has(item.cursor)) continue;
      this.seen.add(item.cursor);
      fresh.push({ id: item.cursor, item });
    }
    this.lastCursor = frame.cursor;
    this.last = {
      received: frame.received,
      matching: frame.matching,
      shown: frame.items.length,
      sampledOut: frame.sampledOut,
    };
    this.beatList = [...this.beatList, { at, matching: frame.matching, paused: held, gap: frame.gap !== null }].slice(
      -BEATS,
    );
    fresh.reverse();
    if (held) {
      this.waitingCount += fresh.length;
      this.waitingList = [...fresh, ...this.waitingList].slice(0, CAPACITY);
    } else this.show(fresh);
  }

  /** Lets the waiting rows in. */
  release(): void {
    const waiting = this.waitingList;
    this.waitingList = [];
    this.waitingCount = 0;
    this.show(waiting);
  }

  clear(): void {
    this.list = [];
    this.waitingList = [];
    this.waitingCount = 0;
    this.seen.clear();
    this.last = NOTHING;
    this.lastCursor = undefined;
  }

  private show(fresh: readonly LiveEntry[]): void {
    if (fresh.length === 0) return;
    const all = [...fresh, ...this.list];
    for (const dropped of all.slice(CAPACITY)) this.seen.delete(dropped.id);
    this.list = all.slice(0, CAPACITY);
  }
}
