import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaptureParser } from '@wireledger/capture';
import { Pipeline } from '@wireledger/flows';
import type { FactsWriter } from '../facts-writer';
import { BatchTally } from '../figures';
import type { SourceFigures } from '../lifecycle';
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

/** Reads one capture file through decoders and flow table into the writer, at its pace, from where the log has it. */
export class ReplayRun {
  readonly pipeline: Pipeline;
  readonly warnings: string[] = [];
  private readonly tally = new BatchTally();
  private bytesRead = 0;
  private readonly pacer: Pacer | null;
  private readonly resumeAt: number;

  constructor(
    readonly spec: ReplaySpec,
    private readonly writer: FactsWriter,
    private readonly signal: AbortSignal,
    private readonly now: () => number = () => Date.now() * 1000,
  ) {
    const pace = paceOf(spec);
    this.pacer = pace.kind === 'max' ? null : new Pacer(pace);
    this.resumeAt = writer.acknowledged(spec.source).occ - spec.shiftUs;
    this.pipeline = new Pipeline({
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
    return { packets: this.pipeline.counters.packets, bytesRead: this.bytesRead, sizeBytes: this.spec.sizeBytes };
  }

  /** What it came to so far. */
  get figures(): SourceFigures {
    return this.tally.figures(this.pipeline, this.pipeline.digest(), this.warnings);
  }

  /** @throws when the file cannot be read or the writer stopped */
  async run(): Promise<ReplayOutcome> {
    const file = await open(this.spec.file, 'r');
    try {
      const outcome = this.pacer ? await this.paced(file, this.pacer) : await this.fast(file);
      if (outcome === 'ended') {
        this.pipeline.finish();
        const { undecoded } = this.pipeline.counters;
        if (undecoded > 0)
          this.warnings.push(`${undecoded} packets have a link type that is not decoded; they are counted, no more`);
        await this.writer.settled();
      }
      return outcome;
    } finally {
      await file.close();
    }
  }

  private async fast(file: FileHandle): Promise<ReplayOutcome> {
    const { pipeline } = this;
    const parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) =>
      pipeline.packet(buffer, offset, captured, original, us, linktype, iface),
    );
    const buffer = Buffer.allocUnsafe(FAST_READ);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (this.signal.aborted) return 'aborted';
      if (bytesRead === 0) break;
      this.bytesRead += bytesRead;
      parser.feed(buffer.subarray(0, bytesRead));
      if (this.writer.congested) await this.writer.settled();
    }
    this.warnings.push(...parser.end().warnings);
    return 'ended';
  }

  private async paced(file: FileHandle, pacer: Pacer): Promise<ReplayOutcome> {
    let held: Held[] = [];
    const parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) => {
      held.push({ bytes: Buffer.from(buffer.subarray(offset, offset + captured)), original, us, linktype, iface });
    });
    const buffer = Buffer.allocUnsafe(PACED_READ);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      this.bytesRead += bytesRead;
      held = [];
      parser.feed(buffer.subarray(0, bytesRead));
      for (const packet of held) {
        if (packet.us > this.resumeAt) await this.until(packet.us, pacer);
        if (this.signal.aborted) return 'aborted';
        this.pipeline.packet(
          packet.bytes,
          0,
          packet.bytes.length,
          packet.original,
          packet.us,
          packet.linktype,
          packet.iface,
        );
        if (this.writer.congested) await this.writer.settled();
      }
      await sleep(0);
      if (this.signal.aborted) return 'aborted';
    }
    this.warnings.push(...parser.end().warnings);
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
