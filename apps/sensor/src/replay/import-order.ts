import { z } from 'zod';

import { cutFor, type ReplaySpec, SensorName } from './replay-spec';

const count = z.number().int().nonnegative();

/** What is known of a stored capture that is to come into the history with its own times. */
export const ImportOrder = z.object({
  source: z.uuid(),
  /** Absolute; made by the folder of captures, never by a person. */
  file: z.string().min(1).max(4096),
  /** What the person called it. */
  name: z.string().min(1).max(200),
  sensor: SensorName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: count,
  packets: count,
  firstUs: z.number().int(),
  lastUs: z.number().int(),
});
export type ImportOrder = z.infer<typeof ImportOrder>;

/** How far an import is that is not over. `held`: why it stands still until a person lets it go on, or null. */
export interface ImportState {
  readonly source: string;
  readonly packets: number;
  readonly bytesRead: number;
  readonly sizeBytes: number;
  readonly held: string | null;
}

/** As fast as possible, times as recorded: everything else follows from it. `nowUs` is when it was asked for. */
export const importSpec = ({ name, ...order }: ImportOrder, nowUs: number): ReplaySpec => ({
  ...order,
  ...{ speed: 'max', timestamps: 'original', fromS: 0, maxGapS: 60, shiftUs: 0, cut: cutFor('max') },
  startedUs: nowUs,
  imports: name,
});
