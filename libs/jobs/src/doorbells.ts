import type { DoorbellPayload, DoorbellQueue, QueueBackend } from './queue-backend';

/** Name of the job that lets a follower of one projection run. */
export const FOLLOW = 'follow';

/** Who is to follow the log. */
export interface FollowPayload extends DoorbellPayload {
  readonly projection: string;
  readonly part: number;
  /** 1 = rung past the deduplication. */
  readonly anyway?: 1;
}

const deduplicationOf = (projection: string, part: number): string => `${projection}/${part}`;

/**
 * Rings for projections: a job of the queue `follow` says that there may be something new. While one waits, ringing again adds
 * none; while one runs, exactly one more is kept for afterwards.
 */
export class Doorbells {
  private readonly queue: DoorbellQueue;

  constructor(backend: QueueBackend) {
    this.queue = backend.queue('follow');
  }

  async ring(projection: string, part = 0): Promise<void> {
    const payload: FollowPayload = { projection, part };
    await this.queue.add(FOLLOW, payload, {
      deduplication: { id: deduplicationOf(projection, part), keepLastIfActive: true },
    });
  }

  /** Rings past the deduplication: for a projection that stands still although it was rung for. */
  async ringAnyway(projection: string, part = 0): Promise<void> {
    const payload: FollowPayload = { projection, part, anyway: 1 };
    await this.queue.add(FOLLOW, payload);
  }

  /**
   * Lets the next ring add a job again, whatever job holds the deduplication now: that of a process that was killed holds it until its lock runs
   * out, and all that rings meanwhile is kept for after a run that never ends.
   */
  async release(projection: string, part = 0): Promise<void> {
    await this.queue.removeDeduplicationKey(deduplicationOf(projection, part));
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}
