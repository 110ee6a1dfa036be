import { setTimeout as sleep } from 'node:timers/promises';

import { assertJobsDeclared } from '@wireledger/access';
import type { EventLog } from '@wireledger/event-sourcing';
import type { ChannelSender, MailSender } from '@wireledger/notify';
import { Doorbells, FOLLOW, type QueueBackend, WORK, WorkQueue } from '@wireledger/jobs';
import type { Logger } from '@wireledger/platform';
import type { MaskingKeys } from '@wireledger/platform/masking';
import { renderCsv, renderPdfApart } from '@wireledger/reports';
import {
  aliveWorkers,
  AlertFates,
  BacktestStore,
  beat,
  depart,
  DetectionSnapshots,
  ExportStore,
  FactPlaces,
  follow,
  HuntStore,
  IntegrityStore,
  ListContentStore,
  ObservedStore,
  Outbox,
  type ReadModels,
  ReportPostStore,
  ReportStore,
  RetentionStore,
} from '@wireledger/read-models';

import { Backtests } from './backtest/backtests';
import { Detection, DETECTION, JUDGED_TYPES } from './detection/detection';
import { type Judge, JudgeHere } from './detection/judge';
import type { RegionSource } from './detection/regions-in-force';
import { shipRules } from './detection/shipped-rules';
import { Exports } from './exports';
import type { Feeds } from './feeds/feeds';
import { Followers } from './followers';
import { Hunts } from './hunt/hunts';
import type { Integrity } from './integrity/integrity';
import { followNews, WakeUpCalls, type WakeUpPace } from './log-news';
import { exportMasks } from './masking/export-masks';
import { NoticeMask } from './masking/notice-mask';
import { Notifier } from './notify/notifier';
import { ObservedDays } from './observed/observed-days';
import type { Retention } from './retention/retention';
import { ReportPost } from './report/report-post';
import { Reports } from './report/reports';
import { Schedules } from './report/schedules';
import { Sweeper } from './sweeper';

/** Design decision 19. */
const FOLLOW_CONCURRENCY = 64;
const WORK_CONCURRENCY = 4;
const SWEEP_MS = 1000;
const MAINTAIN_MS = 60_000;
const SEAL_MS = 60_000;
const RETENTION_MS = 3_600_000;
const FEEDS_MS = 60_000;
const OBSERVED_MS = 300_000;
const HUNTS_MS = 15_000;
const REPORTS_MS = 15_000;
const CLOSE_MS = 2500;
/** How often news of the log wake read models, at most. */
const FOLLOW_APART_MS = 50;
/** How long read models wait that fold facts, which detectors judge first, how far apart they are woken at most, and how long those wait that fold nothing of what came. */
const WAKE_UP_PACE: WakeUpPace = { soonMs: 40, apartMs: 250, laterMs: 250 };

export interface WorkerParts {
  readonly name: string;
  readonly log: EventLog;
  /** Follows the log through the detectors; when absent, by the same log and connections as everything else. */
  readonly judge?: Judge;
  readonly models: ReadModels;
  readonly backend: QueueBackend;
  /** Seals and verifies; absent: this worker does neither. */
  readonly integrity?: Integrity;
  /** Removes what is old enough; absent: this worker does not. */
  readonly retention?: Retention;
  readonly logger: Logger;
  /** How people are told, and the console's address for links; nobody is told of anything when absent. */
  readonly notify?: { readonly sender: ChannelSender; readonly mail: MailSender; readonly console: string };
  /** Fetches lists; absent: this worker does not. */
  readonly feeds?: Feeds;
  /** Where addresses are: read only when a rule asks. */
  readonly regions: RegionSource;
  /** Keys of masked values. */
  readonly masking: MaskingKeys;
  /** Names of the jobs that this worker takes; those of the queues when absent. */
  readonly jobs?: readonly string[];
  /** What time it is, µs since 1970 UTC; the machine's clock when absent. */
  readonly clock?: () => number;
}

const machineClock = (): number => Date.now() * 1000;

/** A running worker process: followers, detection among them, scheduled work, the log's news, the sweeper. Kill it any time. */
export class RunningWorker {
  private readonly stop = new AbortController();
  private readonly closing: (() => Promise<void>)[] = [];

