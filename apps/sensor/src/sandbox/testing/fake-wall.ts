import { setImmediate as turn } from 'node:timers/promises';

import { IDLE_MS } from '../sandbox-run';
import type { WallClock } from '../virtual-clock';

/** A wall clock that jumps over every wait; standing still until somebody steers is waited for. */
export class FakeWall implements WallClock {
  us = 1_790_000_000_000_000;
  /** Standing still ends by itself, as after half an hour. */
  idles = false;

  now(): number {
    return this.us;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms >= IDLE_MS && !this.idles) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return;
    }
    await turn();
    if (!signal.aborted) this.us += Math.max(1, Math.ceil(ms * 1000));
  }
}
