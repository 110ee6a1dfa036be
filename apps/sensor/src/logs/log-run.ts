import { setTimeout as sleep } from 'node:timers/promises';

import { LineCutter, loggedAtUs, type LogEntry, type LogFigures, type TextSurroundings } from '@wireledger/decoders';
import { LoggedFacts, type LoggedState } from '@wireledger/flows';

import type { FactsWriter } from '../facts-writer';
import type { Gap } from '../live/gap-keeper';
import type { KnownFile } from './known-file';
import { isPacked } from './log-file';
import { type Plan, planRanges, type Range, readerOf } from './log-plan';
import type { LogSpec } from './log-spec';
import { addCounts, type LogCheckpoint, type LogCounts } from './log-state';
import { shownPath } from './look-around';
import { WatchedFiles } from './watched-files';

/** Files that are read to their end are looked at again so often. */
const EVERY_MS = 500;
const ASK_MS = 20;
const CLOSED_MS = 5000;
/** So long nothing new came: what waits for an answer has none. */
const SETTLE_MS = 10_000;
/** A clock that is ahead by more cannot be right. */
const AHEAD_US = 3_600_000_000;

/** What was being read is not there any more, and some of it is in the event log: what else it said nobody knows. */
export class PlanLost extends Error {}

export interface LogProgress extends LogCounts {
  /** Files that are followed, and bytes of them that were not read yet, packed ones aside. */
  readonly files: number;
  readonly behind: number;
  /** Time of the newest line that was read, µs; null before the first. */
  readonly reachedUs: number | null;
  /** What stands in the way now, with cause and mend. */
  readonly problems: readonly string[];
}

/** What surrounds a run. */
export interface LogRunSettings {
  /** Keeps how far it is; what is kept outlives a power cut. */
  readonly keep: (state: LogCheckpoint) => void;
  /** Hears of content that is lost. */
  readonly onGap: (gap: Gap, reason: string) => void;
  readonly everyMs?: number;
  readonly closedMs?: number;
  readonly settleMs?: number;
}

/** Where its facts go. */
export type LogWriter = Pick<FactsWriter, 'offer' | 'taken' | 'acknowledged' | 'full'>;

/** What was read in a step: entries with the time that their log had reached. */
interface Read {
  readonly entry: LogEntry;
  readonly us: number;
  readonly unmatched: () => void;
}

/** Follows the logs of one collector step by step: settle what to read, keep it, do it, wait until the event log has it. */
export class LogRun {
  private readonly files: WatchedFiles;
  private readonly stopping = new AbortController();
  private reason = '';
  /** A step is done and not yet kept: the next one, or the first quiet moment does it. */
  private unkept = false;
  private quietSince = Date.now();

  constructor(
    private readonly spec: LogSpec,
    private readonly writer: LogWriter,
    private state: LogCheckpoint,
    private readonly settings: LogRunSettings,
  ) {
    this.files = new WatchedFiles(spec.places, state.files, settings.closedMs ?? CLOSED_MS);
  }

  get progress(): LogProgress {
    const there = this.files.all.filter(({ key, skipped }) => key !== '' && !skipped);
    const behind = there.reduce((sum, { size, at, path }) => sum + (isPacked(path) ? 0 : Math.max(0, size - at)), 0);
    const reachedUs = this.files.all.reduce((newest, file) => Math.max(newest, file.reachedUs), 0) || null;
    return { ...this.state.counts, files: there.length, behind, reachedUs, problems: this.files.problems };
  }

  /** Everything up to here is in the event log. */
  get checkpoint(): LogCheckpoint {
    return this.state;
  }

  /** Follows until somebody ends it; the reason. @throws PlanLost, or what stops the writer or the disk that keeps its state */
  async run(): Promise<string> {
    try {
      if (this.state.plan) await this.again(this.state.plan);
      while (!this.stopping.signal.aborted) {
        await this.look();
        const plan = await this.plan();
        if (plan === null) {
          if (this.unkept) this.keep({});
          await this.rest(this.settings.everyMs ?? EVERY_MS);
        } else {
          this.keep({ plan });
          await this.carryOut(plan);
        }
      }
      return this.reason;
    } finally {
      await this.files.close();
    }
  }

  /** The step in which a process before was ended. What is gone of it is told once, by whoever finds that it cannot be read again. */
  private async again(plan: Plan): Promise<void> {
    await this.look(new Set(plan.ranges.map(({ file }) => file)));
    const lost = await this.carryOut(plan);
    if (lost) this.settings.onGap({ ...this.sinceNow(plan), dropped: 0 }, lost.message.slice(0, 500));
  }

  private sinceNow({ nowUs }: Plan): { readonly fromUs: number; readonly toUs: number } {
    const toUs = Date.now() * 1000;
    return { fromUs: Math.min(nowUs, toUs), toUs };
  }

  end(reason: string): void {
    this.reason = reason;
    this.stopping.abort();
  }