  private constructor(private readonly parts: WorkerParts) {}

  /**
   * Takes up work. Returns when it is listening; everything afterwards goes on by itself.
   * @throws Error naming a job that the permission matrix does not declare
   */
  static async start(parts: WorkerParts): Promise<RunningWorker> {
    assertJobsDeclared(parts.jobs ?? [FOLLOW, ...WORK]);
    const worker = new RunningWorker(parts);
    await worker.begin();
    return worker;
  }

  /** Ends within 2.5 s: followers finish their page, whatever is left the checkpoint's transaction rolls back. */
  async close(): Promise<void> {
    this.stop.abort();
    const all = Promise.allSettled(this.closing.map((close) => close()));
    await Promise.race([all, sleep(CLOSE_MS, undefined, { ref: false })]);
  }

  private async begin(): Promise<void> {
    const { models, backend, logger, log, name, integrity, retention, masking, regions, feeds } = this.parts;
    const { signal } = this.stop;
    const { clock = machineClock } = this.parts;
    const bells = new Doorbells(backend);
    const work = new WorkQueue(backend);
    await shipRules(log, clock());
    const contents = new ListContentStore(models.pool);
    const judge = this.parts.judge ?? this.judgeHere(contents);
    const followed = [...models.projections, { name: DETECTION, types: JUDGED_TYPES }];
    const followers = new Followers(
      (follower, bell) =>
        follower === DETECTION ? judge.follow(signal) : follow(models.follower(follower), bell, signal),
      (projection) => bells.ring(projection),
      (projection) => bells.release(projection),
      logger,
    );
    const onFailed = (job: string, error: Error) => logger.warn({ job, err: error }, 'failed; it is tried again');
    const follows = backend.worker('follow', {
      concurrency: FOLLOW_CONCURRENCY,
      process: ({ data }) => followers.run(String(data.projection), data.anyway !== undefined),
      onFailed,
    });
    const verifications = new IntegrityStore(models.pool);
    const retentions = new RetentionStore(models.pool);
    const exports = new Exports(new ExportStore(models.pool), models.queries, log, logger, signal, {
      masks: exportMasks(masking),
      ...(integrity ? { history: integrity.bundle.bind(integrity) } : {}),
    });
    const backtests = new Backtests({
      ...{ store: new BacktestStore(models.pool), fates: new AlertFates(models.pool) },
      ...{ log, contents, regions, queries: models.queries, logger, stop: signal },
    });
    const dictionary = new ObservedStore(models.pool);
    const observed = new ObservedDays({ log, store: dictionary, logger, clock });
    const hunts = new Hunts({
      ...{ log, store: new HuntStore(models.pool), observed: dictionary, places: new FactPlaces(models.pool) },
      ...{ contents, logger, clock, stop: signal },
    });
    const { reports, schedules } = this.reporting(work, clock);
    const works = backend.worker('work', {
      concurrency: WORK_CONCURRENCY,
      process: async ({ name: job, data }) => {
        assertJobsDeclared([job]);
        if (job === 'export') return exports.run(String(data.id));
        if (job === 'backtest') return void (await backtests.run(String(data.id)));
        if (job === 'feeds') return feeds?.tick(this.stop.signal);
        if (job === 'hunt' && data.id !== undefined) return void (await hunts.run(String(data.id)));
        if (job === 'hunt') {
          for (const id of await hunts.standingStill()) await work.hunt(id);
          return;
        }
        if (job === 'report')
          return data.id === undefined ? schedules.tick() : void (await reports.run(String(data.id)));
        if (job === 'observed') return void (await observed.tick(signal));
        if (job === 'seal') return integrity?.seal();
        if (job === 'verify') return integrity?.verify(String(data.id), signal);
        if (job === 'retention')
          return data.id === undefined ? retention?.tick(signal) : retention?.run(String(data.id), signal);
        const done = await models.maintain();
        await retention?.noteStorage();
        for (const id of await exports.standingStill()) await work.export(id);
        for (const id of await reports.standingStill()) await work.report(id);
        for (const id of await backtests.standingStill()) await work.backtest(id);
        for (const id of await verifications.standingStill()) await work.verify(id);
        for (const id of await retentions.standingStill()) await work.retention(id);
        logger.debug(done, 'maintained');
      },
      onFailed,
    });
    const sweeper = new Sweeper(
      {
        health: () => models.health(),
        runsHere: (projection) => followers.runs(projection),
        ring: (projection) => bells.ring(projection),
        ringAnyway: (projection) => bells.ringAnyway(projection),
      },
      logger,
    );
    const wake = async (follower: string) => {
      if (followers.runs(follower)) followers.wake(follower);
      else await bells.ring(follower);
    };
    const onFailure = (error: unknown) => logger.debug({ err: error }, 'nobody was woken; the sweeper looks');
    const calls = new WakeUpCalls(log, followed, wake, onFailure, WAKE_UP_PACE);
    const loops = [
      followNews(log, (hint) => calls.onNews(hint), signal, { logger, apartMs: FOLLOW_APART_MS }),
      ...[this.sweepAlways(sweeper), this.notifyAlways()],
    ];
    this.closing.push(
      async () => calls.close(),
      () => follows.close(),
      () => works.close(),
      () => bells.close(),
      () => work.close(),
      async () => void (await Promise.allSettled(loops)),
      () => judge.close(),
      () => depart(models.pool, name),
    );
    await Promise.all([follows.waitUntilReady(), works.waitUntilReady()]);
    await work.schedule('maintain', MAINTAIN_MS);
    if (integrity) await work.schedule('seal', SEAL_MS);
    await work.schedule('observed', OBSERVED_MS);
    await work.schedule('hunt', HUNTS_MS);
    await work.schedule('report', REPORTS_MS);
    if (feeds) await work.schedule('feeds', FEEDS_MS);
    if (retention) await work.schedule('retention', RETENTION_MS);
    // A worker that was killed leaves jobs behind that hold the deduplication until their lock runs out: ring past them.
    for (const { name: follower } of followed) await bells.ringAnyway(follower);
  }

