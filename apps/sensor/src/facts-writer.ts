import type { CutBatch } from '@wireledger/events';
import type { AppendReq, Position } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';

import { batchEvent } from './batch-event';
import { factsStream } from './facts-stream';
import { gapReported, type Told } from './lifecycle';
import { PatientLog, type WriterClock } from './patient-log';
import { rejected } from './rejected';
import type { SensorLog } from './sensor-log';
import { believedRevision } from './spool/believed-revision';
import { Losses } from './spool/losses';
import type { Damage } from './spool/segments';
import type { Spool, Spooled } from './spool/spool';
import type { SpoolDepth } from './spool/spool-depth';
import type { BatchItem, FactItem, ForgetItem } from './spool/spool-item';
import { EMPTY_SLOT, expectedOf, type PendingAppend, type SlotState, type SpoolSlot } from './spool/spool-slot';
import { withinTime } from './within-time';

/** Budgets of one append (design decision 19): a sign-in never waits long behind telemetry. */
const MAX_EVENTS = 8;
const MAX_BYTES = 512 * 1024;
/** Batches that may wait before a source that can be read again is asked to pause. */
const HIGH_WATER = 64;
/** What is in flight at the end may take so long. */
const CLOSE_MS = 2000;

const UNREADABLE = 'batches in the spool could not be read any more';
const REFUSED = 'the event log refused a batch';

/** How far a source is: its greatest batch, and the last packet time in it (µs). */
type Reached = SlotState['acked'][string];

/**
 * The single writer of a sensor's stream `facts-<sensor>.<yyyymmdd>`, and of what happens to its sources: takes everything in order into the
 * spool on disk, hands it to the log and repeats it word for word until the log has it. Exactly once, also through kill −9.
 */
export class FactsWriter {
  private readonly log: PatientLog;
  private state: SlotState = EMPTY_SLOT;
  private readonly reached = new Map<string, Reached>();
  private readonly told = new Map<number, (position: Position | null) => void>();
  private running: Promise<void> | null = null;
  private readonly idle: (() => void)[] = [];
  private failure: Error | null = null;
  private closed = false;
  /** Events that are appended one by one, because the log refused them together. */
  private singly = 0;
  private readonly losses = new Losses();

  constructor(
    private readonly sensor: string,
    log: SensorLog,
    private readonly spool: Spool,
    private readonly slot: SpoolSlot,
    private readonly clock: WriterClock,
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>,
    /** Stream of what is appended at a moment (ms since 1970 UTC). */
    private readonly streamAt = (ms: number) => factsStream(sensor, ms),
  ) {
    this.log = new PatientLog(sensor, log, clock, logger);
  }

  /**
   * Finds out what a process before left, and begins to hand it over. Call once, before anything else.
   * @throws when the state on disk cannot be believed
   */
  recover(): void {
    const stored = this.slot.read();
    if (!stored && !this.spool.empty)
      throw new Error(
        `the spool of sensor ${this.sensor} holds batches, but what was acknowledged of them is gone (slot.json). ` +
          'Bring the file back, or move the folder away if the batches may be lost.',
      );
    this.state = stored?.state ?? EMPTY_SLOT;
    for (const [source, reached] of Object.entries(this.state.acked)) this.reached.set(source, reached);
    this.spool.open(
      this.state.delivered,
      (head, sequence) => {
        if (sequence <= this.state.delivered) return;
        if (head.kind === 'forget') this.reached.delete(head.source);
        if (head.kind === 'batch') this.reach(head);
      },
      (damage) => this.miss(damage),
    );
    if (stored?.unanswered) this.takeOver(stored.unanswered);
    else this.spool.withReserve(() => this.slot.write(this.state));
    this.tellMissing();
    this.start();
  }

  /** Greatest batch of a source that is in the log or in the spool, and the last packet time in it; zeros when there is none. */
  taken(source: string): Reached {
    return this.reached.get(source) ?? { batch: 0, occ: 0 };
  }

