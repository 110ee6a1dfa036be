import type { Logger } from '@wireledger/platform';
import type { ProjectionHealth } from '@wireledger/read-models';

/** Undeduplicated rings begin after so long without movement, s; they repeat as often. */
const STUCK_S = 10;

export interface SweeperPorts {
  readonly health: () => Promise<readonly ProjectionHealth[]>;
  readonly runsHere: (projection: string) => boolean;
  readonly ring: (projection: string) => Promise<void>;
  readonly ringAnyway: (projection: string) => Promise<void>;
}

/**
 * The safety net of lost doorbells: rings for projections that are behind the log, have not moved since the last look and
 * have no follower here. Stuck for over 10 s, it rings past the deduplication.
 */
export class Sweeper {
  /** Where each projection that is behind stood, and since when that was seen, s. */
  private readonly behind = new Map<string, { readonly position: string | null; readonly since: number }>();
  private readonly rungAnyway = new Map<string, number>();
  private readonly alarmed = new Set<string>();

  constructor(
    private readonly ports: SweeperPorts,
    private readonly logger: Pick<Logger, 'error' | 'info' | 'warn'>,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  /** One look; cheap. @throws when database or queue do not answer */
  async sweep(): Promise<void> {
    for (const projection of await this.ports.health()) {
      this.alarm(projection);
      const { name, position, state, stalledSeconds } = projection;
      const seen = this.behind.get(name);
      if (state === 'halted' || stalledSeconds === 0) {
        this.behind.delete(name);
        continue;
      }
      if (!seen || seen.position !== position) {
        this.behind.set(name, { position, since: this.now() });
        continue;
      }
      if (!this.ports.runsHere(name)) await this.ring(name, this.now() - seen.since);
    }
  }

  private async ring(name: string, stillSeconds: number): Promise<void> {
    if (stillSeconds <= STUCK_S || this.now() - (this.rungAnyway.get(name) ?? -STUCK_S) < STUCK_S) {
      await this.ports.ring(name);
      return;
    }
    this.rungAnyway.set(name, this.now());
    this.logger.warn({ projection: name, seconds: Math.round(stillSeconds) }, 'stands still; rung past deduplication');
    await this.ports.ringAnyway(name);
  }

  /** Says once that a projection has halted, and once that it goes on. */
  private alarm({ name, state, error }: ProjectionHealth): void {
    if (state === 'halted' && !this.alarmed.has(name)) {
      this.alarmed.add(name);
      this.logger.error({ projection: name, reason: error }, 'projection halted; retry it or skip the event');
    } else if (state === 'running' && this.alarmed.delete(name)) this.logger.info({ projection: name }, 'goes on');
  }
}
