import { Doorbell } from '@wireledger/event-sourcing';
import type { Follower, Step } from '@wireledger/read-models';

type Steps = Pick<Follower, 'step'>;

/**
 * Lets one follower of this process go before the others: while it has something to do they begin no page, for a while each time. They share its thread and
 * the database's processors; people wait for what it finds, and for the others by far more work is done in one go.
 */
export class RightOfWay {
  private taken = false;
  private readonly bell = new Doorbell();

  /** `mostMs`: how long anybody gives way at a time. */
  constructor(
    private readonly signal: AbortSignal,
    private readonly mostMs = 200,
  ) {}

  /** There is something to do for whoever goes first. */
  take(): void {
    this.taken = true;
  }

  /** There is nothing more to do for him. */
  leave(): void {
    this.taken = false;
    this.bell.ring();
  }

  /** Resolves when nobody goes first, or after `mostMs`. */
  async given(): Promise<void> {
    const ticket = this.bell.ticket();
    if (this.taken) await this.bell.wait(ticket, this.signal, this.mostMs);
  }
}

/** A follower that goes first as long as it moves. */
export const goingFirst = (follower: Steps, way: RightOfWay): Steps => ({
  step: async () => {
    let step: Step = 'idle';
    try {
      step = await follower.step();
    } finally {
      if (step === 'moved') way.take();
      else way.leave();
    }
    return step;
  },
});

/** A follower that gives way before each page. */
export const givingWay = (follower: Steps, way: RightOfWay): Steps => ({
  step: async () => {
    await way.given();
    return follower.step();
  },
});
