import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AlertSystem } from './alert-system';
import { AttemptBatches } from './attempts';
import { eventOf, tell } from './told-batch';

/** How long an alert may be on its way before it counts as one that does not come, ms. */
export const MOST_MS = 60_000;
/** Quiet between two alerts, ms: at times so short that everything is awake, at times so long that followers have gone to sleep. */
const [LEAST_APART_MS, SPREAD_MS] = [200, 2600];
/** Fractional parts of its multiples are spread evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const SETTLES_MS = 3000;

/** Milliseconds, one figure an alert, infinite for one that did not come (it is then the last one): from the call of the append to the frame on the socket, of that after the commit, and of two bare commits. */
export interface Latencies {
  readonly whole: readonly number[];
  readonly sinceCommit: readonly number[];
  readonly commits: readonly number[];
  /** Flow records a second that were ingested meanwhile. */
  readonly flowsPerSecond: number;
}

/** Lets a sensor tell of so many scans, one after the other, each with a batch that makes an alert of it. @throws ChildFailed */
export async function measureLatencies(
  { log, socket, commits }: AlertSystem,
  alerts: number,
  flows: () => number,
): Promise<Latencies> {
  const teller = { sensor: `bench-${randomUUID().slice(0, 8)}`, source: randomUUID() };
  const batches = new AttemptBatches(Date.now() * 1000);
  for (const batch of batches.before(alerts)) await tell(log, teller, batch);
  await sleep(SETTLES_MS);
  const met = { whole: [] as number[], sinceCommit: [] as number[], commits: [] as number[] };
  const [began, flowsBefore] = [performance.now(), flows()];
  for (let n = 0; n < alerts; n++) {
    const batch = batches.deciding(n);
    met.commits.push(await commits.two(JSON.stringify(eventOf(teller, batch))));
    await sleep(LEAST_APART_MS + SPREAD_MS * ((n * GOLDEN) % 1));
    const heard = socket.next(MOST_MS);
    const asked = performance.now();
    const [came, committed] = await Promise.all([heard, tell(log, teller, batch).then(() => performance.now())]);
    const at = came ?? Infinity;
    met.whole.push(at - asked);
    met.sinceCommit.push(at - committed);
    if (came === null) break;
  }
  const seconds = (performance.now() - began) / 1000;
  return { ...met, flowsPerSecond: (flows() - flowsBefore) / seconds };
}
