import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { interfaceProblem, type LiveDriver, networkInterfaces, tcpdumpDriver } from '@wireledger/capture/live';
import type { Logger } from '@wireledger/platform';

import { ControlError } from '../control/control-server';
import { followed } from '../followed';
import { captureStarted, captureStopped, CUT_OFF, gapReported } from '../lifecycle';
import { NO_TAPS, type PacketTaps } from '../packets/packet-tap';
import type { SpecStore } from '../spec-store';
import { withinTime } from '../within-time';
import type { Writers } from '../writers';
import { CaptureFilter } from './capture-filter';
import { type LiveProgress, LiveRun } from './live-run';
import { LiveRequest, type LiveSpec } from './live-spec';
import type { Gap } from './gap-keeper';

/** LiveCaptures that may run at once: each holds a flow table. */
const MOST_RUNNING = 4;
/** An interface that went away is looked for again so often. */
const RETRY_MS = 5000;

/** Whoever stops a capture waits so long for the log to have all of it; later it is handed over from the disk. */
const SETTLE_MS = 5000;
/** At the end of the sensor, or while interfaces are away. */
const END_MS = 1000;
const TOO_FAST = 'packets came faster than they could be read';
const NO_ROOM = 'the spool was full';

/** What whoever follows a capture hears. */
export interface LiveEvent extends Partial<LiveProgress> {
  /** `waiting`: no interface can be read now, `message` says why; it goes on when one can. */
  readonly type: 'started' | 'progress' | 'waiting' | 'stopped' | 'failed';
  /** Changes when it goes on after it waited: its facts are those of another source then. */
  readonly source: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
}

/** What surrounds captures: how interfaces are opened, how often a lost one is looked for, which there are. */
export interface LiveSettings {
  readonly driver: LiveDriver;
  readonly retryMs: number;
  readonly interfaces: () => readonly string[];
  /** Who else sees the packets. */
  readonly taps: PacketTaps;
}

interface Entry {
  spec: LiveSpec;
  /** Source that it began with; a person may stop it by this one too. */
  readonly first: string;
  run: LiveRun | null;
  /** Why it does not run now. */
  waiting: string;
  stopped: boolean;
  readonly abort: AbortController;
  done: Promise<LiveEvent>;
}

/** The live captures of this sensor process: started and stopped by persons, gone on with after a restart or when an interface comes back. */
export class LiveCaptures {
  private readonly entries = new Set<Entry>();
  private readonly settings: LiveSettings;

  constructor(
    private readonly writers: Writers,
    private readonly store: SpecStore<LiveSpec>,
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>,
    settings: Partial<LiveSettings> = {},
  ) {
    this.settings = {
      driver: tcpdumpDriver(),
      retryMs: RETRY_MS,
      interfaces: networkInterfaces,
      taps: NO_TAPS,
      ...settings,
    };
  }

  /** Goes on with what nobody stopped. What a killed process had in its memory is told as a gap. */
  resume(): void {
    for (const spec of this.store.unfinished()) {
      this.logger.info({ source: spec.source, interfaces: spec.interfaces }, 'going on with a live capture');
      this.launch(spec, null);
    }
  }

  /** Those that run or wait. */
  list(): object[] {
    return [...this.entries].map(({ spec, run, waiting }) => {
      const { source, sensor, interfaces, bpf, filter, snaplen, promiscuous } = spec;
      const settings = { source, sensor, interfaces, bpf, filter, snaplen, promiscuous };
      return { ...settings, ...run?.progress, ...(run ? {} : { waiting }) };
    });
  }

  /** Opens the interfaces and records the beginning. @throws ControlError with cause and mend; nothing is recorded then */
  async start(body: unknown): Promise<{ source: string; done: Promise<LiveEvent> }> {
    const request = await this.checked(body);
    const spec: LiveSpec = { ...request, source: randomUUID(), startedUs: Date.now() * 1000 };
    const run = await this.opened(spec).catch((error: Error) => {
      throw new ControlError(409, error.message);
    });
    return { source: spec.source, done: this.launch(spec, run).done };
  }

  /** A capture as its caller follows it; hanging up does not stop it. */
  async *follow(body: unknown, gone: AbortSignal): AsyncGenerator<LiveEvent> {
    const { source, done } = await this.start(body);
    const progress = (): LiveEvent | null => {
      const entry = this.find(source);
      if (entry?.run) return { type: 'progress', source, ...entry.run.progress };
      return entry ? { type: 'waiting', source, message: entry.waiting } : null;
    };
    yield* followed<LiveEvent>({ type: 'started', source }, done, progress, gone);
  }

  /** A person's stop: recorded, not gone on with. @throws ControlError when no such capture runs */
  async stop(source: string): Promise<LiveEvent> {
    const entry = this.find(source);
    if (!entry) throw new ControlError(404, `no live capture ${source} runs here`);
    entry.stopped = true;
    this.end(entry, 'stopped by a person');
    return entry.done;
  }

  /** Ends all in good order; the next start goes on with them. */
  async close(): Promise<void> {
    for (const entry of this.entries) this.end(entry, 'the sensor was stopped');
    await Promise.all([...this.entries].map(({ done }) => done));
  }

  private end(entry: Entry, reason: string): void {
    entry.abort.abort(reason);
    entry.run?.end(reason);
  }