  /** Greatest batch of a source that is in the log, or that it will never take; 0 when there is none. @throws the error that stopped this writer */
  acknowledged(source: string): number {
    if (this.failure) throw this.failure;
    return this.state.acked[source]?.batch ?? 0;
  }

  /** Forgets a source that has ended, when everything of it is in the log: the state stays small. */
  forget(source: string): void {
    if (!this.reached.delete(source) && !this.state.acked[source]) return;
    this.spool.put({ kind: 'forget', source });
    this.start();
  }

  /**
   * Takes a batch. Those that it has already are dropped (a resumed replay reads its file again).
   * @throws the error that stopped this writer
   */
  offer(source: string, batch: CutBatch): void {
    if (this.failure) throw this.failure;
    if (batch.number <= this.taken(source).batch) return;
    const occ = batch.occ[1];
    this.spool.put({ kind: 'batch', source, batch: batch.number, occ, event: batchEvent(this.sensor, source, batch) });
    this.reached.set(source, { batch: batch.number, occ });
    this.start();
  }

  /**
   * Takes something that happened, after everything that was taken before. Resolves when the log has it, to its place there, null when it had
   * it before. Need not be waited for. Rejects with the error that stopped this writer
   */
  tell({ stream, expected, event }: Told): Promise<Position | null> {
    if (this.failure) return rejected(this.failure);
    const sequence = this.spool.put({ kind: 'fact', stream, expected, event });
    const taken = new Promise<Position | null>((resolve) => this.told.set(sequence, resolve)).then((position) => {
      if (this.told.has(sequence)) throw this.failure ?? new Error('the sensor stopped before the log had it');
      return position;
    });
    taken.catch(() => undefined); // whoever waits hears of it
    this.start();
    return taken;
  }

  /** True when a source that can be read again should wait for `settled` before it reads on. */
  get congested(): boolean {
    return this.waits >= HIGH_WATER || this.spool.full;
  }

  /** True when there is no room: every source should wait for `room` before it reads on. */
  get full(): boolean {
    return this.spool.full;
  }

  get depth(): SpoolDepth {
    const { sensor, waits: waiting } = this;
    const [{ problem }, { count: lost }] = [this.log, this.losses];
    return { sensor, waiting, bytes: waiting === 0 ? 0 : this.spool.bytes, full: this.spool.full, lost, problem };
  }

  /** Resolves when there is room for more. @throws the error that stopped this writer */
  async room(): Promise<void> {
    await this.spool.room();
    if (this.failure) throw this.failure;
  }

  /** Resolves when everything taken so far is in the log. @throws the error that stopped this writer */
  async settled(): Promise<void> {
    if (this.running) await new Promise<void>((resolve) => this.idle.push(resolve));
    if (this.failure) throw this.failure;
  }

  /** Stops after the append in flight; what waits is on disk, and handed over at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    this.log.close();
    if (this.running) await withinTime(this.running, CLOSE_MS);
    for (const resolve of [...this.told.values()]) resolve(null);
    const all = this.running === null && this.failure === null && this.waits === 0;
    this.spool.close(all && this.wroteDown());
  }

  /** Where it is not, the log answers a repeat with `duplicate`. */
  private wroteDown(): boolean {
    try {
      this.slot.write({ ...this.state, pending: null });
      return true;
    } catch (error) {
      this.logger.warn({ err: error, sensor: this.sensor }, 'the state of the spool cannot be written');
      return false;
    }
  }

  private get waits(): number {
    return this.spool.last - this.state.delivered;
  }

  private start(): void {
    if (!this.closed && !this.failure) this.running ??= this.drain();
  }

  private async drain(): Promise<void> {
    try {
      // What is offered in one turn goes together.
      await Promise.resolve();
      if (this.state.pending) await this.repeat(this.state.pending);
      while (!this.closed && this.waits > 0) await this.handOver();
    } catch (error) {
      this.failure ??= error as Error;
      if (!this.closed) this.logger.error({ err: error, sensor: this.sensor }, 'cannot append facts');
    } finally {
      this.running = null;
      for (const resolve of this.idle.splice(0)) resolve();
      if (this.failure) for (const resolve of [...this.told.values()]) resolve(null);
    }
  }

