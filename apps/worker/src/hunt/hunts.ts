import type { ClaimedHunt, HuntCause } from '@wireledger/read-models';

import { HuntRun, type HuntParts } from './hunt-run';

/** Matches that are kept to be looked at. */
const KEPT = 200;
/** What takes entries off a list. */
const TAKES_OFF: readonly HuntCause[] = ['removed', 'imported', 'reverted'];

export type HuntOutcome = 'done' | 'held' | 'failed' | 'taken' | 'ended' | 'waits';

/**
 * Looks back: for what lists have learned, as soon as they have, and for what people ask. Whoever dies in the middle leaves a claim that runs out; the next
 * one begins anew and raises the same alerts, which are there already.
 */
export class Hunts {
  constructor(private readonly parts: HuntParts) {}

  /** Takes note of what lists have learned; ids of all that wait. */
  async standingStill(): Promise<string[]> {
    await this.parts.store.subscribe();
    return this.parts.store.standingStill();
  }

  /** Runs one to its end; the job `hunt`. @throws transient failures */
  async run(id: string): Promise<HuntOutcome> {
    const { store, logger } = this.parts;
    const hunt = await store.claim(id);
    if (!hunt) return 'taken';
    if (!(await this.mayBegin(hunt))) {
      await store.wait(hunt);
      return 'waits';
    }
    const started = performance.now();
    const run = new HuntRun(this.parts, hunt);
    const ended = await run.look();
    if (!ended) return 'ended';
    const tookMs = Math.round(performance.now() - started);
    const kept = { ...ended, matches: ended.matches.slice(0, KEPT) };
    const mine = await store.finish(hunt, ended.state, { ...run.at, progress: 1, ...kept, tookMs });
    const { state: outcome } = ended;
    logger.info(
      { hunt: id, list: hunt.list, cause: hunt.cause, outcome, matched: run.at.matched, tookMs },
      'looked back',
    );
    return mine ? outcome : 'ended';
  }

  /** Whether what it looks in, and the alerts that it would withdraw, are read. */
  private async mayBegin({ position, cause }: ClaimedHunt): Promise<boolean> {
    const { store, observed, log } = this.parts;
    if (position !== null && !(await observed.hasRead(position))) return false;
    return !TAKES_OFF.includes(cause) || store.hasAlerts(log, await log.head());
  }
}
