import type { ColumnsOf, RecordKind } from './record-kinds';

/** Payload of every telemetry event: `n` records, column-shaped, times relative to `t0` (µs since 1970 UTC). At most 500 records and 256 KiB. */
export interface Batch<K extends RecordKind = RecordKind> {
  readonly v: 1;
  readonly n: number;
  readonly t0: number;
  readonly cols: ColumnsOf[K];
}

/** A batch as the sensor's pipeline cuts it. */
export interface CutBatch<K extends RecordKind = RecordKind> {
  readonly kind: K;
  /** 1, 2, 3 … per source in cut order; at a border kinds come in catalogue order. */
  readonly number: number;
  /** First and last record number per (source, kind), from 1. */
  readonly seq: readonly [number, number];
  /** Least and greatest packet time in it, µs. */
  readonly occ: readonly [number, number];
  readonly payload: Batch<K>;
}