  /** The next few that belong together. */
  private async handOver(): Promise<void> {
    const { items, damage, upTo } = this.spool.next(this.state.delivered + 1);
    for (const one of damage) {
      this.logger.warn({ sensor: this.sensor, file: one.file, from: one.from }, UNREADABLE);
      this.losses.missAmong(one, items);
    }
    const [first] = items;
    if (!first) {
      if (upTo > this.state.delivered) this.state = { ...this.state, delivered: upTo };
      else await this.spool.room();
      this.tellMissing();
      return;
    }
    if (first.item.kind === 'forget') this.forgotten(first.item, first.sequence);
    else if (first.item.kind === 'fact') await this.handFact(first.item, first.sequence);
    else await this.handBatches(this.together(items));
    this.tellMissing();
    await this.makeRoom();
  }

  private forgotten({ source }: ForgetItem, sequence: number): void {
    const { [source]: _gone, ...acked } = this.state.acked;
    this.state = { ...this.state, acked, delivered: sequence };
  }

  private async handFact({ stream, expected, event }: FactItem, sequence: number): Promise<void> {
    const request = { stream, expected: expected === 'first' ? 0n : expected, appendId: event.id, events: [event] };
    const result = await this.log.append(request);
    const taken = result?.status === 'ok' || result?.status === 'duplicate';
    // Said before in other words, by a process that was killed: it stands.
    if (!taken) this.logger.warn({ stream, type: event.type, answer: result?.status }, 'the log has this already');
    this.state = { ...this.state, delivered: sequence };
    const resolve = this.told.get(sequence);
    this.told.delete(sequence);
    resolve?.(taken ? result.position : null);
  }

  /** As many batches as one append takes. */
  private together(items: readonly Spooled[]): readonly (Spooled & { readonly item: BatchItem })[] {
    const together: (Spooled & { readonly item: BatchItem })[] = [];
    let bytes = 0;
    for (const one of items) {
      const { item } = one;
      const most = this.singly > 0 ? 1 : MAX_EVENTS;
      const next = (together.at(-1)?.sequence ?? one.sequence - 1) + 1;
      if (item.kind !== 'batch' || one.sequence !== next || together.length >= most) break;
      if (together.length > 0 && bytes + one.bytes > MAX_BYTES) break;
      bytes += one.bytes;
      together.push({ ...one, item });
    }
    return together;
  }

  private async handBatches(taken: readonly (Spooled & { readonly item: BatchItem })[]): Promise<void> {
    const stream = this.streamAt(await this.log.now());
    if (stream !== this.state.stream) await this.turnTo(stream);
    const [first, last] = [taken[0], taken.at(-1)] as [Spooled & { item: BatchItem }, Spooled];
    const pending: PendingAppend = {
      stream,
      expected: BigInt(this.state.revision) < 0n ? 'none' : this.state.revision,
      appendId: uuidV5(first.item.event.id, `append:${taken.length}`),
      from: first.sequence,
      to: last.sequence,
    };
    await this.spool.syncSoon();
    await this.save({ ...this.state, pending });
    await this.handPending(
      pending,
      taken.map(({ item }) => item),
    );
  }

  private async handPending({ stream, expected, appendId, to }: PendingAppend, items: readonly BatchItem[]) {
    const request: AppendReq = {
      ...{ stream, appendId, expected: expectedOf(expected) },
      events: items.map(({ event }) => event),
    };
    const result = await this.log.append(request);
    if (result === null) {
      // Nothing was written: one by one, so that only what is wrong stays out.
      if (items.length > 1) this.singly = items.length;
      else this.refused(items[0] as BatchItem, to);
      this.state = { ...this.state, pending: null };
      return;
    }
    if (this.singly > 0) this.singly--;
    const revision = String(believedRevision(request, result));
    const acked = { ...this.state.acked };
    for (const item of items) {
      acked[item.source] = { batch: item.batch, occ: item.occ };
      this.losses.see(item);
    }
    // The next slot write carries this; until then the pending append stands for it and is answered `duplicate`.
    this.state = { ...this.state, stream, revision, acked, delivered: to, pending: null };
  }

