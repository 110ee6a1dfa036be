import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events/telemetry';
import { loadConfig } from '@wireledger/platform';

import { CUT_S, runPipeline } from '../../../read/run-pipeline';
import { openRawLog } from '../../../verify/open-raw-log';
import { tell, type Teller } from './told-batch';

const SENSOR = 'bench-load';
const TICK_MS = 10;
/** Batches that may wait for the disk; what is due beyond them is told later. */
const MOST_WAITING = 64;

/** Facts of a capture without end: each time it is over it begins again as another source, later by as long as it lasts. */
function* endless(batches: readonly CutBatch[], sourceOf: () => string): Generator<readonly [Teller, CutBatch]> {
  const first = Math.min(...batches.map(({ occ }) => occ[0]));
  const last = Math.max(...batches.map(({ occ }) => occ[1]));
  for (let shift = 0; ; shift += last - first) {
    const teller = { sensor: SENSOR, source: sourceOf() };
    for (const batch of batches) {
      const { occ, payload } = batch;
      const later = { ...payload, t0: payload.t0 + shift };
      yield [teller, { ...batch, occ: [occ[0] + shift, occ[1] + shift], payload: later }];
    }
  }
}

/** A process that ingests the facts of a capture at so many flow records a second until whoever started it ends it; tells him how many it has. */
export async function beLoad(capture: string, perSecond: number): Promise<number> {
  const config = loadConfig();
  const log = await openRawLog(config, config.databaseUrl);
  const batches: CutBatch[] = [];
  // Full ones, as a sensor cuts them that sees so many flows a second.
  runPipeline(capture, { cut: CUT_S, onBatch: (batch) => batches.push(batch) });
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, () => ending.abort());
  process.send?.({ type: 'listening', url: '' });
  try {
    await ingest(log, endless(batches, randomUUID), perSecond, ending.signal);
  } finally {
    await log.close();
  }
  return 0;
}

async function ingest(
  log: EventLog,
  facts: Generator<readonly [Teller, CutBatch], void>,
  perSecond: number,
  end: AbortSignal,
): Promise<void> {
  const began = performance.now();
  let [offered, stored, waiting] = [0, 0, 0];
  let refused: unknown = null;
  while (!end.aborted && refused === null) {
    const due = ((performance.now() - began) / 1000) * perSecond;
    while (offered < due && waiting < MOST_WAITING) {
      const [teller, batch] = facts.next().value as readonly [Teller, CutBatch];
      const flows = batch.kind === 'flow' ? batch.payload.n : 0;
      offered += flows;
      waiting++;
      tell(log, teller, batch).then(
        () => {
          waiting--;
          stored += flows;
          // Whoever started it may be gone; then there is nobody to tell.
          process.send?.({ type: 'ingested', flows: stored }, undefined, undefined, () => undefined);
        },
        (error: unknown) => (refused = error),
      );
    }
    await sleep(TICK_MS, undefined, { signal: end }).catch(() => undefined);
  }
  if (refused !== null && !end.aborted) throw refused as Error;
}
