import {
  KIND_DEFINITIONS,
  RECORD_KINDS,
  type Batch,
  type CutBatch,
  type RecordKind,
} from '@wireledger/events/telemetry';
import { ColumnBuffer, MAX_BATCH_RECORDS } from './columns';
import { RecordDigest } from './record-digest';

export interface BatchSink {
  readonly onBatch?: ((batch: CutBatch) => void) | undefined;
  readonly digest: boolean;
  /** At most 500. */
  readonly maxRecords?: number | undefined;
}

/** Gathers rows of every kind and cuts them into numbered batches; feeds the digest. */
export class BatchCutter {
  private readonly digest: RecordDigest | null;
  private readonly buffers: ColumnBuffer[] = [];
  private readonly recorded = new Map<RecordKind, number>();
  private number = 0;
  private readonly onBatch: ((batch: CutBatch) => void) | undefined;
  private readonly maxRecords: number;

  constructor(sink: BatchSink) {
    this.onBatch = sink.onBatch;
    this.digest = sink.digest ? new RecordDigest() : null;
    this.maxRecords = Math.min(sink.maxRecords ?? MAX_BATCH_RECORDS, MAX_BATCH_RECORDS);
  }

  /** Batches cut so far, and records of each kind in them. */
  get cutSoFar(): { readonly batches: number; readonly recorded: Readonly<Partial<Record<RecordKind, number>>> } {
    return { batches: this.number, recorded: Object.fromEntries(this.recorded) };
  }

  /** Goes on as if so much had been cut before; call it before the first record. */
  goOn(batches: number, recorded: Readonly<Partial<Record<RecordKind, number>>>): void {
    this.number = batches;
    for (const [kind, count] of Object.entries(recorded)) this.recorded.set(kind as RecordKind, count);
  }

  /** The buffer in which rows of `kind` are written: numbers and times, texts, and JSON values, each in the order of the kind's columns. */
  open(kind: RecordKind): ColumnBuffer {
    const buffer = new ColumnBuffer(kind, KIND_DEFINITIONS[kind].columns, this.maxRecords);
    this.buffers.push(buffer);
    this.buffers.sort((a, b) => RECORD_KINDS.indexOf(a.kind) - RECORD_KINDS.indexOf(b.kind));
    return buffer;
  }

  /** Takes the row written in `buffer`; cuts a batch first when it would not fit, and after it when that is full. */
  push(buffer: ColumnBuffer, least: number, first: number, last: number): void {
    this.digest?.add(buffer);
    if (!this.onBatch) return;
    const bytes = buffer.rowBytes();
    if (!buffer.fits(bytes)) this.cut(buffer);
    buffer.push(bytes, least, first, last);
    if (buffer.n === this.maxRecords) this.cut(buffer);
  }

  /** Cuts what every kind holds, in catalogue order. */
  cutAll(): void {
    for (const buffer of this.buffers) if (buffer.n > 0) this.cut(buffer);
  }

  /** @throws when no digest was asked for */
  digestValue(): string {
    if (!this.digest) throw new Error('no digest was asked for');
    return this.digest.value();
  }

  private cut(buffer: ColumnBuffer): void {
    const { n, t0, occ, cols } = buffer.take();
    const before = this.recorded.get(buffer.kind) ?? 0;
    this.recorded.set(buffer.kind, before + n);
    this.onBatch?.({
      kind: buffer.kind,
      number: ++this.number,
      seq: [before + 1, before + n],
      occ,
      payload: { v: 1, n, t0, cols } as unknown as Batch,
    });
  }
}
