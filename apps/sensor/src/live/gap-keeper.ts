/** Losses are told at most so often, so that a minute of overload is one fact and not sixty. */
const EVERY_US = 60_000_000;

/** Packets that were lost between two moments, µs since 1970 UTC. */
export interface Gap {
  readonly fromUs: number;
  readonly toUs: number;
  readonly dropped: number;
}

/** Puts losses together into gaps. */
export class GapKeeper {
  private fromUs = 0;
  private toUs = 0;
  private dropped = 0;

  /** So many packets were lost in the time up to now. */
  lost(packets: number, sinceUs: number, nowUs: number): void {
    if (packets <= 0) return;
    if (this.dropped === 0) this.fromUs = sinceUs;
    this.dropped += packets;
    this.toUs = nowUs;
  }

  /** What is to be told: a gap that began a minute ago, or any when `all`. Told once. */
  take(nowUs: number, all = false): Gap | null {
    const { fromUs, toUs, dropped } = this;
    if (dropped === 0 || (!all && nowUs - fromUs < EVERY_US)) return null;
    this.dropped = 0;
    return { fromUs, toUs, dropped };
  }
}