  private find(source: string): Entry | undefined {
    return [...this.entries].find(({ first, spec }) => first === source || spec.source === source);
  }

  private async checked(body: unknown): Promise<LiveRequest> {
    const parsed = LiveRequest.safeParse(body);
    if (!parsed.success)
      throw new ControlError(
        400,
        parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      );
    const { data } = parsed;
    if (this.entries.size >= MOST_RUNNING)
      throw new ControlError(409, `${MOST_RUNNING} live captures run already. Stop one, or let one listen to more.`);
    const known = this.settings.interfaces();
    const problems = data.interfaces.flatMap((name) => interfaceProblem(name, known) ?? []);
    if (problems.length > 0) throw new ControlError(400, problems.join('; '));
    const problem = data.bpf === undefined ? null : await this.settings.driver.bpfProblem(data.bpf).catch(messageOf);
    if (problem) throw new ControlError(400, problem);
    if (data.filter !== undefined) void new CaptureFilter(data.filter); // refuses what it does not understand
    return data;
  }

  private async opened(spec: LiveSpec): Promise<LiveRun> {
    const writer = this.writers.of(spec.sensor);
    const lost = (gap: Gap, full: boolean) => void writer.tell(gapReported(spec, gap, full ? NO_ROOM : TOO_FAST));
    const tap = await this.settings.taps.tap(spec, { store: true });
    const run = new LiveRun(spec, writer, lost, this.settings.driver, undefined, tap);
    await run.open();
    return run;
  }

  private launch(spec: LiveSpec, run: LiveRun | null): Entry {
    const entry: Entry = {
      ...{ spec, first: spec.source, run: null, waiting: 'starting', stopped: false, abort: new AbortController() },
      done: Promise.resolve({ type: 'stopped', source: spec.source }),
    };
    entry.done = this.carryOut(entry, run);
    this.entries.add(entry);
    void entry.done.finally(() => this.entries.delete(entry));
    return entry;
  }

  /** Never rejects: what went wrong is its last event. */
  private async carryOut(entry: Entry, opened: LiveRun | null): Promise<LiveEvent> {
    try {
      let replaces = this.cutOff(entry);
      for (let run = opened; ; run = null) {
        run ??= await this.reopened(entry);
        if (!run) break;
        await this.listen(entry, run, replaces);
        replaces = null;
        if (entry.abort.signal.aborted) break;
      }
      if (entry.stopped) this.store.remove(entry.spec.source);
      return {
        type: 'stopped',
        source: entry.first,
        message: String(entry.abort.signal.reason),
        ...entry.run?.progress,
      };
    } catch (error) {
      const { message } = error as Error;
      this.logger.error({ err: error, source: entry.spec.source }, 'a live capture failed');
      return { type: 'failed', source: entry.first, message };
    }
  }

  /** The source of a process that was killed, whose place this one takes: what it had not written is a gap. */
  private cutOff(entry: Entry): string | null {
    const { spec } = entry;
    if (!spec.begun) return null;
    const writer = this.writers.of(spec.sensor);
    const toUs = Date.now() * 1000;
    const fromUs = Math.min(writer.taken(spec.source).occ || spec.startedUs, toUs);
    void writer.tell(gapReported(spec, { fromUs, toUs, dropped: 0 }, CUT_OFF));
    this.next(entry);
    writer.forget(spec.source);
    return spec.source;
  }

  /** Another source, with the same settings. */
  private next(entry: Entry): void {
    const before = entry.spec.source;
    entry.spec = { ...entry.spec, source: randomUUID(), startedUs: Date.now() * 1000, begun: false };
    this.store.save(entry.spec);
    this.store.remove(before);
  }

  /** Tries until the interfaces can be read; null when it is ended before. */
  private async reopened(entry: Entry): Promise<LiveRun | null> {
    const { signal } = entry.abort;
    while (!signal.aborted) {
      try {
        return await this.opened(entry.spec);
      } catch (error) {
        entry.waiting = (error as Error).message;
        await sleep(this.settings.retryMs, undefined, { signal }).catch(() => undefined); // ended meanwhile
      }
    }
    return null;
  }

  /** From the first packet to the last of one source. */
  private async listen(entry: Entry, run: LiveRun, replaces: string | null): Promise<void> {
    entry.spec = { ...entry.spec, startedUs: Date.now() * 1000, begun: true };
    const { spec } = entry;
    this.store.save(spec);
    const writer = this.writers.of(spec.sensor);
    void writer.tell(captureStarted(spec, replaces));
    entry.run = run;
    if (entry.abort.signal.aborted) run.end(String(entry.abort.signal.reason));
    const reason = await run.run();
    void writer.tell(
      captureStopped(spec, run.figures, reason, spec.filter === undefined ? null : run.progress.filtered),
    );
    this.next(entry);
    writer.forget(spec.source);
    if (entry.stopped) this.store.remove(entry.spec.source);
    await withinTime(writer.settled(), entry.stopped ? SETTLE_MS : END_MS);
    if (entry.abort.signal.aborted) return;
    this.logger.warn({ source: spec.source, reason }, 'a live capture waits for its interfaces');
    entry.waiting = reason;
    entry.run = null;
  }
}

const messageOf = (error: Error): string => error.message;
