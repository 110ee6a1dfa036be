import { KIND_DEFINITIONS, type CutBatch } from '@wireledger/events';
import {
  InvalidAppend,
  type AppendReq,
  type AppendResult,
  type EventLog,
  type NewEvent,
} from '@wireledger/event-sourcing';
import { batchId, uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';
import type { SlotState, SpoolSlot } from './spool-slot';

/** Budgets of one append (design decision 19): a sign-in never waits long behind telemetry. */
const MAX_EVENTS = 8;
const MAX_BYTES = 512 * 1024;
/** Batches that may wait in memory before `offer` asks its source to pause. */
const HIGH_WATER = 64;
const RETRY_MS = [100, 250, 500, 1000, 2000, 5000] as const;

interface Waiting {
  readonly source: string;
  readonly batch: CutBatch;
  readonly event: NewEvent;
  readonly bytes: number;
}

/** Wall clock of the day's stream name and of retries; a port so that midnight can be tested. */
export interface WriterClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * The single writer of a sensor's stream `facts-<sensor>.<yyyymmdd>`: takes batches of all its sources in order, writes each append
 * to the spool slot before offering it, repeats it word for word until the log has it. Exactly once, also through kill −9.
 */
export class FactsWriter {
  private state: SlotState;
  private readonly queue: Waiting[] = [];
  private running: Promise<void> | null = null;
  private readonly idle: (() => void)[] = [];
  private failure: Error | null = null;
  private closed = false;

  constructor(
    private readonly sensor: string,
    private readonly log: EventLog,
    private readonly slot: SpoolSlot,
    private readonly clock: WriterClock,
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
    /** Stream of what is appended at a moment (ms since 1970 UTC). */
    private readonly streamAt: (ms: number) => string = (ms) =>
      `facts-${sensor}.${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`,
  ) {
    this.state = slot.read();
  }

  /** Offers again what may not have reached the log. Call once, before the first `offer`. */
  async recover(): Promise<void> {
    if (this.state.pending) await this.deliver(this.state.pending, this.ackedBy(this.state.pending));
  }

  /** Greatest acknowledged batch of a source, and the last packet time in it; zeros when there is none. */
  acknowledged(source: string): { readonly batch: number; readonly occ: number } {
    return this.state.acked[source] ?? { batch: 0, occ: 0 };
  }

  /** Forgets a source that has ended, so that the slot stays small. */
  forget(source: string): void {
    const { [source]: _gone, ...acked } = this.state.acked;
    this.save({ ...this.state, acked });
  }

  /**
   * Takes a batch. Already acknowledged ones are dropped (a resumed replay reads its file again).
   * @throws the error that stopped this writer
   */
  offer(source: string, batch: CutBatch): void {
    if (this.failure) throw this.failure;
    if (batch.number <= this.acknowledged(source).batch) return;
    const { type, version } = KIND_DEFINITIONS[batch.kind];
    const event: NewEvent = {
      id: batchId(source, batch.number),
      type,
      data: batch.payload as unknown as NewEvent['data'],
      meta: {
        $correlationId: source,
        $causationId: source,
        actor: `sensor:${this.sensor}`,
        sv: version,
        src: `${this.sensor}/${source}`,
        seq: batch.seq,
        batch: batch.number,
        occ: batch.occ,
      },
    };
    this.queue.push({ source, batch, event, bytes: JSON.stringify(batch.payload).length });
    this.running ??= this.drain();
  }

  /** True when a source should wait for `settled` before it reads on. */
  get congested(): boolean {
    return this.queue.length >= HIGH_WATER;
  }

  /** Resolves when everything offered so far is in the log. @throws the error that stopped this writer */
  async settled(): Promise<void> {
    if (this.running) await new Promise<void>((resolve) => this.idle.push(resolve));
    if (this.failure) throw this.failure;
  }

  /** Stops after the append in flight; what waits in memory is read again by a resume. */
  async close(): Promise<void> {
    this.closed = true;
    this.queue.length = 0;
    await this.running;
  }

  private async drain(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        const { request, sources } = await this.next();
        this.save({ ...this.state, pending: request });
        await this.deliver(request, sources);
        if (this.closed) break;
      }
    } catch (error) {
      this.failure = error as Error;
      this.queue.length = 0;
      if (!this.closed) this.logger.error({ err: error, sensor: this.sensor }, 'cannot append facts');
    } finally {
      this.running = null;
      for (const resolve of this.idle.splice(0)) resolve();
    }
  }

  /** Takes as many waiting batches as fit into one append and fixes stream, expected revision and ids. */
  private async next(): Promise<{ request: AppendReq; sources: SlotState['acked'] }> {
    const stream = this.streamAt(this.clock.now());
    if (stream !== this.state.stream) {
      const tail = await this.withRetry(() => this.log.tail(stream));
      this.state = { ...this.state, stream, revision: tail === 'absent' ? '-1' : String(tail.revision) };
    }
    let bytes = 0;
    let count = 0;
    const sources: Record<string, { batch: number; occ: number }> = {};
    for (const waiting of this.queue) {
      if (count > 0 && (count >= MAX_EVENTS || bytes + waiting.bytes > MAX_BYTES)) break;
      bytes += waiting.bytes;
      count++;
      sources[waiting.source] = { batch: waiting.batch.number, occ: waiting.batch.occ[1] };
    }
    const taken = this.queue.splice(0, count);
    const revision = BigInt(this.state.revision);
    const first = taken[0] as Waiting;
    return {
      sources,
      request: {
        stream,
        expected: revision < 0n ? 'none' : revision,
        appendId: uuidV5(first.event.id, `append:${count}`),
        events: taken.map(({ event }) => event),
      },
    };
  }

  private ackedBy(request: AppendReq): SlotState['acked'] {
    const sources: Record<string, { batch: number; occ: number }> = {};
    for (const { meta } of request.events) {
      const source = meta.src?.slice(meta.src.indexOf('/') + 1) ?? '';
      sources[source] = { batch: meta.batch ?? 0, occ: meta.occ[1] };
    }
    return sources;
  }

  private async deliver(request: AppendReq, sources: SlotState['acked']): Promise<void> {
    const [result] = (await this.withRetry(() => this.log.append([request]))) as [AppendResult];
    switch (result.status) {
      case 'ok':
      case 'duplicate':
        // The next slot write carries this; until then the pending request stands for it and is answered `duplicate`.
        this.state = {
          ...this.state,
          stream: request.stream,
          revision: String(result.revision),
          acked: { ...this.state.acked, ...sources },
          pending: null,
        };
        return;
      case 'wrongRevision':
        throw new Error(
          `stream ${request.stream} stands at ${result.actual}, expected ${request.expected}: somebody else wrote this sensor's stream. ` +
            'Give each sensor its own name.',
        );
      case 'contentMismatch':
        throw new Error(
          `stream ${request.stream} holds other content under the same batch ids at ${result.revision}: the capture file or the sensor's ` +
            'settings changed since it was first read. Start it as a new replay.',
        );
      case 'tombstoned':
        throw new Error(`stream ${request.stream} was removed for ever. Give the sensor another name.`);
    }
  }

  private save(state: SlotState): void {
    this.slot.write(state);
    this.state = state;
  }

  private async withRetry<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (this.closed || error instanceof InvalidAppend) throw error;
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] as number;
        if (attempt === 3)
          this.logger.warn({ err: error, sensor: this.sensor }, 'the event log does not answer; trying on');
        await this.clock.sleep(wait);
      }
    }
  }
}
