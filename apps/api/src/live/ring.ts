import { comparePositions, type Position, type RecordedEvent } from '@wireledger/event-sourcing';

/** How much of the newest past is kept in memory. */
export interface RingLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

interface Entry {
  readonly event: RecordedEvent;
  readonly arrivedAt: number;
  readonly bytes: number;
}

/** Estimate of an event in memory: columns of numbers and short text. */
const BYTES_PER_RECORD = 600;
const BYTES_PER_EVENT = 1000;

/** Its payload, which may still be packed, is left alone. */
const recordsIn = ({ meta: { seq } }: RecordedEvent): number => (seq ? seq[1] - seq[0] + 1 : 0);

/**
 * The newest events of the log, in order and without holes: whatever lies after `floor` is here. Shared by all subscribers, which keep no
 * more than a cursor into it.
 */
export class Ring {
  private entries: Entry[] = [];
  private first = 0;
  private bytes = 0;

  constructor(
    private readonly limits: RingLimits,
    /** Position up to which nothing is kept. */
    public floor: Position | 'start',
  ) {}

  push(event: RecordedEvent, now: number): void {
    const bytes = BYTES_PER_EVENT + recordsIn(event) * BYTES_PER_RECORD;
    this.entries.push({ event, arrivedAt: now, bytes });
    this.bytes += bytes;
    this.trim(now);
  }

  /** Drops what is too old or too much. */
  trim(now: number): void {
    for (;;) {
      const oldest = this.entries[this.first];
      if (!oldest || (now - oldest.arrivedAt <= this.limits.maxAgeMs && this.bytes <= this.limits.maxBytes)) break;
      this.floor = oldest.event.position;
      this.bytes -= oldest.bytes;
      this.first++;
    }
    if (this.first > 256 && this.first * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
  }

  /** The first event after a position, or at it too when `inclusive`. */
  next(position: Position | 'start', inclusive: boolean): RecordedEvent | null {
    let low = this.first;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = comparePositions((this.entries[middle] as Entry).event.position, position);
      if (order < 0 || (order === 0 && !inclusive)) low = middle + 1;
      else high = middle;
    }
    return this.entries[low]?.event ?? null;
  }

  get size(): number {
    return this.entries.length - this.first;
  }
}
