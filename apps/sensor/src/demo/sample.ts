import { closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { CaptureWriter, fileSink } from '@wireledger/capture';
import { simulate } from '@wireledger/simulator';

/** Length of the sample, s. */
export const SAMPLE_SECONDS = 1800;
const RATE = 40;
const SEED = 7;
const BREATH = 2000;
/** Any constant does: the replay shifts it to now. */
const START_US = Date.UTC(2026, 0, 5, 9) * 1000;

/** Writes the demo's capture: 30 minutes of the simulated network with every kind of attack in it. Whole or not at all. */
export async function writeSample(file: string): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const fd = openSync(`${file}.new`, 'w', 0o600);
  try {
    const writer = new CaptureWriter({ format: 'pcap' }, fileSink(fd));
    let frames = 0;
    for (const { bytes, timeUs } of simulate({
      seed: SEED,
      startUs: START_US,
      durationS: SAMPLE_SECONDS,
      rate: RATE,
      attacks: 'all',
    })) {
      writer.write(bytes, timeUs);
      // Making it takes a second or two: let the control door answer meanwhile.
      if (++frames % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    writer.end();
  } finally {
    closeSync(fd);
  }
  renameSync(`${file}.new`, file);
}
