import { writeFileSync } from 'node:fs';
import { CaptureWriter } from '@wireledger/capture';
import { endless } from '@wireledger/simulator';

import type { SandboxOrder } from '../sandbox-state';

export const START = Date.UTC(2024, 0, 5, 10) * 1000;

/** Writes seconds of simulated traffic to a file. Answers what an order says of it. */
export function sampleCapture(file: string, seconds: number): SandboxOrder {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  let [packets, firstUs, lastUs] = [0, 0, 0];
  for (const { bytes, timeUs } of endless({ seed: 7, startUs: START, rate: 40 })) {
    if (timeUs > START + seconds * 1e6) break;
    writer.write(bytes, timeUs);
    if (packets++ === 0) firstUs = timeUs;
    lastUs = timeUs;
  }
  writer.end();
  writeFileSync(file, Buffer.concat(parts));
  const sha256 = 'ab'.repeat(32);
  return { sha256, by: 'user:ada', packets, firstUs, lastUs, speed: 1, paused: false };
}
