import { DetectorHost, type Rule } from '@wireledger/detectors';
import type { CutBatch } from '@wireledger/events/telemetry';
import { Pipeline } from '@wireledger/flows';
import { batchId } from '@wireledger/kernel/hashing';

import type { HeldPacket } from './held-packets';
import { SandboxView } from './sandbox-view';

/** Seconds of virtual time a batch spans; the same at any speed, so that its batches are the same. */
const CUT_S = 1;

export interface PassOptions {
  readonly source: string;
  readonly rules: readonly Rule[];
  readonly onBatch: (batch: CutBatch) => void;
  /** A batch that could not be judged; it is left out, as it is when rules judge live. */
  readonly onUnjudged: (error: unknown, batch: CutBatch) => void;
}

/** One reading of a capture from its beginning: flow table, detectors and what people see. The same packets make the same of it, whenever they come. */
export class SandboxPass {
  readonly view = new SandboxView();
  private readonly pipeline: Pipeline;
  private readonly host: DetectorHost;

  constructor(private readonly options: PassOptions) {
    const { source, rules } = options;
    const titles = new Map(rules.map(({ id, title }) => [id, title]));
    this.host = new DetectorHost({
      ...{ scope: source, rules },
      onChange: (change) => this.view.takeAlert(change, titles.get(change.rule) ?? change.rule),
    });
    this.pipeline = new Pipeline({ counts: false, cut: CUT_S, digest: true, onBatch: (batch) => this.cut(batch) });
  }

  get packets(): number {
    return this.pipeline.counters.packets;
  }

  /** On the wire. */
  get bytes(): number {
    return this.pipeline.counters.bytes;
  }

  take({ bytes, original, us, linktype, iface }: HeldPacket): void {
    this.pipeline.packet(bytes, 0, bytes.length, original, us, linktype, iface);
  }

  /** Virtual time has come to `us` without a packet. */
  tick(us: number): void {
    this.pipeline.tick(us);
  }

  /** The capture is over: running flows and alerts end. */
  finish(): void {
    this.pipeline.finish();
    this.host.finish();
  }

  /** SHA-256 over all records so far. */
  digest(): string {
    return this.pipeline.digest();
  }

  private cut(batch: CutBatch): void {
    const { source, onBatch, onUnjudged } = this.options;
    const { kind, number, seq, payload } = batch;
    onBatch(batch);
    this.view.take(batch);
    try {
      this.host.take({ kind, eventId: batchId(source, number), source, firstSeq: seq[0], payload });
    } catch (error) {
      onUnjudged(error, batch);
    }
  }
}
