import { type Rule, ruleDecider, ruleStream } from '@wireledger/domain';
import type { Rule as DetectorRule } from '@wireledger/detectors';
import { PublishedRules, runnableRule } from '@wireledger/detectors/published';
import { type EventLog, loadStream, type Position } from '@wireledger/event-sourcing';
import { formatTime, parseTime } from '@wireledger/kernel';
import { RULE_EVENTS } from '@wireledger/events';
import type { Logger } from '@wireledger/platform';
import type { AlertFates, BacktestStore, ClaimedBacktest, Queries } from '@wireledger/read-models';

import type { ListContents } from '../detection/lists-in-force';
import type { RegionSource } from '../detection/regions-in-force';
import { type BacktestPlan, BacktestRun, RUN_LIMITS } from './backtest-run';
import { RaisedThen } from './raised-then';

const SECOND_US = 1_000_000;
const RULE_TYPES = RULE_EVENTS.map(({ type }) => type);
/** How far behind the end of a range a place of the log is looked for, seconds: times of places are those of samples, which may be missing. */
const PAST_S = [2, 60, 3600];
/** Progress is told so often at most. */
const TELL_MS = 400;
/** What was found so far is made up anew after so many times the time that this took: it slows a run by a twentieth at most. */
const PARTIAL_SHARE = 20;

export type BacktestOutcome = 'done' | 'taken' | 'ended' | 'failed';

/** What back-tests stand on. */
export interface BacktestParts {
  readonly store: Pick<BacktestStore, 'claim' | 'beat' | 'finish' | 'fail' | 'sweep'>;
  readonly log: Pick<EventLog, 'readAll' | 'readStream' | 'head'>;
  readonly contents: ListContents;
  readonly regions: RegionSource;
  readonly queries: Pick<Queries, 'logMoment'>;
  /** What people decided about alerts. */
  readonly fates: Pick<AlertFates, 'of'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Ends all that run here; their claims run out and another worker begins them anew. */
  readonly stop: AbortSignal;
}

/** Back-tests of this process. Whoever dies in the middle leaves a claim that runs out; nothing else. */
export class Backtests {
  constructor(private readonly parts: BacktestParts) {}

  /** Runs one to its end; the job `backtest`. @throws transient failures */
  async run(id: string): Promise<BacktestOutcome> {
    const { store, logger } = this.parts;
    const claimed = await store.claim(id);
    if (!claimed) return 'taken';
    const outcome = await this.judge(claimed);
    logger.info({ backtest: id, rule: claimed.rule, version: claimed.version, outcome }, 'back-test');
    return outcome;
  }

  /** Removes what is old; ids of those that nobody works on. */
  standingStill(): Promise<string[]> {
    return this.parts.store.sweep();
  }

  private async judge(claimed: ClaimedBacktest): Promise<BacktestOutcome> {
    const { store, log, contents, regions, fates, logger, stop } = this.parts;
    const { state } = await loadStream(log, ruleDecider, ruleStream(claimed.rule));
    const rule = versionOf(state, claimed.version);
    if (typeof rule === 'string') return this.giveUp(claimed, rule);
    const against = claimed.against === null ? null : versionOf(state, claimed.against);
    const started = performance.now();
    const { from: fromUs, to: toUs } = claimed;
    const [after, upTo] = await Promise.all([this.positionBefore(fromUs), this.positionPast(toUs)]);
    let [toldAt, partialFrom] = [started, started];
    const run: BacktestRun = new BacktestRun(
      log,
      { contents, regions },
      // A published version that cannot run judges nothing: there is nothing to compare with.
      {
        ...{ rule, against: typeof against === 'string' ? null : against, heard: await this.heardBy(rule) },
        ...(claimed.live ? { live: await this.raisedThen(state, { after, toUs }) } : {}),
        ...{ fromUs, toUs, after, upTo },
      },
      {
        onProgress: async (progress) => {
          stop.throwIfAborted();
          if (performance.now() - toldAt < TELL_MS) return true;
          toldAt = performance.now();
          if (toldAt < partialFrom) return store.beat(claimed, progress, null);
          const partial = run.partial();
          const now = performance.now();
          partialFrom = now + (now - toldAt) * PARTIAL_SHARE;
          return store.beat(claimed, progress, partial);
        },
        fates,
        onUnjudged: (event, error) =>
          logger.error(
            { err: error, event: event.id, backtest: claimed.id },
            'a batch could not be judged; it is left out',
          ),
      },
    );
    const result = await run.run();
    if (!result) return 'ended';
    const tookMs = Math.round(performance.now() - started);
    return (await store.finish(claimed, result, { ...run.progress, tookMs })) ? 'done' : 'ended';
  }

  private async giveUp(claimed: ClaimedBacktest, why: string): Promise<BacktestOutcome> {
    await this.parts.store.fail(claimed, why);
    return 'failed';
  }

  /** The other rules that judge now, for one that hears them; none for any other. */
  private async heardBy({ id, detector }: DetectorRule): Promise<readonly DetectorRule[]> {
    if (!detector.hears) return [];
    const rules = new PublishedRules(() => undefined);
    for (let after: Position | 'start' = 'start'; ;) {
      const page = await this.parts.log.readAll({ after, filter: { types: RULE_TYPES }, limit: 500 });
      for (const event of page.events) rules.apply(event);
      if (page.end) return rules.runnable().filter((rule) => rule.id !== id && !rule.detector.hears);
      after = page.next;
    }
  }

  /** What was really raised in a range, and the versions that judged then, as far as they can still run. */
  private async raisedThen(
    rule: Rule | null,
    range: Pick<BacktestPlan, 'after' | 'toUs'>,
  ): Promise<NonNullable<BacktestPlan['live']>> {
    const of = { rule: rule?.id ?? '', ...range, most: RUN_LIMITS.alerts };
    const alerts = await RaisedThen.read(this.parts.log, of);
    const by = alerts.versions.map((number) => versionOf(rule, number));
    return { alerts, by: by.filter((one) => typeof one !== 'string') };
  }

  /** Where reading begins so that nothing recorded at a time or later is missed. */
  private async positionBefore(us: number): Promise<Position | 'start'> {
    const moment = await this.parts.queries.logMoment({ at: formatTime(us - SECOND_US) });
    return (moment?.position as Position | undefined) ?? 'start';
  }

  /** Where reading ends so that nothing recorded before a time is missed: at the end of the log unless a place soon after is known. */
  private async positionPast(us: number): Promise<Position | 'start'> {
    for (const seconds of PAST_S) {
      const moment = await this.parts.queries.logMoment({ at: formatTime(us + seconds * SECOND_US) });
      if (moment && (parseTime(moment.at) ?? 0) > us) return moment.position as Position;
    }
    return this.parts.log.head();
  }
}

/** The version as detectors run it, or why none can. */
function versionOf(state: Rule | null, version: number): DetectorRule | string {
  const definition = state?.versions[version - 1];
  if (!state || !definition) return 'There is no such version of the rule.';
  try {
    return runnableRule(state.id, version, definition);
  } catch (error) {
    return `This version cannot run: ${(error as Error).message}. Write a new one.`;
  }
}
