import path from 'node:path';
import type { Logger } from '@wireledger/platform';

import { isFull, Reserve } from './reserve';
import { type Damage, SEGMENT_BYTES, Segments } from './segments';
import { decodeItem, encodeItem, type ItemHead, itemHead, type SpoolItem } from './spool-item';

/** Items that are held in memory as well, at the front. */
const WINDOW = 64;
/** What was appended outlives a power cut at the latest so much later. */
const SYNC_MS = 1000;
/** A disk that was full is tried again so often. */
const RETRY_MS = 500;
const SMALLEST_SEGMENT = 64 * 1024;

/** An item at its place. */
export interface Spooled {
  readonly sequence: number;
  readonly item: SpoolItem;
  /** As it stands on disk, about. */
  readonly bytes: number;
}

/**
 * The facts of a sensor that are not in the log yet, in order, on disk. What does not fit, because of its limit or because the disk is
 * full, is held in memory until there is room; then it is `full`, and sources rest until `room` resolves.
 */
export class Spool {
  private readonly segments: Segments;
  private readonly reserve: Reserve;
  private readonly limit: number;
  private window: Spooled[] = [];
  /** What the disk did not take. */
  private unwritten: { readonly sequence: number; readonly body: Buffer }[] = [];
  private newest = 0;
  /** Up to this number everything that is not in the log is in the window. */
  private windowEnd = 0;
  private closed = false;
  private syncing: NodeJS.Timeout | null = null;
  private retrying: NodeJS.Timeout | null = null;
  private readonly waiting: (() => void)[] = [];
  private told = false;

  /** `limitBytes`: bytes on disk from which it counts as full. */
  constructor(
    private readonly folder: string,
    limitBytes: number,
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  ) {
    this.limit = limitBytes - Math.min(1024 * 1024, limitBytes / 4);
    this.segments = new Segments(
      path.join(folder, 'segments'),
      Math.max(SMALLEST_SEGMENT, Math.min(SEGMENT_BYTES, Math.floor(limitBytes / 8))),
    );
    this.reserve = new Reserve(path.join(folder, 'reserve'));
  }

  /** Whether nothing was ever left in it. */
  get empty(): boolean {
    return this.segments.empty;
  }

  /** Number of the newest item. */
  get last(): number {
    return this.newest;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.segments.bytes;
  }

  /** Whether sources should rest. */
  get full(): boolean {
    return this.unwritten.length > 0 || this.segments.bytes >= this.limit || !this.reserve.held;
  }

  /** Reads what a process before left; numbers go on after `delivered` at least. Call once, before anything else. */
  open(delivered: number, each: (head: ItemHead, sequence: number) => void, gone: (damage: Damage) => void): void {
    this.segments.open(({ sequence, body }) => each(itemHead(body), sequence), gone);
    this.newest = Math.max(this.segments.last, delivered);
    this.windowEnd = delivered;
  }

  /** Takes an item; its number. It is on disk then, unless there is no room. */
  put(item: SpoolItem): number {
    const sequence = ++this.newest;
    const body = encodeItem(item);
    // In memory only what follows without a hole; the rest is read from the disk when its turn has come.
    if (this.windowEnd === sequence - 1 && this.window.length < WINDOW) {
      this.window.push({ sequence, item, bytes: body.length });
      this.windowEnd = sequence;
    }
    this.unwritten.push({ sequence, body });
    this.write();
    return sequence;
  }

  /** The next items from a number on, what of them is gone, and up to where that is all. */
  next(from: number): {
    readonly items: readonly Spooled[];
    readonly damage: readonly Damage[];
    readonly upTo: number;
  } {
    this.window = this.window.filter(({ sequence }) => sequence >= from);
    // Nothing is offered to the log that is not on disk, so that a repeat can be equal to the first try.
    const written = (this.unwritten[0]?.sequence ?? this.newest + 1) - 1;
    if (this.window.length > 0) {
      const items = this.window.filter(({ sequence }) => sequence <= written);
      return { items, damage: [], upTo: items.at(-1)?.sequence ?? from - 1 };
    }
    const { records, damage, upTo } = this.segments.read(from, WINDOW);
    this.windowEnd = upTo ?? written;
    this.window = records.map(({ sequence, body }) => ({ sequence, item: decodeItem(body), bytes: body.length }));
    return { items: this.window, damage, upTo: this.windowEnd };
  }