  private async look(silent: ReadonlySet<number> = new Set()): Promise<void> {
    const { looked, unlooked = Infinity } = this.state;
    for (const { file, unread } of await this.files.look((place) => !looked || place >= unlooked, Date.now()))
      if (unread > 0 && !silent.has(file.id))
        this.lost(file, `${shownPath(file.path)} was removed or emptied before it was read to its end`);
    if (!looked || unlooked !== Infinity) this.keep({});
  }

  private keep(more: Partial<LogCheckpoint>): void {
    const { unlooked: _unlooked, ...state } = this.state;
    this.state = { ...state, files: this.files.copies, looked: true, ...more };
    this.settings.keep(this.state);
    this.unkept = false;
  }

  private async plan(): Promise<Plan | null> {
    const nowMs = Date.now();
    const nowUs = nowMs * 1000;
    const ready = await this.files.ready(nowMs);
    const ranges = await planRanges(ready, this.around(nowUs), (file, error) => this.files.giveUp(file, error));
    if (ranges.length > 0) {
      this.quietSince = nowMs;
      return { ranges, nowUs, settle: false };
    }
    const quiet = nowMs - this.quietSince >= (this.settings.settleMs ?? SETTLE_MS);
    return quiet && waitsFor(this.state.facts) ? { ranges: [], nowUs, settle: true } : null;
  }

  /**
   * Reads what was settled, hands out its facts, and waits until the event log has them. Answers why when nothing of it can be read any more and nothing was
   * handed out. @throws PlanLost when something was
   */
  private async carryOut(plan: Plan): Promise<PlanLost | null> {
    const { source } = this.spec;
    const read: Read[] = [];
    const figures: LogFigures[] = [];
    const ends: (() => void)[] = [];
    try {
      for (const range of plan.ranges) {
        const file = this.files.find(range.file);
        if (!file) throw new PlanLost('a log that was being read is not known any more');
        const { reader, reachedUs } = this.readRange(file, await this.bytesOf(file, range), plan, read);
        figures.push(reader.figures);
        ends.push(() => Object.assign(file, { at: range.to, zeek: reader.head, reachedUs }));
      }
    } catch (error) {
      // Nothing of it was handed out: what is there at the next look is read.
      if (!(error instanceof PlanLost) || this.writer.taken(source).batch > this.state.facts.batches) throw error;
      this.keep({ plan: null });
      return error;
    }
    while (this.writer.full && !this.stopping.signal.aborted) await this.rest(ASK_MS);
    // As they came in each log, and among logs by time.
    read.sort((a, b) => a.us - b.us);
    const facts = new LoggedFacts({ onBatch: (batch) => this.writer.offer(source, batch), from: this.state.facts });
    for (const { entry, unmatched } of read) if (!facts.take(entry)) unmatched();
    if (plan.settle) facts.settle();
    facts.cut();
    if (!(await this.acknowledged(facts.state.batches))) return null;
    for (const end of ends) end();
    const counts = figures.reduce(addCounts, this.state.counts);
    this.state = { ...this.state, files: this.files.copies, facts: facts.state, counts, plan: null };
    this.unkept = true;
    return null;
  }

  private readRange(file: KnownFile, bytes: Buffer, { nowUs }: Plan, read: Read[]) {
    const reader = readerOf(file, this.around(nowUs));
    let { reachedUs } = file;
    const cutter = new LineCutter((line) => {
      const entry = reader.line(line);
      if (!entry) return;
      reachedUs = Math.max(reachedUs, loggedAtUs(entry));
      read.push({ entry, us: reachedUs, unmatched: () => reader.unmatched(entry) });
    });
    cutter.feed(bytes);
    cutter.end();
    return { reader, reachedUs };
  }

  /** @throws PlanLost when it is not there any more */
  private async bytesOf(file: KnownFile, { from, to }: Range): Promise<Buffer> {
    try {
      const bytes = await (await this.files.contentOf(file)).read(from, to - from);
      if (bytes.length === to - from) return bytes;
    } catch (error) {
      throw new PlanLost(shownPath(`${file.path} was being read and cannot be any more: ${(error as Error).message}`));
    }
    throw new PlanLost(`${shownPath(file.path)} was being read and is shorter now`);
  }

  /** False when it is ended before: the step is done again after the next start. */
  private async acknowledged(batch: number): Promise<boolean> {
    while (this.writer.acknowledged(this.spec.source) < batch) {
      if (this.stopping.signal.aborted) return false;
      await this.rest(ASK_MS);
    }
    return true;
  }

  private lost(file: KnownFile, reason: string): void {
    const toUs = Date.now() * 1000;
    this.settings.onGap({ fromUs: Math.min(file.reachedUs || toUs, toUs), toUs, dropped: 0 }, reason.slice(0, 500));
  }

  private around(nowUs: number): TextSurroundings {
    const { server, serverPort } = this.spec;
    return {
      ...{ serverPort, byUs: nowUs, latestUs: nowUs + AHEAD_US },
      server: (client) => server ?? (client.includes(':') ? '::' : '0.0.0.0'),
    };
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Something waits for what a later line may say. */
const waitsFor = ({ pending, handshakes }: LoggedState): boolean => pending.length > 0 || (handshakes?.length ?? 0) > 0;
