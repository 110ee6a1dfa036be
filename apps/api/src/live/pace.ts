import { setTimeout as sleep } from 'node:timers/promises';
import type { Doorbell } from '@wireledger/event-sourcing';

/** Least time between two frames, and greatest time without one; ms. */
export interface PaceTimes {
  readonly frameMs: number;
  readonly heartbeatMs: number;
  /** Frames with news that may follow one another at once after a quiet time; 1 when absent. */
  readonly atOnce?: number;
}

export const LIVE_TIMES: PaceTimes = { frameMs: 1000, heartbeatMs: 5000 };

/** The rhythm of one subscription: on the whole not more than a frame with news a second, not less than a frame in five. */
export class Pace {
  private lastFrame = -Infinity;
  /** When all frames with news so far would have gone out, a second apart (the generic cell rate algorithm, ITU-T I.371). */
  private paidUntil = -Infinity;

  constructor(
    private readonly bell: Doorbell,
    private readonly times: PaceTimes,
    private readonly signal: AbortSignal,
  ) {}

  ticket(): number {
    return this.bell.ticket();
  }

  /** A frame goes out now. One without news holds nothing back: what comes right after a heartbeat is told at once. */
  sent(news: boolean): void {
    this.lastFrame = performance.now();
    if (news) this.paidUntil = Math.max(this.paidUntil, this.lastFrame) + this.times.frameMs;
  }

  heartbeatDue(): boolean {
    return performance.now() - this.lastFrame >= this.times.heartbeatMs;
  }

  /**
   * Until the next frame may go out; then, with a ticket, until there is news since it or a heartbeat is due. Resolves early when the
   * subscription ends.
   */
  async wait(ticket: number | null): Promise<void> {
    const { frameMs, heartbeatMs, atOnce = 1 } = this.times;
    await this.pause(this.paidUntil - (atOnce - 1) * frameMs - performance.now());
    if (ticket === null) return;
    const rest = this.lastFrame + heartbeatMs - performance.now();
    if (rest > 0) await this.bell.wait(ticket, this.signal, rest);
  }

  private async pause(ms: number): Promise<void> {
    // Never zero: a full frame must not keep the event loop to itself.
    await sleep(Math.max(1, ms), undefined, { signal: this.signal }).catch(() => undefined);
  }
}
