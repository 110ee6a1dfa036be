import { DomainError } from '@wireledger/kernel';

/** Tests that one person may send in an hour: each is a mail to others. */
export const MOST_TRIALS = 10;
const HOUR_MS = 60 * 60_000;
/** People who are remembered; beyond that the one who tried first is forgotten. */
const MOST_PEOPLE = 10_000;

/** How often people try schedules out. In the memory of this process. */
export class TrialPace {
  private readonly byActor = new Map<string, readonly number[]>();

  /** `clock`: ms since 1970 UTC. */
  constructor(private readonly clock: () => number) {}

  /** Counts one. @throws DomainError LIMIT_EXCEEDED when there were too many within the hour */
  take(actor: string): void {
    const now = this.clock();
    const recent = (this.byActor.get(actor) ?? []).filter((at) => at > now - HOUR_MS);
    if (recent.length >= MOST_TRIALS)
      throw new DomainError(
        'LIMIT_EXCEEDED',
        `You sent ${MOST_TRIALS} tests within an hour, as many as one person can. Wait a while.`,
      );
    // Deleted first, so that the map stays in order of last use.
    this.byActor.delete(actor);
    this.byActor.set(actor, [...recent, now]);
    if (this.byActor.size > MOST_PEOPLE) this.byActor.delete(this.byActor.keys().next().value as string);
  }
}