  /** What a process before offered and never heard of. */
  private async repeat(pending: PendingAppend): Promise<void> {
    const items = this.spool.range(pending.from, pending.to);
    if (items.length === pending.to - pending.from + 1) {
      await this.handPending(pending, items as readonly BatchItem[]);
      return;
    }
    // It cannot be made again: whether the log has it, its stream says.
    const tail = await this.log.tail(pending.stream);
    const has = tail !== 'absent' && tail.lastAppendId === pending.appendId;
    this.state = {
      ...this.state,
      stream: pending.stream,
      revision: tail === 'absent' ? '-1' : String(tail.revision),
      delivered: has ? pending.to : this.state.delivered,
      pending: null,
    };
  }

  private async turnTo(stream: string): Promise<void> {
    const tail = await this.log.tail(stream);
    this.state = { ...this.state, stream, revision: tail === 'absent' ? '-1' : String(tail.revision) };
  }

  /** Removes from the disk what is in the log, once that is written down. */
  private async makeRoom(): Promise<void> {
    const { delivered } = this.state;
    if (!this.spool.frees(delivered)) return;
    await this.save(this.state);
    this.spool.release(delivered);
  }

  /** A former release's append that may or may not be in the log: as this one keeps it. */
  private takeOver({ stream, expected, appendId, events }: AppendReq): void {
    const numbers = events.map((event) => {
      const { src = '', batch = 0, occ } = event.meta;
      const head = { source: src.slice(src.indexOf('/') + 1), batch, occ: occ[1] };
      this.reach(head);
      return this.spool.put({ kind: 'batch', ...head, event });
    });
    const pending = {
      ...{ stream, expected: String(expected), appendId },
      ...{ from: numbers[0] as number, to: numbers.at(-1) as number },
    };
    this.spool.sync();
    this.slot.write({ ...this.state, pending });
    this.state = { ...this.state, pending };
  }

  private reach({ source, batch, occ }: Omit<BatchItem, 'event' | 'kind'>): void {
    this.reached.set(source, { batch, occ });
    this.losses.see({ source, occ });
  }

  private miss(damage: Damage): void {
    const { torn, records, file, from } = damage;
    // What is in the log already is no loss.
    if (from + records - 1 <= this.state.delivered && !torn) return;
    this.logger.warn(
      { sensor: this.sensor, file, from, records },
      torn ? 'a record of the spool was not written to its end; it is cut off' : UNREADABLE,
    );
    this.losses.miss(damage);
  }

  /** A batch that the log will never take. */
  private refused({ source, occ, batch }: BatchItem, sequence: number): void {
    this.losses.count++;
    this.singly = 0;
    this.state = { ...this.state, acked: { ...this.state.acked, [source]: { batch, occ } }, delivered: sequence };
    this.say(source, occ, occ, `${REFUSED} (number ${batch})`);
  }

  private tellMissing(): void {
    for (const { source, fromUs, toUs } of this.losses.take()) {
      const of = source ?? [...this.reached.keys()][0];
      const from = fromUs ?? toUs ?? this.clock.now() * 1000;
      if (of) this.say(of, from, Math.max(from, toUs ?? from), UNREADABLE);
    }
  }

  private say(source: string, fromUs: number, toUs: number, reason: string): void {
    void this.tell(gapReported({ source, sensor: this.sensor }, { fromUs, toUs, dropped: 0 }, reason));
  }

  /** Writes the state down, as often as it needs: nothing is offered before. */
  private async save(state: SlotState): Promise<void> {
    await this.log.patiently(() => this.spool.withReserveSoon(() => this.slot.writeSoon(state)));
    this.state = state;
  }
}
