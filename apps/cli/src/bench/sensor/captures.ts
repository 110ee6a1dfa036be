import { readCaptureFile } from '@wireledger/capture';
import { lookupLoad, simulate, synLoad, type Frame } from '@wireledger/simulator';
import { statSync } from 'node:fs';
import path from 'node:path';
import { writeCapture } from '../../simulate/write-capture';

/** `mixed`: everyday traffic; `long`: the same for longer; `flood`: SYNs that nobody answers; `dns`: lookups. */
export const CAPTURE_NAMES = ['mixed', 'long', 'flood', 'dns'] as const;
export type CaptureName = (typeof CAPTURE_NAMES)[number];
export type CaptureFiles = Readonly<Partial<Record<CaptureName, string>>>;

/** A capture that is measured on. */
export interface Capture {
  readonly name: CaptureName;
  readonly file: string;
  readonly packets: number;
  readonly bytes: number;
}

const START_US = Date.UTC(2026, 0, 5, 9) * 1000;

/** How each capture is made when none is given. There is no long one: it would take as long to make as all the others to measure. */
const MADE: Readonly<Partial<Record<CaptureName, () => Iterable<Frame>>>> = {
  mixed: () => simulate({ seed: 1, startUs: START_US, durationS: 600, rate: 2000, attacks: 'all' }),
  flood: () => synLoad({ seed: 1, startUs: START_US, durationS: 20, count: 1_000_000 }),
  dns: () => lookupLoad({ seed: 1, startUs: START_US, durationS: 600, count: 500_000 }),
};

/** Writes the simulated captures into a folder, the same bytes each time. @throws CannotWrite */
export function makeCaptures(folder: string, told: (name: string) => void): CaptureFiles {
  const files: Partial<Record<CaptureName, string>> = {};
  for (const name of CAPTURE_NAMES) {
    const frames = MADE[name];
    if (!frames) continue;
    told(name);
    files[name] = path.join(folder, `${name}.pcap`);
    writeCapture(files[name], { format: 'pcap' }, frames());
  }
  return files;
}

/** Counts what is in a file. @throws UnreadableCapture */
export function captureOf(name: CaptureName, file: string): Capture {
  let packets = 0;
  readCaptureFile(file, () => packets++);
  return { name, file, packets, bytes: statSync(file).size };
}
