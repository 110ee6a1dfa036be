import { Doorbell } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';
import type { Followed } from '@wireledger/read-models';

/** The followers of this process: at most one a projection, each with a bell that the log's news ring. */
export class Followers {
  private readonly bells = new Map<string, Doorbell>();

  constructor(
    /** Follows the log, woken by the bell. @throws transient failures */
    private readonly follow: (follower: string, bell: Doorbell) => Promise<Followed>,
    private readonly again: (projection: string) => Promise<void>,
    /** Takes the deduplication of rings from whoever holds it. */
    private readonly release: (projection: string) => Promise<void>,
    private readonly logger: Pick<Logger, 'error' | 'debug'>,
  ) {}

  /** Whether a follower of the projection runs in this process. */
  runs(projection: string): boolean {
    return this.bells.has(projection);
  }

  /** Tells the running follower that there is something new. */
  wake(projection: string): void {
    this.bells.get(projection)?.ring();
  }

  /**
   * Runs a follower until it has nothing to do; the job of the queue `follow`. `anyway`: it was rung past the deduplication.
   * @throws transient failures
   */
  async run(projection: string, anyway = false): Promise<void> {
    if (this.runs(projection)) return;
    const bell = new Doorbell();
    this.bells.set(projection, bell);
    let ended: Followed;
    try {
      ended = await this.follow(projection, bell);
    } finally {
      this.bells.delete(projection);
    }
    this.logger.debug({ projection, ended }, 'followed');
    if (ended === 'halted') this.logger.error({ projection }, 'halted by an event that it cannot fold');
    // The projection was free, so whoever has the deduplication was killed: what rings from now on would not be heard until its lock runs out.
    if (anyway && ended !== 'busy' && ended !== 'stopped') await this.release(projection);
    if (ended === 'held') await this.again(projection);
  }
}
