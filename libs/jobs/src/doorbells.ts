import type { DoorbellQueue, QueueBackend } from './queue-backend';

/** Name of the job that lets a follower of one projection run. */
export const FOLLOW = 'follow';

/** Who is to follow the log. */
export interface FollowPayload {
  readonly [name: string]: string | number;
  readonly projection: string;
  readonly part: number;
}

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
      deduplication: { id: `${projection}/${part}`, keepLastIfActive: true },
    });
  }

  /** Rings past the deduplication: for a projection that stands still although it was rung for. */
  async ringAnyway(projection: string, part = 0): Promise<void> {
    const payload: FollowPayload = { projection, part };
    await this.queue.add(FOLLOW, payload);
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}
