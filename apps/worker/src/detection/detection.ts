import { setImmediate as breathe } from 'node:timers/promises';

import { PublishedRules } from '@wireledger/detectors/published';
import {
  comparePositions,
  type EventLog,
  type Page,
  type Position,
  type RecordedEvent,
} from '@wireledger/event-sourcing';
import { RULE_EVENTS } from '@wireledger/events';
import type { Logger } from '@wireledger/platform';
import { type DetectionSnapshots, type Step, turn } from '@wireledger/read-models';

import { AlertWriter } from './alert-writer';
import { AlertWrites, earliest } from './alert-writes';
import { BatchIndex } from './batch-index';
import { EvidenceQueue } from './evidence-queue';
import { isOfList, LIST_TYPES, type ListContents, ListsInForce } from './lists-in-force';
import { type TakenMemory, textOf } from './memory-text';
import {
  asksRegions,
  isOfRegions,
  noteRegions,
  REGION_TYPES,
  RegionsInForce,
  type RegionSource,
} from './regions-in-force';
import { FOLLOWED_TYPES, isFacts, type ScopedChange, Timelines } from './timelines';

/** Name of the follower, as doorbells ring it. */
export const DETECTION = 'detection';

const RULE_TYPES = RULE_EVENTS.map(({ type }) => type);
/** Events that detectors follow, as the log filters them. */
export const JUDGED_TYPES: readonly string[] = [...FOLLOWED_TYPES, ...RULE_TYPES, ...LIST_TYPES, ...REGION_TYPES];
const PAGE = 16;
/** Whether another process has kept a newer memory is asked for when there is nothing to judge, and at least so often, ms: until then both judge, and write the same. */
const LOOK_MS = 5000;

/** How often the detectors' memory is kept: after so long, or so many records, whichever comes first (design decision 16). */
export interface SnapshotPace {
  readonly everyMs: number;
  readonly everyRecords: number;
  /** Judging, which stands still while memory is taken down, goes on at least so many times as long before that is done again; 0 when absent. */
  readonly restTimes?: number;
}
/** Of a hundred alerts that come at any time, less than one waits until memory is taken down. */
export const SNAPSHOT_PACE: SnapshotPace = { everyMs: 60_000, everyRecords: 1_000_000, restTimes: 250 };

/** Everything that a run of the detectors remembers. */
class Memory {
  readonly changes: { readonly said: ScopedChange; readonly cause: RecordedEvent }[] = [];
  readonly rules: PublishedRules;
  readonly lists: ListsInForce;
  readonly regions: RegionsInForce;
  readonly timelines: Timelines;
  readonly batches: BatchIndex;
  readonly evidence: EvidenceQueue;
  readonly writes = new AlertWrites();
  private readonly writer: AlertWriter;
  /** Up to there others were told that all is judged. */
  told: Position | 'start' = 'start';
  /** When the last event that was judged was recorded, µs. */
  recordedAt: number | null = null;
  /** Position of the snapshot that this run goes on from. */
  base: Position | 'start';
  private cause: RecordedEvent | null = null;

  constructor(
    log: EventLog,
    { contents, regions }: DetectionSources,
    logger: Pick<Logger, 'error'>,
    /** Events up to here are judged and their alerts written. */
    public position: Position | 'start',
    /** Head of the log when this run began: what lies before it may have been judged by another, and told of. */
    readonly headAtStart: Position | 'start',
  ) {
    this.base = position;
    this.rules = new PublishedRules((unfit) => logger.error(unfit, 'a published rule cannot run; mend or disable it'));
    this.lists = new ListsInForce(contents, (list, digest) =>
      logger.error({ list, digest }, 'the entries of a list are gone; import the file again'),
    );
    this.regions = new RegionsInForce(regions, ({ name, version }) =>
      logger.error(
        { name, version },
        'the data set of locations that is in force is gone; nothing is known of regions',
      ),
    );
    this.batches = new BatchIndex(log);
    this.evidence = new EvidenceQueue(log, this.batches);
    this.writer = new AlertWriter(log, this.batches, this.rules, this.evidence, this.writes);
    this.timelines = new Timelines((said) => this.cause && this.changes.push({ said, cause: this.cause }));
  }

  /** `before`: position of the event before it among those that are followed. */
  judge(event: RecordedEvent, before: Position | 'start'): void {
    this.cause = event;
    if (RULE_TYPES.includes(event.type as never)) {
      if (this.rules.apply(event)) this.timelines.judgeBy(this.rules.runnable());
      return;
    }
    if (isFacts(event)) this.batches.add(event, before);
    this.timelines.follow(event);
  }

  /** Lets what was said since be written. True when there is something. @throws what kept something from being written that was said before */
  async write(after: Position | 'start'): Promise<boolean> {
    const said = this.changes.splice(0).map((change) => ({
      ...change,
      likelyNew: comparePositions(change.cause.position, this.headAtStart) > 0,
    }));
    if (said.length > 0) await this.writer.writeAll(said, after);
    return said.length > 0;
  }

