import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { EventLog } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';
import { ControlError, parseBody } from '../control/control-server';
import { followed } from '../followed';
import { noRecords } from '../figures';
import type { FactsWriter } from '../facts-writer';
import { isCompleted, replayEnded, replayStarted, type SourceFigures } from '../lifecycle';
import { untilAborted, withinTime } from '../within-time';
import type { Writers } from '../writers';
import { scanCapture } from './capture-scan';
import { ReplayRun } from './replay-run';
import { type ImportOrder, importSpec, type ImportState } from './import-order';
import { cutFor, ReplayRequest, shiftFor, type ReplaySpec } from './replay-spec';
import { NO_TAPS, type PacketTaps } from '../packets/packet-tap';
import type { SpecStore } from '../spec-store';

/** Replays that may run at once: each holds a flow table. */
const MOST_RUNNING = 8;
/** Whoever stops a replay waits so long for the log to have all of it; later it is handed over from the disk. */
const SETTLE_MS = 5000;
const GOES_ON = 'the sensor stopped; it goes on at the next start';

export interface ReplayEvent {
  readonly type: 'started' | 'progress' | 'completed' | 'stopped' | 'failed';
  readonly source: string;
  readonly packets?: number;
  readonly bytesRead?: number;
  readonly sizeBytes?: number;
  readonly position?: string;
  /** Packet times of the first and last packet as they were recorded, µs. */
  readonly firstUs?: number;
  readonly lastUs?: number;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly figures?: Readonly<Record<string, unknown>>;
}

interface Running {
  readonly spec: ReplaySpec;
  readonly abort: AbortController;
  run: ReplayRun | null;
  stopped: boolean;
  readonly done: Promise<ReplayEvent>;
}

/** The replays of this sensor process: started by a person or by the demo, resumed after a restart, stopped by a person. */
export class Replays {
  private readonly running = new Map<string, Running>();

  constructor(
    /** Where imports that are over are looked up; null on a sensor that takes none. */
    private readonly log: Pick<EventLog, 'tail' | 'readStream'> | null,
    private readonly writers: Writers,
    private readonly store: SpecStore<ReplaySpec>,
    private readonly logger: Logger,
    private readonly taps: PacketTaps = NO_TAPS,
    /** Whether packets are stored now. */
    private readonly stores: () => boolean = () => false,
  ) {}

  /** Goes on with what had begun and not ended. */
  resume(): void {
    for (const spec of this.store.unfinished()) {
      if (spec.held !== undefined) continue;
      this.logger.info({ source: spec.source, file: spec.file }, 'resuming a replay');
      this.launch(spec, true);
    }
  }

  isRunning(source: string): boolean {
    return this.running.has(source);
  }

  /** The end of a running replay, or null when it does not run. */
  ending(source: string): Promise<ReplayEvent> | null {
    return this.running.get(source)?.done ?? null;
  }

  list(): object[] {
    return [...this.running.values()].map(({ spec, run }) => ({
      source: spec.source,
      sensor: spec.sensor,
      file: spec.file,
      ...run?.progress,
    }));
  }

  /**
   * Begins an import, or lets one go on that was held; one that runs or is over is left as it is. Its source is the same for the same
   * content, so nothing of it is ever twice in the log. @throws ControlError with cause and mend
   */
  async import(order: ImportOrder): Promise<{ readonly state: 'running' | 'completed' }> {
    const { source } = order;
    if (this.running.has(source)) return { state: 'running' };
    if (!this.log) throw new ControlError(409, 'this sensor takes no imports');
    if (await isCompleted(this.log, source)) return { state: 'completed' };
    this.writers.of(order.sensor);
    // Another order for the same source may have come while this one was looked up.
    if (this.running.has(source)) return { state: 'running' };
    this.assertRoom();
    const { held: _held, ...spec } = this.store.find(source) ?? importSpec(order, Date.now() * 1000);
    this.store.save({ ...spec, file: order.file });
    this.launch({ ...spec, file: order.file }, true);
    return { state: 'running' };
  }

  /** Imports that are not over: how far they are, and why one is held. */
  imports(): ImportState[] {
    return this.store.unfinished().flatMap(({ source, imports, sizeBytes, held }) => {
      if (imports === undefined) return [];
      const { packets = 0, bytesRead = 0 } = this.running.get(source)?.run?.progress ?? {};
      return [{ source, packets, bytesRead, sizeBytes, held: held ?? null }];
    });
  }

  /** Settles and records a new replay. @throws ControlError with cause and mend; nothing is recorded then */
  async start(body: unknown): Promise<{ source: string; done: Promise<ReplayEvent> }> {
    const request = parseBody(ReplayRequest, body);
    if (!path.isAbsolute(request.file)) throw new ControlError(400, 'name the file by its absolute path');
    if (request.storePackets && !this.stores())
      throw new ControlError(
        409,
        'packets are not stored by this system: an administrator turns that on, on the page Sensors',
      );
    this.assertRoom();
    const scan = await scanCapture(request.file).catch((error: Error) => {
      throw new ControlError(400, error.message);
    });
    const nowUs = Date.now() * 1000;
    const spec: ReplaySpec = {
      ...request,
      source: randomUUID(),
      sha256: scan.sha256,
      sizeBytes: scan.sizeBytes,
      packets: scan.packets,
      firstUs: scan.firstUs,
      lastUs: scan.lastUs,
      shiftUs: shiftFor(request, scan.firstUs, scan.lastUs, nowUs),
      cut: cutFor(request.speed),
      startedUs: nowUs,
    };
    this.writers.of(spec.sensor);
    this.store.save(spec);
    return { source: spec.source, done: this.launch(spec, false).done };
  }