  private judgeHere(contents: ListContentStore): Judge {
    const { log, models, regions, logger } = this.parts;
    const detection = new Detection(log, new DetectionSnapshots(models.pool), { contents, regions }, logger);
    return new JudgeHere(log, detection, logger);
  }

  /** What makes reports, and what orders those that are due. */
  private reporting(
    work: WorkQueue,
    clock: () => number,
  ): { readonly reports: Reports; readonly schedules: Schedules } {
    const { models, log, logger, notify, masking: keys } = this.parts;
    const store = new ReportStore(models.pool);
    const waiting = new ReportPostStore(models.pool);
    const post = notify && new ReportPost({ store: waiting, mail: notify.mail, console: notify.console, clock });
    const reports = new Reports({
      ...{ store, log, keys, logger, clock, queries: models.queries, integrity: new IntegrityStore(models.pool) },
      renderers: { pdf: renderPdfApart, csv: renderCsv },
      stop: this.stop.signal,
      ...(post ? { post } : {}),
    });
    const schedules = new Schedules({ log, store, ring: (id) => work.report(id), logger, clock });
    return { reports, schedules };
  }

  /** One worker tells people of alerts: the first by name that lives. */
  private async notifyAlways(): Promise<void> {
    const { models, log, logger, name, notify, masking, clock = machineClock } = this.parts;
    if (!notify) return;
    const leads = async () => (await aliveWorkers(models.pool))[0] === name;
    const mask = new NoticeMask(log, masking);
    const notifier = new Notifier({ ...notify, log, mask, outbox: new Outbox(models.pool), leads, clock });
    await notifier.run(this.stop.signal, logger);
  }

  private async sweepAlways(sweeper: Sweeper): Promise<void> {
    const { models, name, logger } = this.parts;
    const { signal } = this.stop;
    let failing = false;
    while (!signal.aborted) {
      try {
        await beat(models.pool, name);
        await sweeper.sweep();
        if (failing) logger.info('the database answers again');
        failing = false;
      } catch (error) {
        if (!failing && !signal.aborted) logger.warn({ err: error }, 'the database does not answer; trying again');
        failing = true;
      }
      await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