  /** Everything up to there is judged and written, evidence as well. */
  get writtenUpTo(): Position | 'start' {
    return earliest([this.writes.unwrittenAfter, this.evidence.unwrittenAfter]) ?? this.position;
  }

  /** @throws what keeps an alert or its evidence from being written */
  assertWell(): void {
    this.writes.assertWell();
    this.evidence.assertWell();
  }

  /** What a list is from here on. @throws what loading its entries throws */
  async relist(event: RecordedEvent): Promise<void> {
    this.lists.apply(event);
    this.timelines.askLists(await this.lists.judging());
  }

  /** Where addresses are from here on, read only when a rule asks. @throws what reading the files throws */
  async relocate(): Promise<void> {
    this.timelines.locateBy(this.wantsRegions ? await this.regions.judging() : null);
  }

  get wantsRegions(): boolean {
    return this.rules.runnable().some(asksRegions);
  }

  /** What is remembered now, taken down: what is judged afterwards does not change it. */
  take(): TakenMemory {
    const { rules, lists, regions, timelines, batches, evidence } = this;
    return {
      before: { rules: rules.save(), lists: lists.save(), regions: regions.save() },
      ...timelines.take(),
      after: { batches: batches.save(), evidence: evidence.save() },
    };
  }

  async load(memory: string): Promise<void> {
    const { rules, lists, regions, timelines, batches, evidence } = JSON.parse(memory) as Record<string, unknown>;
    this.rules.load(rules);
    // Kept before there were lists: their events are all still to come.
    this.lists.load(lists ?? []);
    this.timelines.askLists(await this.lists.judging());
    this.regions.load(regions ?? null);
    await this.relocate();
    this.timelines.load(timelines, this.rules.runnable());
    this.batches.load(batches);
    // Kept before evidence could wait: none does.
    this.evidence.load(evidence ?? []);
  }
}

/** What detectors ask beside the facts. */
export interface DetectionSources {
  readonly contents: ListContents;
  readonly regions: RegionSource;
}

/** A memory on its way to where it is kept, while judging goes on. */
interface Keeping {
  readonly position: Position | 'start';
  /** Resolves when it is over, however. */
  readonly over: Promise<void>;
  /** How it ended; null before. `kept` is false when another process kept one first. */
  ended: { readonly kept: boolean } | { readonly error: unknown } | null;
}

/**
 * Follows the log through the detectors of the published rules and writes what they find to the streams of alerts. Its memory lives in this
 * process and is kept now and then; whoever goes on from an older one judges again and writes nothing twice.
 */
export class Detection {
  private memory: Memory | null = null;
  /** The page after the one that is judged, read meanwhile. */
  private ahead: { readonly after: Position; readonly page: Promise<Page> } | null = null;
  private keeping: Keeping | null = null;
  /** Others are told how far all is judged. */
  private telling: Promise<void> | null = null;
  private untold: { readonly error: unknown } | null = null;
  private keptAt = performance.now();
  private recordsSince = 0;
  /** When it was asked whether another process had kept a newer memory. */
  private lookedAt = -Infinity;
  /** How long it took to take down what was remembered last, ms. */
  private takenMs = 0;

  constructor(
    private readonly log: EventLog,
    private readonly snapshots: DetectionSnapshots,
    private readonly sources: DetectionSources,
    private readonly logger: Pick<Logger, 'error' | 'info'>,
    private readonly pace: SnapshotPace = SNAPSHOT_PACE,
  ) {}

  /** One page: judged, its alerts on their way; `idle` says that all are written. @throws what log and database throw, also for an earlier page; it is then judged again from the last snapshot */
  async step(): Promise<Step> {
    try {
      if (!this.endKeeping()) return 'busy';
      this.assertTold();
      const own = this.memory;
      const early = own && (await this.read(own.position));
      // Nearly always it is this process's own memory that goes on: an alert does not wait until it is known that there is no newer one.
      const isSure = early && early.events.length > 0 && performance.now() - this.lookedAt < LOOK_MS;
      const memory = own && isSure ? own : await this.current();
      memory.assertWell();
      await this.note(memory);
      const page = memory === own && early ? early : await this.read(memory.position);
      if (page.next === memory.position) {
        await memory.writes.settled();
        await this.telling;
        await this.tell(memory);
        if (this.recordsSince > 0 && this.due()) await this.keep(memory);
        return 'idle';
      }
      if (!page.end) this.ahead = { after: page.next, page: quiet(this.readPage(page.next)) };
      await this.judge(memory, page);
      if (this.due()) await this.keep(memory);
      if (!page.end) return 'moved';
      return page.events.length === 0 ? 'idle' : 'caughtUp';
    } catch (error) {
      this.forget();
      this.ahead = null;
      throw error;
    }
  }

  /** Resolves when evidence of the alerts so far is written and no memory is on its way. @throws what keeps evidence from that */
  async settled(): Promise<void> {
    await this.keeping?.over;
    await this.memory?.writes.settled();
    await this.memory?.evidence.settled();
  }

  private async read(after: Position | 'start'): Promise<Page> {
    const { ahead } = this;
    this.ahead = null;
    return ahead?.after === after ? ahead.page : this.readPage(after);
  }

