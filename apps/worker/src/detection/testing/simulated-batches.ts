import type { CutBatch } from '@wireledger/events/telemetry';
import { Pipeline } from '@wireledger/flows';
import { simulate } from '@wireledger/simulator';

const START_US = 1_767_603_600_000_000;
const ETHERNET = 1;

/** The facts of five simulated minutes with every planted attack, as an import records them, or a sensor whose clock is off by `shiftUs`. */
export function simulatedBatches(shiftUs = 0): CutBatch[] {
  const batches: CutBatch[] = [];
  const pipeline = new Pipeline({ cut: 60, shiftUs, onBatch: (batch) => batches.push(batch) });
  for (const { bytes, timeUs } of simulate({ seed: 42, durationS: 300, rate: 60, attacks: 'all', startUs: START_US }))
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, ETHERNET, 0);
  pipeline.finish();
  return batches;
}
