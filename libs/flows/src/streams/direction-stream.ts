import { HeldSegments } from './held-segments';
import { DONE, type StreamReader } from './stream-reader';

/** Bytes kept for one direction: unread rest and segments before their time. */
export const MAX_KEPT = 131_072;
/** Segments held before their time; one more and the hole before them is given up. */
const MAX_PIECES = 128;
/** Bytes that may be offered again without being read. */
const MAX_OFFERED_AGAIN = 8_388_608;
/** The largest window there is (RFC 7323 §2.3); what lies further ahead is none of this connection's. */
const MAX_WINDOW = 0x40000000;
const LEAST_ROOM = 2048;
const NOTHING: Uint8Array = Buffer.alloc(0);
/** Rooms of the least size that nobody needs now: to ask the system for one costs more than what is done with it. */
const SPARE_ROOMS: Uint8Array[] = [];
const MAX_SPARE_ROOMS = 64;

/** What all directions keep and what was amiss in them. */
export interface StreamTotals {
  /** Bytes kept now. */
  kept: number;
  /** Gaps told to readers, and their bytes. */
  gaps: number;
  missing: number;
  /** Directions given up because their reader wanted to keep too much. */
  overruns: number;
}

/** Reads nothing, of a direction that nobody reads. */
const NOBODY: StreamReader = { read: () => DONE, gap: () => false, end: () => undefined };

/** Puts the segments of one direction in order and hands them to its reader. One that is over can be used again, for another direction. */
export class DirectionStream {
  private reader: StreamReader = NOBODY;
  /** Sequence number that comes next, once one is known. */
  private next = 0;
  private begun = false;
  private skip = 0;
  /** `[0, length)` of it is unread. */
  private rest: Uint8Array = NOTHING;
  private length = 0;
  private offeredAgain = 0;
  private held: HeldSegments | null = null;
  private finAt = 0;
  private finSeen = false;
  private over = true;

  /** Over until it is opened. */
  constructor(private readonly totals: StreamTotals) {}

  /** Begins anew, with whoever reads the direction; null = nobody, so that it is over. Only what is over may be opened. */
  open(reader: StreamReader | null): void {
    this.reader = reader ?? NOBODY;
    this.over = reader === null;
    this.next = 0;
    this.begun = false;
    this.skip = 0;
    this.finAt = 0;
    this.finSeen = false;
  }

  /** True when nothing more is handed out. */
  get isOver(): boolean {
    return this.over;
  }

  /** True when segments wait behind a hole. */
  get waits(): boolean {
    return this.held !== null;
  }

  /** The next byte of the stream has this number; `skip` from there on are passed over. */
  startAt(seq: number, skip = 0): void {
    this.next = seq;
    this.skip = skip;
    this.begun = true;
  }

  /**
   * Takes the captured payload `[start, end)` with sequence number `seq`; `cut` more bytes were sent but not captured. Bytes in order go to the
   * reader where they lie.
   */
  segment(seq: number, bytes: Uint8Array, start: number, end: number, cut: number): void {
    if (this.over) return;
    if (!this.begun) this.startAt(seq);
    let ahead = (seq - this.next) | 0;
    if (ahead < 0) {
      start -= ahead;
      if (start >= end) {
        cut -= start - end;
        if (cut <= 0) return;
        start = end;
      }
      ahead = 0;
    }
    while (ahead > this.skip) {
      if (ahead > MAX_WINDOW) return;
      if (this.hold(seq, bytes, start, end)) return;
      this.jump();
      if (this.over) return;
      ahead = (seq - this.next) | 0;
      // The jump went beyond this segment's beginning: it is an old one now.
      if (ahead < 0) return this.segment(seq, bytes, start, end, cut);
    }
    this.skip -= ahead;
    this.next = (this.next + ahead + end - start) | 0;
    this.deliver(bytes, start, end);
    if (cut > 0) this.lose(cut);
    this.drain();
  }

  /** The other side has all bytes before `ack`: a hole below it will not be filled any more. */
  acknowledged(ack: number): void {
    while (!this.over && this.held && ((ack - this.held.first) | 0) >= 0) this.jump();
  }

  /** FIN has the sequence number `seq`: the stream is over when all before it was handed out. */
  fin(seq: number): void {
    if (!this.begun) this.startAt(seq);
    if (!this.finSeen) this.finAt = seq;
    this.finSeen = true;
    this.checkFin();
  }

  /** The stream is over: what waits behind holes is handed out, then the reader hears of it. */
  finish(): void {
    while (!this.over && this.held) this.jump();
    if (this.over) return;
    const { reader } = this;
    this.stop();
    reader.end();
  }

