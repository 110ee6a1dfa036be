import { setTimeout as sleep } from 'node:timers/promises';
import { Doorbell } from '@wireledger/event-sourcing';

import { Pace } from './pace';

/** So long that no test sees the end of it. */
const FOREVER_MS = 3_600_000;

let over: AbortController;
let bell: Doorbell;
let pace: Pace;
beforeEach(() => {
  over = new AbortController();
  bell = new Doorbell();
  pace = new Pace(bell, { frameMs: FOREVER_MS, heartbeatMs: FOREVER_MS }, over.signal);
});
afterEach(() => over.abort());

/** Whether the next frame may go out, after news. */
async function mayGoOn(): Promise<boolean> {
  const ticket = pace.ticket();
  let on = false;
  const waited = pace.wait(ticket).then(() => (on = true));
  bell.ring();
  // Longer than a frame that may go out at once takes; one that is held back is held for an hour.
  await Promise.race([waited, sleep(250)]);
  return on;
}

it('what comes after a heartbeat, or the first frame, is told at once', async () => {
  pace.sent(false);
  expect(await mayGoOn()).toBe(true);
});

it('what comes after news waits for its turn', async () => {
  pace.sent(true);
  expect(await mayGoOn()).toBe(false);
});

it('where several may go out at once, what comes after them waits for its turn', async () => {
  pace = new Pace(bell, { frameMs: FOREVER_MS, heartbeatMs: FOREVER_MS, atOnce: 2 }, over.signal);
  pace.sent(true);
  expect(await mayGoOn()).toBe(true);
  pace.sent(true);
  expect(await mayGoOn()).toBe(false);
});

it('a heartbeat in between does not shorten that', async () => {
  pace.sent(true);
  pace.sent(false);
  expect(await mayGoOn()).toBe(false);
});
