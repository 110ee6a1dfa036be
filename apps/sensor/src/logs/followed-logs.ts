import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from '@wireledger/platform';

import { ControlError, parseBody } from '../control/control-server';
import { noRecords } from '../figures';
import { followed } from '../followed';
import { captureStarted, captureStopped, gapReported, type SourceFigures } from '../lifecycle';
import type { SpecStore } from '../spec-store';
import { withinTime } from '../within-time';
import type { Writers } from '../writers';
import { type LogProgress, LogRun, PlanLost } from './log-run';
import { LogRequest, type LogSpec, placesOf } from './log-spec';
import { EMPTY_CHECKPOINT, type LogCheckpoint, type LogStates } from './log-state';
import { isAmong, passed, placedAnew } from './other-places';
import { unreadable } from './look-around';

/** Collectors of logs that may run at once. */
const MOST_RUNNING = 4;
const SETTLE_MS = 5000;
const ENDED = 'the sensor was stopped';
/** A full disk is tried again so often. */
const RETRY_MS = 5000;
const DISK_FULL: readonly string[] = ['ENOSPC', 'EDQUOT'];
const SHORTER = 'a log was emptied or removed while it was read';
const NOT_ASKED = 'the configuration does not ask for it any more';
const OTHERWISE = 'the configuration asks for other logs';

/** What whoever follows a collector of logs hears. */
export interface LogEvent extends Partial<LogProgress> {
  readonly type: 'started' | 'progress' | 'stopped' | 'failed';
  readonly source: string;
  readonly message?: string;
}

interface Entry {
  /** Changes when what was being read is lost: its facts are those of another source then. */
  spec: LogSpec;
  run: LogRun;
  forgotten: boolean;
  done: Promise<LogEvent>;
}

/** The collectors of logs of this sensor process. Each goes on after a restart where it was, as the same source, until a person stops it. */
export class FollowedLogs {
  private readonly entries = new Set<Entry>();
  private closing = false;