  private deliver(bytes: Uint8Array, start: number, end: number): void {
    if (this.over || start >= end) return;
    if (this.skip > 0) {
      const passed = Math.min(this.skip, end - start);
      this.skip -= passed;
      start += passed;
      if (start === end) return;
    }
    if (this.length > 0) return this.append(bytes, start, end);
    const at = this.reader.read(bytes, start, end);
    if (at === DONE) this.stop();
    else if (at >= end) this.skip = at - end;
    else this.keep(bytes, Math.max(at, start), end);
  }

  private append(bytes: Uint8Array, start: number, end: number): void {
    if (!this.keep(bytes, start, end)) return;
    const { length } = this;
    const at = this.reader.read(this.rest, 0, length);
    if (at === DONE) return this.stop();
    if (at >= length) {
      this.skip = at - length;
      this.dropRest();
    } else if (at > 0) {
      this.rest.copyWithin(0, at, length);
      this.length = length - at;
      this.offeredAgain = 0;
    } else if ((this.offeredAgain += length) > MAX_OFFERED_AGAIN) this.overrun();
  }

  /** Adds `[start, end)` to the unread rest. False when it would be too much: then the direction is given up. */
  private keep(bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.length + end - start;
    if (length > MAX_KEPT) {
      this.overrun();
      return false;
    }
    if (length > this.rest.length) this.makeRoom(length);
    this.rest.set(bytes.subarray(start, end), this.length);
    this.length = length;
    return true;
  }

  private makeRoom(length: number): void {
    const { rest } = this;
    const bytes = Math.min(Math.max(length, 2 * rest.length, LEAST_ROOM), MAX_KEPT);
    // A Buffer as captures are read into: with bytes of one kind only, what reads them is compiled once. Nothing behind `length` is ever read.
    const room = (bytes === LEAST_ROOM ? SPARE_ROOMS.pop() : undefined) ?? Buffer.allocUnsafeSlow(bytes);
    if (this.length > 0) room.set(rest.subarray(0, this.length));
    this.totals.kept += room.length - rest.length;
    this.rest = room;
  }

  /** False when there is no room: then the hole must be given up first. */
  private hold(seq: number, bytes: Uint8Array, start: number, end: number): boolean {
    const held = (this.held ??= new HeldSegments());
    if (held.count >= MAX_PIECES || (held.count > 0 && held.bytes + this.length + end - start > MAX_KEPT)) return false;
    const before = held.bytes;
    held.add(seq, this.next, bytes, start, end);
    this.totals.kept += held.bytes - before;
    if (held.count === 0) this.held = null;
    return true;
  }

  /** Gives up the hole before the first held segment. */
  private jump(): void {
    const { held } = this;
    if (!held) return;
    const ahead = (held.first - this.next) | 0;
    if (ahead > 0) this.lose(ahead);
    this.drain();
  }

  /** Hands out held segments that have become due. */
  private drain(): void {
    while (!this.over && this.held && ((this.held.first - this.next) | 0) <= this.skip) {
      const { seq, bytes } = this.held.take();
      if (this.held.count === 0) this.held = null;
      this.totals.kept -= bytes.length;
      const ahead = (seq - this.next) | 0;
      const start = ahead < 0 ? -ahead : 0;
      if (start >= bytes.length) continue;
      if (ahead > 0) this.skip -= ahead;
      this.next = (seq + bytes.length) | 0;
      this.deliver(bytes, start, bytes.length);
    }
    this.checkFin();
  }

  private lose(missing: number): void {
    this.next = (this.next + missing) | 0;
    const passed = Math.min(this.skip, missing);
    this.skip -= passed;
    if (this.over || missing === passed) return;
    this.dropRest();
    this.totals.gaps++;
    this.totals.missing += missing - passed;
    if (!this.reader.gap(missing - passed)) this.stop();
  }

  private checkFin(): void {
    if (this.finSeen && !this.over && !this.held && ((this.next - this.finAt) | 0) >= 0) this.finish();
  }

  private overrun(): void {
    this.totals.overruns++;
    const { reader } = this;
    this.stop();
    reader.end();
  }

  private dropRest(): void {
    const { rest } = this;
    this.totals.kept -= rest.length;
    if (rest.length === LEAST_ROOM && SPARE_ROOMS.length < MAX_SPARE_ROOMS) SPARE_ROOMS.push(rest);
    this.rest = NOTHING;
    this.length = 0;
    this.offeredAgain = 0;
  }

  private stop(): void {
    this.over = true;
    this.reader = NOBODY;
    this.dropRest();
    if (this.held) this.totals.kept -= this.held.bytes;
    this.held = null;
  }
}