  /** A replay as its caller follows it; hanging up does not stop it. */
  async *follow(body: unknown, gone: AbortSignal): AsyncGenerator<ReplayEvent> {
    const { source, done } = await this.start(body);
    const progress = (): ReplayEvent | null => {
      const run = this.running.get(source)?.run;
      return run ? { type: 'progress', source, ...run.progress } : null;
    };
    yield* followed<ReplayEvent>({ type: 'started', source }, done, progress, gone);
  }

  /** A person's stop: recorded, not resumed. */
  async stop(source: string): Promise<ReplayEvent> {
    const entry = this.running.get(source);
    if (!entry) throw new ControlError(404, `no replay ${source} runs here`);
    entry.stopped = true;
    entry.abort.abort();
    return entry.done;
  }

  /** Leaves everything resumable. */
  async close(): Promise<void> {
    for (const { abort } of this.running.values()) abort.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private assertRoom(): void {
    if (this.running.size >= MOST_RUNNING)
      throw new ControlError(409, `${MOST_RUNNING} replays run already. Stop one, or wait for one to end.`);
  }

  private launch(spec: ReplaySpec, resumed: boolean): Running {
    const abort = new AbortController();
    const entry: Running = {
      spec,
      abort,
      run: null,
      stopped: false,
      done: Promise.resolve().then(() => this.carryOut(entry, resumed)),
    };
    this.running.set(spec.source, entry);
    void entry.done.finally(() => this.running.delete(spec.source));
    return entry;
  }

  /** Never rejects: what went wrong is its last event. */
  private async carryOut(entry: Running, resumed: boolean): Promise<ReplayEvent> {
    const { spec, abort } = entry;
    const { source } = spec;
    try {
      const writer = this.writers.of(spec.sensor);
      if (resumed) {
        const { sha256 } = await scanCapture(spec.file);
        if (sha256 !== spec.sha256)
          throw new Error(`${spec.file} has changed since its replay began. Start it as a new replay.`);
      }
      void writer.tell(replayStarted(spec));
      const tap = await this.taps.tap(spec, { store: spec.storePackets === true, again: true });
      const run = new ReplayRun(spec, writer, abort.signal, undefined, tap);
      entry.run = run;
      const outcome = await run.run();
      if (outcome === 'aborted' && !entry.stopped) return { type: 'stopped', source, message: GOES_ON };
      if (entry.stopped && spec.imports !== undefined) return await this.hold(entry, writer);
      if (entry.stopped) run.pipeline.finish();
      const reason = entry.stopped ? 'stopped by a person' : null;
      const told = writer.tell(replayEnded(spec, run.figures, reason)).then((position) => position ?? '');
      const answered = entry.stopped ? withinTime(told, SETTLE_MS) : untilAborted(told, abort.signal);
      const position = await answered;
      if (position === undefined && !entry.stopped) return { type: 'stopped', source, message: GOES_ON };
      this.store.remove(source);
      writer.forget(source);
      const { packets, bytesRead, sizeBytes } = run.progress;
      return {
        type: entry.stopped ? 'stopped' : 'completed',
        source,
        position: position ?? '',
        firstUs: spec.firstUs + spec.shiftUs,
        lastUs: spec.lastUs + spec.shiftUs,
        packets,
        bytesRead,
        sizeBytes,
        warnings: run.warnings,
      };
    } catch (error) {
      const { message } = error as Error;
      if (abort.signal.aborted && !entry.stopped) return { type: 'stopped', source, message };
      this.logger.error({ err: error, source, file: spec.file }, 'a replay failed');
      if (spec.imports !== undefined) {
        this.store.save({ ...spec, held: message });
        return { type: 'failed', source, message };
      }
      this.giveUp(spec, message);
      return { type: 'failed', source, message };
    }
  }

  /** What an import has read so far stays, its open flows stay open: it goes on from there. */
  private async hold({ spec, run }: Running, writer: FactsWriter): Promise<ReplayEvent> {
    await withinTime(writer.settled(), SETTLE_MS);
    this.store.save({ ...spec, held: 'stopped by a person' });
    return { type: 'stopped', source: spec.source, ...run?.progress };
  }

  /** A replay that cannot go on is recorded as stopped, with its reason, and not tried again at the next start. */
  private giveUp(spec: ReplaySpec, reason: string): void {
    const figures: SourceFigures = { packets: 0, bytes: 0, batches: 0, records: noRecords(), warnings: [] };
    try {
      const writer = this.writers.of(spec.sensor);
      void writer.tell(replayStarted(spec));
      void writer.tell(replayEnded(spec, figures, reason));
    } catch (error) {
      this.logger.error({ err: error, source: spec.source }, 'cannot record the end of a replay');
    }
    this.store.remove(spec.source);
  }
}
