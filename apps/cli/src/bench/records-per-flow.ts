import { readCaptureFile } from '@wireledger/capture';
import { Pipeline } from '@wireledger/flows';

/** Most records a flow that the log should have to carry. */
export const RECORDS_GOAL = 1.4;

export interface RecordsPerFlow {
  readonly flows: number;
  readonly records: number;
  readonly ratio: number;
}

/** How many records the flow table writes for a flow: what the log has to carry. */
export function recordsPerFlow(capture: string): RecordsPerFlow {
  const pipeline = new Pipeline({ cut: 60, digest: true });
  readCaptureFile(capture, (...packet) => pipeline.packet(...packet));
  pipeline.finish();
  const { flows, flow_records: records } = pipeline.counters;
  return { flows, records, ratio: flows === 0 ? 0 : records / flows };
}
