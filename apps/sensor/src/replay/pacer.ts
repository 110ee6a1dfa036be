/** How packet times relate to the wall clock. Times in µs; `speed` 1 = as recorded. */
export type Pace =
  | { readonly kind: 'max' }
  /** At 1× with one constant shift: a packet is due when the wall clock reaches its shifted time; earlier ones at once. */
  | { readonly kind: 'shifted'; readonly shiftUs: number }
  /** `speed` times as fast as recorded from where it starts, silences shortened to `maxGapUs`. */
  | { readonly kind: 'relative'; readonly speed: number; readonly maxGapUs: number };

/**
 * Says when a packet is due and how far virtual time has come while waiting for it. Changes only when facts are recorded,
 * never what they say: virtual time advances by the same packets and second borders at any pace.
 */
export class Pacer {
  private lastPacket: number | null = null;
  private lastDue = 0;

  constructor(private readonly pace: Pace) {}

  /** Wall time (µs) at which the packet of time `us` (as recorded) is due. */
  due(us: number, wallUs: number): number {
    const { pace } = this;
    if (pace.kind === 'max') return wallUs;
    if (pace.kind === 'shifted') return us + pace.shiftUs;
    const gap = this.lastPacket === null ? 0 : Math.min(Math.max(us - this.lastPacket, 0), pace.maxGapUs) / pace.speed;
    this.lastDue = this.lastPacket === null ? wallUs : this.lastDue + gap;
    this.lastPacket = Math.max(us, this.lastPacket ?? us);
    return this.lastDue;
  }

  /** Packet time (as recorded) that the wall clock stands for while the packet of time `nextUs` is awaited; never beyond it. */
  virtual(nextUs: number, dueUs: number, wallUs: number): number {
    const { pace } = this;
    const ahead = Math.max(0, dueUs - wallUs) * (pace.kind === 'relative' ? pace.speed : 1);
    return Math.min(nextUs, nextUs - ahead);
  }
}