  /** Items between two numbers, from the disk: fewer when some are gone. */
  range(from: number, to: number): readonly SpoolItem[] {
    const items: SpoolItem[] = [];
    for (let at = from; at <= to;) {
      const { records, upTo } = this.segments.read(at, to - at + 1);
      if (upTo === null) break;
      for (const { sequence, body } of records) if (sequence <= to) items.push(decodeItem(body));
      at = upTo + 1;
    }
    return items;
  }

  /** What was taken outlives a power cut from here on. */
  sync(): void {
    if (this.syncing) clearTimeout(this.syncing);
    this.syncing = null;
    this.segments.sync();
  }

  /** The same without holding up this thread: what was taken before the call. */
  async syncSoon(): Promise<void> {
    if (this.syncing) clearTimeout(this.syncing);
    this.syncing = null;
    await this.segments.syncSoon();
  }

  /** Whether `release` would make room. */
  frees(upTo: number): boolean {
    return this.segments.frees(upTo, this.full);
  }

  /** Everything up to a number is in the log, and somebody else knows that for certain. */
  release(upTo: number): void {
    this.segments.release(upTo, this.full);
    this.write();
  }

  /** Runs what writes a little; on a full disk once more with the room that is kept for it. @throws what the disk says */
  withReserve(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.useReserve(error);
      work();
    }
  }

  /** The same for what does not hold up this thread. Rejects with what the disk says */
  async withReserveSoon(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.useReserve(error);
      await work();
    }
  }

  /** Resolves when it is not full any more. */
  async room(): Promise<void> {
    while (this.full && !this.closed) {
      this.retryLater();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Closes its files; all of them are removed when everything is `delivered`. */
  close(delivered: boolean): void {
    this.closed = true;
    for (const timer of [this.syncing, this.retrying]) if (timer) clearTimeout(timer);
    if (this.unwritten.length > 0)
      this.logger.error(
        { folder: this.folder, batches: this.unwritten.length },
        'the disk had no room for these batches',
      );
    this.segments.close(delivered && this.unwritten.length === 0);
    this.wake();
  }

  /** Writes what is not on disk, as far as there is room. */
  private write(): void {
    try {
      while (this.unwritten[0] && (this.reserve.held || this.reserve.refill())) {
        this.segments.append(this.unwritten[0].sequence, this.unwritten[0].body);
        this.unwritten.shift();
      }
      this.syncing ??= setTimeout(() => this.syncInTime(), SYNC_MS).unref();
    } catch (error) {
      if (!isFull(error)) throw error;
      this.tell();
    }
    if (this.full) this.retryLater();
    else this.wake();
    if (this.segments.bytes >= this.limit) this.tell();
  }

  /** What cannot be synced now is synced, or fails, before it is offered. */
  private syncInTime(): void {
    try {
      this.sync();
    } catch (error) {
      this.logger.error({ err: error, folder: this.folder }, 'the spool cannot be synced to its disk');
    }
  }

  /** @throws `error` when it does not say that the disk is full */
  private useReserve(error: unknown): void {
    if (!isFull(error)) throw error;
    this.reserve.giveUp();
    this.tell();
    this.retryLater();
  }

  private tell(): void {
    if (this.told) return;
    this.told = true;
    this.logger.warn(
      { folder: this.folder, bytes: this.segments.bytes },
      'the spool is full: sources rest, what they miss is counted. Make room, let the event log come back, or set SPOOL_LIMIT_MB',
    );
  }

  private retryLater(): void {
    if (this.closed) return;
    this.retrying ??= setTimeout(() => {
      this.retrying = null;
      this.reserve.refill();
      this.write();
    }, RETRY_MS).unref();
  }

  private wake(): void {
    if (this.told && !this.full) {
      this.told = false;
      this.logger.info({ folder: this.folder }, 'the spool has room again');
    }
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
