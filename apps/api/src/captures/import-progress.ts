import { setTimeout as sleep } from 'node:timers/promises';
import { formatTime } from '@wireledger/kernel';

import type { PaceTimes } from '../live/pace';
import type { CaptureImports } from '../schema/captures';
import type { CaptureSensor, RunningImport } from './capture-sensor';

/** How far imports are, for all who watch: the sensor is asked once for all of them. */
export class ImportProgress {
  private asked: { readonly at: number; readonly answer: Promise<readonly RunningImport[] | null> } | null = null;

  constructor(
    private readonly sensor: Pick<CaptureSensor, 'imports'>,
    private readonly times: PaceTimes,
  ) {}

  /** A frame at once, then whenever something changed, and as a heartbeat. */
  async *frames(signal: AbortSignal): AsyncGenerator<CaptureImports> {
    let [shown, sentAt] = ['', -Infinity];
    while (!signal.aborted) {
      const imports = await this.read();
      const text = JSON.stringify(imports);
      if (text !== shown || performance.now() - sentAt >= this.times.heartbeatMs) {
        [shown, sentAt] = [text, performance.now()];
        yield {
          imports: imports ?? [],
          reachable: imports !== null,
          serverTime: formatTime(Date.now() * 1000),
        };
      }
      await sleep(this.times.frameMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Null when the sensor does not answer. */
  private read(): Promise<readonly RunningImport[] | null> {
    const now = performance.now();
    if (!this.asked || now - this.asked.at >= this.times.frameMs)
      this.asked = { at: now, answer: this.sensor.imports().catch(() => null) };
    return this.asked.answer;
  }
}