  private readPage(after: Position | 'start'): Promise<Page> {
    return this.log.readAll({ after, filter: { types: JUDGED_TYPES }, limit: PAGE });
  }

  /** Another data set of locations lies there, and a rule asks: it is in force from its place of the log on. */
  private async note(memory: Memory): Promise<void> {
    const news = memory.wantsRegions ? await memory.regions.news() : null;
    if (news && (await noteRegions(this.log, news, Date.now() * 1000)))
      this.logger.info({ name: news.name, version: news.version }, 'a data set of locations is in force');
  }

  private async judge(memory: Memory, page: Page): Promise<void> {
    const after = memory.position;
    for (const [i, event] of page.events.entries()) {
      if (isOfList(event)) {
        await memory.relist(event);
        continue;
      }
      if (isOfRegions(event)) {
        memory.regions.apply(event);
        await memory.relocate();
        continue;
      }
      try {
        memory.judge(event, page.events[i - 1]?.position ?? after);
      } catch (error) {
        this.logger.error(
          { err: error, event: event.id, position: event.position },
          'a batch could not be judged; it is left out',
        );
      }
      if (RULE_TYPES.includes(event.type as never)) await memory.relocate();
      if (typeof event.data.n === 'number') this.recordsSince += event.data.n;
      // It goes on its way before what comes behind it is judged.
      if (await memory.write(after)) await breathe();
    }
    await memory.write(after);
    memory.position = page.next;
    memory.recordedAt = page.events.at(-1)?.recordedAt ?? memory.recordedAt;
    this.tellBeside(memory);
  }

  /** The next page does not wait until others are told; whoever is told last is told of all. */
  private tellBeside(memory: Memory): void {
    this.telling ??= this.tell(memory)
      .catch((error: unknown) => void (this.untold = { error }))
      .finally(() => (this.telling = null));
  }

  /** Tells others how far all is judged and written, evidence as well. */
  private async tell(memory: Memory): Promise<void> {
    const upTo = memory.writtenUpTo;
    if (upTo === 'start' || comparePositions(upTo, memory.told) <= 0) return;
    await this.snapshots.judged(upTo, memory.recordedAt);
    memory.told = upTo;
  }

  /** @throws what kept others from being told */
  private assertTold(): void {
    const { untold } = this;
    this.untold = null;
    if (untold) throw untold.error;
  }

  private forget(): void {
    this.memory?.evidence.stop();
    [this.memory, this.keeping] = [null, null];
  }

  /** Memory to go on with: this process's own, unless another process has kept a newer one. */
  private async current(): Promise<Memory> {
    this.lookedAt = performance.now();
    if (this.memory) {
      const kept = await this.snapshots.position();
      // One that is on its way may have arrived.
      if (kept === this.memory.base || kept === this.keeping?.position) return this.memory;
    }
    this.forget();
    const snapshot = await this.snapshots.read();
    const position = snapshot?.position ?? 'start';
    const memory = new Memory(this.log, this.sources, this.logger, position, await this.log.head());
    if (snapshot) await memory.load(snapshot.memory);
    this.logger.info({ position }, 'detectors go on from here');
    [this.memory, this.keptAt, this.recordsSince] = [memory, performance.now(), 0];
    return memory;
  }

  private due(): boolean {
    const { everyMs, everyRecords, restTimes = 0 } = this.pace;
    const since = performance.now() - this.keptAt;
    if (this.keeping || since < this.takenMs * restTimes) return false;
    return since >= everyMs || this.recordsSince >= everyRecords;
  }

  /**
   * Takes down what is remembered now, when the alerts that it remembers are written: whoever goes on from it raises them no more. Judging does not wait until it is written down,
   * packed and stored. @throws what keeps an alert from being written
   */
  private async keep(memory: Memory): Promise<void> {
    await memory.writes.settled();
    const { position, base } = memory;
    const began = performance.now();
    const taken = memory.take();
    this.takenMs = performance.now() - began;
    const over = this.store(position, taken, base).then(
      (kept) => void (keeping.ended = { kept }),
      (error: unknown) => void (keeping.ended = { error }),
    );
    const keeping: Keeping = { position, over, ended: null };
    [this.keeping, this.keptAt, this.recordsSince] = [keeping, performance.now(), 0];
  }

  private async store(position: Position | 'start', taken: TakenMemory, base: Position | 'start'): Promise<boolean> {
    return this.snapshots.save({ position, memory: await textOf(taken, turn) }, base);
  }

  /** False when another process kept a memory first: this one is then behind or ahead of it and starts again from there. @throws what kept it from being stored */
  private endKeeping(): boolean {
    const { keeping, memory } = this;
    if (!memory || !keeping?.ended) return true;
    this.keeping = null;
    if ('error' in keeping.ended) throw keeping.ended.error;
    if (keeping.ended.kept) memory.base = keeping.position;
    else this.forget();
    return keeping.ended.kept;
  }
}

/** A promise whose failure is only seen by whoever awaits it. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
