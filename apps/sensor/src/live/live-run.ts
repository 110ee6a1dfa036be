import type { PacketHandler } from '@wireledger/capture';
import { LIVE_DELAY_MS, type LiveDriver, type LiveEnd, type Listening } from '@wireledger/capture/live';
import { LivePipeline } from '@wireledger/flows';

import type { FactsWriter } from '../facts-writer';
import { BatchTally } from '../figures';
import type { SourceFigures } from '../lifecycle';
import { NO_TAP, type PacketTap } from '../packets/packet-tap';
import { CaptureFilter } from './capture-filter';
import type { LiveSpec } from './live-spec';
import { type Gap, GapKeeper } from './gap-keeper';

const EVERY_MS = 250;
/** Time without packets ends that much later than the wall clock, because packets wait before they come. */
const BEHIND_US = (LIVE_DELAY_MS + 300) * 1000;

export interface LiveProgress {
  readonly packets: number;
  readonly bytes: number;
  /** Packets that kernel and interfaces threw away. */
  readonly dropped: number;
  /** Packets that came and did not pass the filter of the filter language; those that one of pcap-filter keeps out never come. */
  readonly filtered: number;
}

/**
 * One live capture: interfaces through decoders and flow table into the writer, which keeps on disk what the log does not take yet. What is
 * in memory when it is killed is lost.
 */
export class LiveRun {
  private readonly pipeline: LivePipeline;
  private readonly filter: CaptureFilter | null;
  private readonly tally = new BatchTally();
  private readonly gaps = new GapKeeper();
  private readonly warnings: string[] = [];
  private interfaces: Listening[] = [];
  private readonly droppedBy: number[];
  private lastLook: number;
  private resting = false;
  /** Whether it rested since losses were last told. */
  private rested = false;
  private stop: (reason: string) => void = () => undefined;
  private readonly stopped = new Promise<string>((resolve) => (this.stop = resolve));

  /** `onGap` hears of lost packets, and whether the spool was full meanwhile; `now` is the wall clock, µs since 1970 UTC. */
  constructor(
    readonly spec: LiveSpec,
    private readonly writer: FactsWriter,
    private readonly onGap: (gap: Gap, full: boolean) => void,
    private readonly driver: LiveDriver,
    private readonly now: () => number = () => Date.now() * 1000,
    private readonly tap: PacketTap = NO_TAP,
  ) {
    this.filter = spec.filter === undefined ? null : new CaptureFilter(spec.filter);
    this.droppedBy = spec.interfaces.map(() => 0);
    this.lastLook = now();
    this.pipeline = new LivePipeline({
      cut: 1,
      onBatch: (batch) => {
        this.tally.count(batch);
        writer.offer(spec.source, batch);
        if (writer.full) this.rest();
      },
    });
  }

  get progress(): LiveProgress {
    const { packets, bytes } = this.pipeline.counters;
    const dropped = this.droppedBy.reduce((sum, count) => sum + count, 0);
    return { packets, bytes, dropped, filtered: this.filter?.filtered ?? 0 };
  }

  get figures(): SourceFigures {
    return this.tally.figures(this.pipeline, null, this.warnings);
  }

  /** Opens every interface; packets wait until `run`. @throws with the reasons of those that cannot be opened; then none of them is */
  async open(): Promise<void> {
    const { bpf, snaplen, promiscuous } = this.spec;
    this.interfaces = this.spec.interfaces.map((iface, ordinal) =>
      this.driver.listen({ iface, bpf, snaplen, promiscuous }, ordinal, (...packet) =>
        this.guarded(() => this.take(...packet)),
      ),
    );
    const opened = await Promise.allSettled(this.interfaces.map(({ listening }) => listening));
    const faults = opened.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
    if (faults.length === 0) return;
    await Promise.all(this.interfaces.map((one) => one.end()));
    await this.tap.close();
    throw new Error(faults.join('; '));
  }

  /** Runs until somebody ends it or no interface is left; the reason. The writer has everything captured then. @throws when it stopped */
  async run(): Promise<string> {
    const timer = setInterval(() => this.guarded(() => this.look()), EVERY_MS);
    this.lastLook = this.now();
    for (const one of this.interfaces) one.resume();
    try {
      const gone = Promise.all(this.interfaces.map(async (one) => this.note(await one.ended)));
      const reason = await Promise.race([
        this.stopped,
        gone.then(() => `no interface is left: ${this.warnings.at(-1)}`),
      ]);
      await Promise.all(this.interfaces.map((one) => one.end()));
      await gone;
      this.look();
      this.tell(true);
      this.pipeline.finish();
      return reason;
    } finally {
      clearInterval(timer);
      for (const one of this.interfaces) void one.end();
      await this.tap.close();
    }
  }

  end(reason: string): void {
    this.stop(reason);
  }

  private take(...[buffer, offset, captured, original, us, linktype, iface]: Parameters<PacketHandler>): void {
    if (this.filter?.passes(buffer, offset, captured, original, us, linktype) === false) return;
    this.pipeline.before(us);
    this.pipeline.packet(buffer, offset, captured, original, us, linktype, iface);
    this.tap.packet(this.pipeline.decoded, buffer, offset, captured, original, us, linktype, iface);
  }

  /** The spool is full: packets wait in the kernel's buffer, and what does not fit there is counted. Time stands still meanwhile. */
  private rest(): void {
    if (this.resting) return;
    this.resting = true;
    this.rested = true;
    for (const one of this.interfaces) one.pause();
    void this.writer
      .room()
      .catch((error: Error) => this.stop(error.message))
      .finally(() => {
        this.resting = false;
        for (const one of this.interfaces) one.resume();
      });
  }

  /** Passes time on, and counts what was lost since the last look. */
  private look(): void {
    const now = this.now();
    for (const [ordinal, { dropped }] of this.interfaces.entries()) {
      const lost = dropped - (this.droppedBy[ordinal] as number);
      if (lost <= 0) continue;
      this.droppedBy[ordinal] = dropped;
      this.pipeline.dropped(ordinal, lost);
      this.gaps.lost(lost, this.lastLook, now);
    }
    this.lastLook = now;
    if (!this.resting) this.pipeline.tick(now - BEHIND_US);
    this.tell();
  }

  private tell(all = false): void {
    const gap = this.gaps.take(this.now(), all);
    if (!gap) return;
    this.onGap(gap, this.rested);
    this.rested = this.resting;
  }

  private note({ fault }: LiveEnd): void {
    if (fault) this.warnings.push(fault);
  }

  /** Nothing may throw into a stream's or a timer's listener: what stops the writer ends the capture. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.stop((error as Error).message);
    }
  }
}
