import { randomUUID } from 'node:crypto';

import type { Logger } from '@wireledger/platform';

import { ControlError, parseBody } from '../control/control-server';
import { followed } from '../followed';
import { captureStarted, captureStopped, CUT_OFF, gapReported } from '../lifecycle';
import type { SpecStore } from '../spec-store';
import { withinTime } from '../within-time';
import type { Writers } from '../writers';
import { type CollectProgress, CollectorRun } from './collector-run';
import { CollectRequest, type CollectSpec, placesOf } from './collect-spec';

/** Collectors that may run at once: each holds a flow table. */
const MOST_RUNNING = 4;
const SETTLE_MS = 5000;
const TOO_FAST = 'export datagrams came faster than they could be read';
const NO_ROOM = 'the spool was full';

/** What whoever follows a collector hears. */
export interface CollectEvent extends Partial<CollectProgress> {
  readonly type: 'started' | 'progress' | 'stopped' | 'failed';
  readonly source: string;
  readonly message?: string;
}

interface Entry {
  readonly spec: CollectSpec;
  readonly run: CollectorRun;
  forgotten: boolean;
  done: Promise<CollectEvent>;
}

/** The collectors of flow exports of this sensor process: started and stopped by persons or the configuration, gone on with after a restart. */
export class Collectors {
  private readonly entries = new Set<Entry>();

  constructor(
    private readonly writers: Writers,
    private readonly store: SpecStore<CollectSpec>,
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  ) {}

  /** Goes on with what nobody stopped, and with what the configuration asks for (`wanted`, null = nothing). */
  async resume(wanted: CollectRequest | null): Promise<void> {
    let before: string | null = null;
    for (const spec of this.store.unfinished()) {
      const replaces = spec.begun ? this.cutOff(spec) : null;
      this.store.remove(spec.source);
      if (spec.configured) before = replaces;
      else await this.again(spec, replaces);
    }
    if (wanted) await this.again({ ...wanted, configured: true }, before);
  }

  list(): object[] {
    return [...this.entries].map(({ spec, run }) => {
      const { source, sensor, host, ports, allow } = spec;
      return { source, sensor, host, ports, allow, ...run.progress };
    });
  }

  /** Opens the ports and records the beginning. @throws ControlError with cause and mend; nothing is recorded then */
  async start(body: unknown): Promise<{ source: string; done: Promise<CollectEvent> }> {
    const request = parseBody(CollectRequest, body);
    if (this.entries.size >= MOST_RUNNING)
      throw new ControlError(409, `${MOST_RUNNING} collectors run already. Stop one, or let one listen on more ports.`);
    const { spec, done } = await this.launch(request, null).catch((error: Error) => {
      throw new ControlError(409, error.message);
    });
    return { source: spec.source, done };
  }

  /** A collector as its caller follows it; hanging up does not stop it. */
  async *follow(body: unknown, gone: AbortSignal): AsyncGenerator<CollectEvent> {
    const { source, done } = await this.start(body);
    const progress = (): CollectEvent | null => {
      const entry = this.find(source);
      return entry ? { type: 'progress', source, ...entry.run.progress } : null;
    };
    yield* followed<CollectEvent>({ type: 'started', source }, done, progress, gone);
  }

  /** A person's stop: not gone on with. @throws ControlError when no such collector runs */
  async stop(source: string): Promise<CollectEvent> {
    const entry = this.find(source);
    if (!entry) throw new ControlError(404, `no collector ${source} runs here`);
    entry.forgotten = true;
    entry.run.end('stopped by a person');
    return entry.done;
  }

  /** Ends all in good order; the next start goes on with them. */
  async close(): Promise<void> {
    for (const { run } of this.entries) run.end('the sensor was stopped');
    await Promise.all([...this.entries].map(({ done }) => done));
  }

  private find(source: string): Entry | undefined {
    return [...this.entries].find(({ spec }) => spec.source === source);
  }

  private async again(
    request: CollectRequest & { readonly configured?: boolean },
    replaces: string | null,
  ): Promise<void> {
    try {
      const { spec } = await this.launch(request, replaces);
      this.logger.info({ source: spec.source, ports: spec.ports }, 'collecting flow exports');
    } catch (error) {
      this.logger.error({ err: error, ports: request.ports }, 'flow exports cannot be collected');
    }
  }

  private async launch(
    request: CollectRequest & { readonly configured?: boolean },
    replaces: string | null,
  ): Promise<Entry> {
    const { sensor, host, ports, allow, configured } = request;
    const settings = { sensor, host, ports, allow, ...(configured ? { configured } : {}) };
    const spec: CollectSpec = { ...settings, source: randomUUID(), startedUs: Date.now() * 1000, begun: true };
    const writer = this.writers.of(sensor);
    const run = new CollectorRun(spec, writer, (gap, full) => {
      void writer.tell(gapReported(spec, gap, full ? NO_ROOM : TOO_FAST));
    });
    await run.open();
    this.store.save(spec);
    void writer.tell(captureStarted({ ...spec, interfaces: placesOf(spec) }, replaces));
    const entry: Entry = {
      spec,
      run,
      forgotten: false,
      done: Promise.resolve({ type: 'stopped', source: spec.source }),
    };
    entry.done = this.carryOut(entry);
    this.entries.add(entry);
    void entry.done.finally(() => this.entries.delete(entry));
    return entry;
  }

  /** Never rejects: what went wrong is its last event. */
  private async carryOut(entry: Entry): Promise<CollectEvent> {
    const { spec, run } = entry;
    const { source } = spec;
    try {
      const message = await run.run();
      const writer = this.writers.of(spec.sensor);
      void writer.tell(captureStopped(spec, run.figures, message));
      this.store.remove(source);
      // Stopped by a person it is over; else the next start has another source with the same settings.
      if (!entry.forgotten) this.store.save({ ...spec, source: randomUUID(), begun: false });
      writer.forget(source);
      await withinTime(writer.settled(), SETTLE_MS);
      return { type: 'stopped', source, message, ...run.progress };
    } catch (error) {
      const { message } = error as Error;
      this.logger.error({ err: error, source }, 'a collector failed');
      return { type: 'failed', source, message };
    }
  }

  /** The source of a process that was killed: what it had not written is a gap. */
  private cutOff(spec: CollectSpec): string {
    const writer = this.writers.of(spec.sensor);
    const toUs = Date.now() * 1000;
    const fromUs = Math.min(writer.taken(spec.source).occ || spec.startedUs, toUs);
    void writer.tell(gapReported(spec, { fromUs, toUs, dropped: 0 }, CUT_OFF));
    writer.forget(spec.source);
    return spec.source;
  }
}