  constructor(
    private readonly writers: Writers,
    private readonly store: SpecStore<LogSpec>,
    private readonly states: LogStates,
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Goes on with what nobody stopped, and with what the configuration asks for (null = nothing): what it asked for before goes on where it was. */
  resume(wanted: LogRequest | null = null): void {
    const kept = this.store.unfinished();
    const replaced = new Set(kept.map(({ replaces }) => replaces));
    let asked = wanted;
    for (const spec of kept) {
      try {
        if (replaced.has(spec.source)) {
          this.over(spec, this.lastState(spec), SHORTER);
          continue;
        }
        const now = spec.configured ? asked : spec;
        // What cannot be gone on with is not begun anew either: it would be there twice.
        if (spec.configured) asked = null;
        const state = this.stateOf(spec);
        if (now === null) this.over(spec, state, NOT_ASKED);
        else if (isSame(spec, now)) this.launch(spec, state);
        else this.goOnOtherwise(spec, now, state);
      } catch (error) {
        this.logger.error({ err: error, source: spec.source }, 'logs cannot be followed');
      }
    }
    if (asked)
      this.launch({ ...asked, configured: true, source: randomUUID(), startedUs: Date.now() * 1000 }, EMPTY_CHECKPOINT);
  }

  has(source: string): boolean {
    return this.find(source) !== undefined || this.store.find(source) !== null;
  }

  list(): object[] {
    return [...this.entries].map(({ spec, run }) => {
      const { source, sensor, places } = spec;
      return { source, sensor, places, ...run.progress };
    });
  }

  /** Records the beginning and follows. @throws ControlError with cause and mend; nothing is recorded then */
  start(body: unknown): { source: string; done: Promise<LogEvent> } {
    const request = parseBody(LogRequest, body);
    if (this.entries.size >= MOST_RUNNING)
      throw new ControlError(
        409,
        `${MOST_RUNNING} collectors of logs run already. Stop one, or let one follow more files.`,
      );
    for (const { path } of request.places) this.mustBeThere(path);
    const spec: LogSpec = { ...request, source: randomUUID(), startedUs: Date.now() * 1000 };
    const { done } = this.launch(spec, EMPTY_CHECKPOINT);
    return { source: spec.source, done };
  }

  /** A collector as its caller follows it; hanging up does not stop it. */
  async *follow(body: unknown, gone: AbortSignal): AsyncGenerator<LogEvent> {
    const { source, done } = this.start(body);
    const entry = this.find(source);
    const progress = (): LogEvent | null =>
      entry && this.entries.has(entry) ? { type: 'progress', source: entry.spec.source, ...entry.run.progress } : null;
    yield* followed<LogEvent>({ type: 'started', source }, done, progress, gone);
  }

  /** A person's stop: not gone on with. @throws ControlError when there is no such collector, or the configuration asks for it: begun anew it would read all of it again */
  async stop(source: string): Promise<LogEvent> {
    const entry = this.find(source);
    if (entry?.spec.configured)
      throw new ControlError(
        409,
        'The configuration asks for these logs: take them out of COLLECT_ZEEK, COLLECT_EVE, COLLECT_ACCESS and COLLECT_QUERIES, and start the sensor anew.',
      );
    if (entry) {
      entry.forgotten = true;
      entry.run.end('stopped by a person');
      return entry.done;
    }
    const spec = this.store.find(source);
    if (!spec) throw new ControlError(404, `no collector ${source} runs here`);
    const message = 'stopped by a person';
    this.over(spec, this.lastState(spec), message);
    return { type: 'stopped', source, message };
  }

  /** Ends all in good order; the next start goes on with them. */
  async close(): Promise<void> {
    this.closing = true;
    for (const { run } of this.entries) run.end(ENDED);
    await Promise.all([...this.entries].map(({ done }) => done));
  }

  /** @throws when it is not known how far it was */
  private stateOf(spec: LogSpec): LogCheckpoint {
    const state = this.states.read(spec.source);
    if (!state && this.writers.of(spec.sensor).taken(spec.source).batch > 0)
      throw new Error(
        `how far ${placesOf(spec).join(', ')} was read is not kept any more: read again it would be there twice. Stop this collector (wireledger collect --stop ${spec.source}) and start another.`,
      );
    return state ?? EMPTY_CHECKPOINT;
  }

  private mustBeThere(file: string): void {
    try {
      lstatSync(file);
    } catch (error) {
      throw new ControlError(
        409,
        unreadable(file, error as NodeJS.ErrnoException).replace(
          ' It is read when it is there again.',
          ' Check the path.',
        ),
      );
    }
  }

  private find(source: string): Entry | undefined {
    return [...this.entries].find(({ spec }) => spec.source === source);
  }

  private launch(spec: LogSpec, state: LogCheckpoint): Entry {
    const run = this.begin(spec, state);
    const entry: Entry = {
      spec: { ...spec, begun: true },
      run,
      forgotten: false,
      done: Promise.resolve({ type: 'stopped', source: spec.source }),
    };
    this.entries.add(entry);
    entry.done = this.carryOut(entry);
    void entry.done.finally(() => this.entries.delete(entry));
    return entry;
  }

  private begin(spec: LogSpec, state: LogCheckpoint): LogRun {
    const writer = this.writers.of(spec.sensor);
    if (!spec.begun) {
      this.store.save(spec);
      void writer.tell(captureStarted({ ...spec, interfaces: placesOf(spec) }, spec.replaces ?? null));
      this.store.save({ ...spec, begun: true });
    }
    return new LogRun(spec, writer, state, {
      keep: (kept) => this.states.write(spec.source, kept),
      onGap: (gap, reason) => void writer.tell(gapReported(spec, gap, reason, reason)),
    });
  }

  /** Never rejects: what went wrong is its last event. */
  private async carryOut(entry: Entry): Promise<LogEvent> {
    for (;;) {
      try {
        const message = await entry.run.run();
        const { source } = entry.spec;
        if (entry.forgotten) await this.finish(entry, message);
        return { type: 'stopped', source, message, ...entry.run.progress };
      } catch (error) {
        const goesOn = await this.mend(entry, error as NodeJS.ErrnoException).catch((another: Error) => another);
        if (goesOn !== null) return this.failed(entry, goesOn);
      }
    }
  }

  /** Makes it possible to go on; the error that stands in the way where it is not. */
  private async mend(entry: Entry, error: NodeJS.ErrnoException): Promise<Error | null> {
    if (error instanceof PlanLost) this.goOnAnew(entry, error);
    else if (DISK_FULL.includes(error.code ?? '')) {
      this.logger.warn(
        { err: error, source: entry.spec.source },
        'logs are not read on until there is room on the disk',
      );
      await sleep(this.retryMs);
      entry.run = this.begin(entry.spec, entry.run.checkpoint);
    } else return error;
    if (entry.forgotten) entry.run.end('stopped by a person');
    else if (this.closing) entry.run.end(ENDED);
    return null;
  }

  private failed({ spec: { source } }: Entry, error: Error): LogEvent {
    this.logger.error({ err: error, source }, 'a collector of logs failed');
    return { type: 'failed', source, message: error.message };
  }

  private async finish({ spec, run }: Entry, message: string): Promise<void> {
    this.over(spec, run.checkpoint, message);
    await withinTime(this.writers.of(spec.sensor).settled(), SETTLE_MS);
  }

  /** Tells the end of a source and keeps nothing of it. Told again after a kill it changes nothing. */
  private over(spec: LogSpec, state: LogCheckpoint, reason: string): void {
    const writer = this.writers.of(spec.sensor);
    void writer.tell(captureStopped(spec, figuresOf(state), reason));
    this.drop(spec);
    writer.forget(spec.source);
  }

  /** What a source came to, for its end: what cannot be believed stands in nobody's way. */
  private lastState({ source }: LogSpec): LogCheckpoint {
    try {
      return this.states.read(source) ?? EMPTY_CHECKPOINT;
    } catch (error) {
      this.logger.warn({ err: error, source }, 'what a collector of logs came to is not known any more');
      return EMPTY_CHECKPOINT;
    }
  }

  private drop({ source }: LogSpec): void {
    this.store.remove(source);
    this.states.remove(source);
  }

  /** The configuration names other logs than before: those that it still names go on where they were, as another source. */
  private goOnOtherwise(spec: LogSpec, wanted: LogRequest, state: LogCheckpoint): void {
    const { plan, facts } = state;
    const writer = this.writers.of(spec.sensor);
    const toUs = Date.now() * 1000;
    // Of a step that was begun some is in the log: the rest of it is a gap.
    const isBroken = plan !== null && writer.taken(spec.source).batch > facts.batches;
    if (isBroken) {
      const fromUs = Math.min(writer.taken(spec.source).occ || spec.startedUs, toUs);
      void writer.tell(gapReported(spec, { fromUs, toUs, dropped: 0 }, OTHERWISE, OTHERWISE));
    }
    const { places, files } = placedAnew(spec.places, wanted.places, isBroken ? passed(state) : state.files);
    const next = { ...wanted, places, configured: true, source: randomUUID(), startedUs: toUs, replaces: spec.source };
    const goesOn: LogCheckpoint = {
      ...{ ...EMPTY_CHECKPOINT, files, looked: state.looked },
      unlooked: spec.places.filter((place) => isAmong(wanted.places, place)).length,
      facts: isBroken ? EMPTY_CHECKPOINT.facts : { ...facts, batches: 0, recorded: {}, packets: 0, bytes: 0 },
    };
    this.states.write(next.source, goesOn);
    this.launch(next, goesOn);
    this.over(spec, state, OTHERWISE);
  }

  /** Of a step some is in the event log and the rest is lost: that is a gap, and another source goes on behind it. */
  private goOnAnew(entry: Entry, { message }: PlanLost): void {
    const { spec, run } = entry;
    const { looked, counts } = run.checkpoint;
    const writer = this.writers.of(spec.sensor);
    const toUs = Date.now() * 1000;
    const fromUs = Math.min(writer.taken(spec.source).occ || spec.startedUs, toUs);
    this.logger.warn({ source: spec.source, reason: message }, SHORTER);
    void writer.tell(gapReported(spec, { fromUs, toUs, dropped: 0 }, message.slice(0, 500), message));
    void writer.tell(captureStopped(spec, figuresOf(run.checkpoint), SHORTER));
    const { begun: _begun, ...settings } = spec;
    entry.spec = { ...settings, source: randomUUID(), startedUs: toUs, replaces: spec.source };
    const state = { ...EMPTY_CHECKPOINT, files: passed(run.checkpoint), looked, counts };
    this.states.write(entry.spec.source, state);
    entry.run = this.begin(entry.spec, state);
    entry.spec = { ...entry.spec, begun: true };
    this.drop(spec);
    writer.forget(spec.source);
  }
}

/** The same logs of the same server; in which order they are named is all one. */
function isSame(one: LogRequest, other: LogRequest): boolean {
  const told = ({ sensor, places, server, serverPort }: LogRequest) =>
    JSON.stringify([sensor, server, serverPort, places.map(({ kind, path }) => `${kind} ${path}`).sort()]);
  return told(one) === told(other);
}

/** What a collector came to, and what of its lines is no fact. */
function figuresOf({ facts, counts }: LogCheckpoint): SourceFigures {
  const listed = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).map(([what, count]) => `${count} lines: ${what}`);
  return {
    ...{ packets: facts.packets, bytes: facts.bytes, batches: facts.batches },
    records: { ...noRecords(), ...facts.recorded },
    warnings: [...listed(counts.bad), ...listed(counts.others).map((text) => `${text} (no facts of it)`)],
  };
}
