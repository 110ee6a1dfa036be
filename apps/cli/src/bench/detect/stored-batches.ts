import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { DetectorBatch } from '@wireledger/detectors';
import type { Batch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';

import { CUT_S, runPipeline, sourceOf } from '../../read/run-pipeline';

/** A batch as the log keeps it: columns as zstd of JSON. */
export interface StoredBatch {
  readonly place: Omit<DetectorBatch, 'payload'>;
  readonly records: number;
  readonly bytes: Buffer;
}

/** The facts of a capture, as they would lie in the log. @throws UnreadableCapture */
export function storedBatches(file: string): StoredBatch[] {
  const source = sourceOf(file);
  const stored: StoredBatch[] = [];
  runPipeline(file, {
    cut: CUT_S,
    onBatch: ({ kind, number, seq, payload }) =>
      stored.push({
        place: { kind, eventId: batchId(source, number), source, firstSeq: seq[0] },
        records: payload.n,
        bytes: zstdCompressSync(JSON.stringify(payload)),
      }),
  });
  return stored;
}

/** The batch as whoever follows the log gets it. */
export const unpacked = ({ place, bytes }: StoredBatch): DetectorBatch => ({
  ...place,
  payload: JSON.parse(zstdDecompressSync(bytes).toString()) as Batch,
});
