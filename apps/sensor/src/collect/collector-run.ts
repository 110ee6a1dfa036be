import { CollectingPipeline } from '@wireledger/flows';

import type { FactsWriter } from '../facts-writer';
import { BatchTally } from '../figures';
import type { SourceFigures } from '../lifecycle';
import { type Gap, GapKeeper } from '../live/gap-keeper';
import { AllowedExporters, plainAddress } from './allowed-exporters';
import type { CollectSpec } from './collect-spec';
import { ExportSocket } from './export-socket';
import { socketDrops } from './socket-drops';

const EVERY_MS = 250;
/** Time without datagrams ends that much later than the wall clock. */
const BEHIND_US = 300_000;

export interface CollectProgress {
  /** Export datagrams, and the flow records and sampled packets in them. */
  readonly datagrams: number;
  readonly records: number;
  /** Datagrams that were no export, or of exporters that are not listened to. */
  readonly refused: number;
  /** Datagrams that the kernel dropped because they came too fast, or that came while the spool was full. */
  readonly dropped: number;
}

/** One collector: UDP sockets through the decoders of exports and the flow table into the writer, which keeps on disk what the log does not take yet. */
export class CollectorRun {
  private readonly pipeline: CollectingPipeline;
  private readonly tally = new BatchTally();
  private readonly gaps = new GapKeeper();
  private readonly allowed: AllowedExporters;
  private readonly sockets: readonly ExportSocket[];
  private readonly warnings: string[] = [];
  private strangers = 0;
  private dropped = 0;
  private droppedBy = 0;
  private lastLook: number;
  /** Whether the spool was full since losses were last told. */
  private wasFull = false;
  private stop: (reason: string) => void = () => undefined;
  private readonly stopped = new Promise<string>((resolve) => (this.stop = resolve));

  /** `onGap` hears of lost datagrams, and whether the spool was full meanwhile; `now` is the wall clock, µs since 1970 UTC. */
  constructor(
    readonly spec: CollectSpec,
    private readonly writer: FactsWriter,
    private readonly onGap: (gap: Gap, full: boolean) => void,
    private readonly now: () => number = () => Date.now() * 1000,
  ) {
    this.allowed = new AllowedExporters(spec.allow);
    this.lastLook = now();
    this.pipeline = new CollectingPipeline({
      counts: false,
      cut: 1,
      onBatch: (batch) => {
        this.tally.count(batch);
        writer.offer(spec.source, batch);
      },
    });
    this.sockets = spec.ports.map(
      (port) =>
        new ExportSocket(spec.host, port, (datagram, address) => this.guarded(() => this.take(datagram, address))),
    );
  }

  get progress(): CollectProgress {
    const { datagrams, records, refused } = this.pipeline.collected;
    return { datagrams, records, refused: refused + this.strangers, dropped: this.dropped };
  }

  get figures(): SourceFigures {
    const strangers = this.strangers;
    const { refused } = this.pipeline.collected;
    const warnings = [
      ...this.warnings,
      ...(strangers > 0 ? [`${strangers} datagrams came from exporters that are not listened to`] : []),
      ...(refused > 0 ? [`${refused} datagrams were no export of a known kind`] : []),
    ];
    return this.tally.figures(this.pipeline, null, warnings);
  }

  /** Opens every port. @throws with the reason; then none is open */
  async open(): Promise<void> {
    const opened = await Promise.allSettled(this.sockets.map((socket) => socket.open((reason) => this.stop(reason))));
    const faults = opened.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
    if (faults.length === 0) return;
    for (const socket of this.sockets) socket.close();
    throw new Error(faults.join('; '));
  }

  /** Runs until somebody ends it; the reason. The writer has everything that came then. */
  async run(): Promise<string> {
    const timer = setInterval(() => this.guarded(() => this.look()), EVERY_MS);
    try {
      const reason = await this.stopped;
      this.look();
      for (const socket of this.sockets) socket.close();
      this.tell(true);
      this.pipeline.finish();
      return reason;
    } finally {
      clearInterval(timer);
      for (const socket of this.sockets) socket.close();
    }
  }

  end(reason: string): void {
    this.stop(reason);
  }

  private take(datagram: Buffer, from: string): void {
    const address = plainAddress(from);
    if (!this.allowed.has(address)) {
      this.strangers++;
      return;
    }
    const now = this.now();
    // A datagram cannot be asked for again and the kernel's buffer is soon full: it is counted instead.
    if (this.writer.full) {
      this.wasFull = true;
      this.lost(1, now);
      return;
    }
    this.pipeline.exportDatagram(datagram, 0, datagram.length, address, now);
  }

  private lost(datagrams: number, now: number): void {
    this.dropped += datagrams;
    this.pipeline.dropped(0, datagrams);
    this.gaps.lost(datagrams, this.lastLook, now);
  }

  /** Passes time on, and counts what the kernel dropped since the last look. */
  private look(): void {
    const now = this.now();
    const drops = this.sockets.reduce((sum, { port }) => sum + socketDrops(port), 0);
    if (drops > this.droppedBy) {
      this.lost(drops - this.droppedBy, now);
      this.droppedBy = drops;
    }
    this.lastLook = now;
    if (!this.writer.full) this.pipeline.tick(now - BEHIND_US);
    this.tell();
  }

  private tell(all = false): void {
    const gap = this.gaps.take(this.now(), all);
    if (!gap) return;
    this.onGap(gap, this.wasFull);
    this.wasFull = false;
  }

  /** Nothing may throw into a socket's or a timer's listener: what stops the writer ends the collector. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.stop((error as Error).message);
    }
  }
}
