import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';
import { Pipeline } from '@wireledger/flows';
import type { FactsWriter } from '../facts-writer';
import { BatchTally } from '../figures';
import type { SourceFigures } from '../lifecycle';
import { NO_TAP, type PacketTap } from '../packets/packet-tap';
import { untilAborted } from '../within-time';
import { captureEnd } from './capture-end';
import { Pacer, type Pace } from './pacer';
import type { ReplaySpec } from './replay-spec';

/** As fast as possible: large reads, no copy. Paced: small ones, packets held until they are due. */
const FAST_READ = 1024 * 1024;
const PACED_READ = 64 * 1024;
const MIN_WAIT_US = 2000;
const SECOND = 1_000_000;

interface Held {
  readonly bytes: Buffer;
  readonly original: number;
  readonly us: number;
  readonly linktype: number;
  readonly iface: number;
}

export interface ReplayProgress {
  readonly packets: number;
  readonly bytesRead: number;
  readonly sizeBytes: number;
}

/** What came of it: `ended` read to the end, `aborted` may be resumed. */
export type ReplayOutcome = 'ended' | 'aborted';

/** Reads one capture file, packed or not, through decoders and flow table into the writer, at its pace, from where the log has it. */
export class ReplayRun {
  readonly pipeline: Pipeline;
  readonly warnings: string[] = [];
  private readonly tally = new BatchTally();
  private chunks: CaptureChunks | null = null;
  private readonly pacer: Pacer | null;
  private readonly resumeAt: number;

  constructor(
    readonly spec: ReplaySpec,
    private readonly writer: FactsWriter,
    private readonly signal: AbortSignal,
    private readonly now: () => number = () => Date.now() * 1000,
    private readonly tap: PacketTap = NO_TAP,
  ) {
    const pace = paceOf(spec);
    this.pacer = pace.kind === 'max' ? null : new Pacer(pace);
    this.resumeAt = writer.taken(spec.source).occ - spec.shiftUs;
    this.pipeline = new Pipeline({
      counts: false,
      cut: spec.cut,
      shiftUs: spec.shiftUs,
      timeouts: spec.timeouts,
      digest: true,
      onBatch: (batch) => {
        this.tally.count(batch);
        writer.offer(spec.source, batch);
      },
    });
  }

  get progress(): ReplayProgress {
    const bytesRead = this.chunks?.bytesRead ?? 0;
    return { packets: this.pipeline.counters.packets, bytesRead, sizeBytes: this.spec.sizeBytes };
  }

  /** What it came to so far. */
  get figures(): SourceFigures {
    return this.tally.figures(this.pipeline, this.pipeline.digest(), this.warnings);
  }

  /** The writer has everything then. @throws when the file cannot be read or the writer stopped */
  async run(): Promise<ReplayOutcome> {
    const file = await open(this.spec.file, 'r');
    try {
      const chunks = new CaptureChunks(file, { readBytes: this.pacer ? PACED_READ : FAST_READ });
      this.chunks = chunks;
      const outcome = this.pacer ? await this.paced(chunks, this.pacer) : await this.fast(chunks);
      if (outcome === 'ended') {
        this.pipeline.finish();
        const { undecoded } = this.pipeline.counters;
        if (undecoded > 0)
          this.warnings.push(`${undecoded} packets have a link type that is not decoded; they are counted, no more`);
      }
      return outcome;
    } finally {
      await file.close();
      await this.tap.close();
    }
  }

  private async fast(chunks: CaptureChunks): Promise<ReplayOutcome> {
    const { pipeline, tap } = this;
    const { shiftUs } = this.spec;
    const parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) => {
      pipeline.packet(buffer, offset, captured, original, us, linktype, iface);
      tap.packet(pipeline.decoded, buffer, offset, captured, original, us + shiftUs, linktype, iface);
    });
    for await (const chunk of chunks.read()) {
      if (this.signal.aborted) return 'aborted';
      parser.feed(chunk);
      if (this.writer.congested) await untilAborted(this.writer.settled(), this.signal);
      if (tap.congested) await tap.drained();
    }
    return this.over(chunks, parser);
  }

  private async paced(chunks: CaptureChunks, pacer: Pacer): Promise<ReplayOutcome> {
    let held: Held[] = [];
    const parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) => {
      held.push({ bytes: Buffer.from(buffer.subarray(offset, offset + captured)), original, us, linktype, iface });
    });
    for await (const chunk of chunks.read()) {
      held = [];
      parser.feed(chunk);
      for (const packet of held) {
        if (packet.us > this.resumeAt) await this.until(packet.us, pacer);
        if (this.signal.aborted) return 'aborted';
        const { bytes, original, us, linktype, iface } = packet;
        this.pipeline.packet(bytes, 0, bytes.length, original, us, linktype, iface);
        const at = us + this.spec.shiftUs;
        this.tap.packet(this.pipeline.decoded, bytes, 0, bytes.length, original, at, linktype, iface);
        if (this.tap.congested) await this.tap.drained();
        if (this.writer.full) await untilAborted(this.writer.room(), this.signal);
      }
      await sleep(0);
      if (this.signal.aborted) return 'aborted';
    }
    return this.over(chunks, parser);
  }

  private over(chunks: CaptureChunks, parser: CaptureParser): ReplayOutcome {
    if (this.signal.aborted) return 'aborted';
    this.warnings.push(...captureEnd(chunks, parser).warnings);
    return 'ended';
  }

  /** Waits until the packet is due; each second border passed on the way is a tick of virtual time. */
  private async until(us: number, pacer: Pacer): Promise<void> {
    const due = pacer.due(us, this.now());
    for (;;) {
      const wall = this.now();
      if (due - wall < MIN_WAIT_US || this.signal.aborted) return;
      this.pipeline.tick(pacer.virtual(us, due, wall) + this.spec.shiftUs);
      const wait = Math.min(due - wall, SECOND - (wall % SECOND) + 1000);
      await sleep(wait / 1000, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }
}

function paceOf(spec: ReplaySpec): Pace {
  if (spec.speed === 'max') return { kind: 'max' };
  if (spec.timestamps === 'now' && spec.speed === 1) return { kind: 'shifted', shiftUs: spec.shiftUs };
  return { kind: 'relative', speed: spec.speed, maxGapUs: spec.maxGapS * SECOND };
}
