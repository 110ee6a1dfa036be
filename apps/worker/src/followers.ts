import { Doorbell } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';
import { FOLLOW_LIMITS, follow, type Followed, type Follower, type FollowLimits } from '@wireledger/read-models';

/** The followers of this process: at most one a projection, each with a bell that the log's news ring. */
export class Followers {
  private readonly bells = new Map<string, Doorbell>();
  private readonly running = new Set<string>();

  constructor(
    private readonly open: (follower: string) => Pick<Follower, 'step'>,
    private readonly again: (projection: string) => Promise<void>,
    private readonly stop: AbortSignal,
    private readonly logger: Pick<Logger, 'error' | 'debug'>,
    private readonly limitsOf: (follower: string) => FollowLimits = () => FOLLOW_LIMITS,
  ) {}

  /** Whether a follower of the projection runs in this process. */
  runs(projection: string): boolean {
    return this.running.has(projection);
  }

  /** Tells the running follower that there is something new. */
  wake(projection: string): void {
    this.bells.get(projection)?.ring();
  }

  /** Runs a follower until it has nothing to do; the job of the queue `follow`. @throws transient failures */
  async run(projection: string): Promise<void> {
    if (this.running.has(projection)) return;
    this.running.add(projection);
    const bell = new Doorbell();
    this.bells.set(projection, bell);
    let ended: Followed;
    try {
      ended = await follow(this.open(projection), bell, this.stop, this.limitsOf(projection));
    } finally {
      this.running.delete(projection);
      this.bells.delete(projection);
    }
    this.logger.debug({ projection, ended }, 'followed');
    if (ended === 'halted') this.logger.error({ projection }, 'halted by an event that it cannot fold');
    if (ended === 'held') await this.again(projection);
  }
}
