import { RECORD_KINDS, type CutBatch, type RecordKind } from '@wireledger/events';
import type { Pipeline } from '@wireledger/flows';
import type { SourceFigures } from './lifecycle';

/** None of any kind. */
export const noRecords = (): Record<RecordKind, number> =>
  Object.fromEntries(RECORD_KINDS.map((kind) => [kind, 0])) as Record<RecordKind, number>;

/** Counts what a pipeline cuts, acknowledged before or not: a resumed source comes to the same figures. */
export class BatchTally {
  private batches = 0;
  private readonly records = noRecords();

  count({ number, kind, seq }: CutBatch): void {
    this.batches = number;
    this.records[kind] = seq[1];
  }

  /** What ends a source. */
  figures(pipeline: Pipeline, digest: string | null, warnings: readonly string[]): SourceFigures {
    const { packets, bytes } = pipeline.counters;
    return {
      packets,
      bytes,
      batches: this.batches,
      records: { ...this.records },
      warnings,
      ...(digest ? { digest } : {}),
    };
  }
}
