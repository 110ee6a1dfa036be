import { setImmediate } from 'node:timers/promises';
import { type AppendReq, InMemoryEventLog } from '@wireledger/event-sourcing';

import { GuessingWatch } from './guessing-watch';

const MIN = 60_000;
/** 8 hours into a day. */
const T0 = 1_795_593_600_000;

/** A log that can be away. */
class Log extends InMemoryEventLog {
  isAway = false;
  override append(requests: readonly AppendReq[]) {
    return this.isAway ? Promise.reject(new Error('away')) : super.append(requests);
  }
}

let log: Log;
let now: number;
let errors: number;
let networks: number;
let watch: GuessingWatch;
beforeEach(() => {
  [log, now, errors, networks] = [new Log(), T0, 0, 0];
  watch = new GuessingWatch(log, () => now, { error: () => errors++ });
});

/** Refused sign-ins of one account, each from another network, `everyMs` apart, the first of them now. */
function refused(times: number, everyMs = 1000): void {
  for (let i = 0; i < times; i++) {
    if (i > 0) now += everyMs;
    watch.refused({ user: 'ada', ip: `192.0.${networks++}.7` });
  }
}
/** What `check` finds: all that is written in memory is written soon. */
async function soon<T>(check: () => Promise<T | null> | T | null): Promise<T> {
  for (let turn = 0; turn < 1000; turn++) {
    const found = await check();
    if (found !== null) return found;
    await setImmediate();
  }
  throw new Error('it did not come about');
}
interface Told {
  readonly first: number;
  readonly step?: number;
  readonly measure: { readonly value: number };
}
const told = (type: 'AlertRaised' | 'AlertRecurred', atLeast = 1): Promise<Told[]> =>
  soon(async () => {
    const { events } = await log.readAll({ after: 'start', filter: { types: [`domain.${type}`] }, limit: 100 });
    return events.length < atLeast ? null : events.map(({ data }) => data as unknown as Told);
  });
/** Waits for tries to write that failed. */
const failed = (times: number) => soon(() => setImmediate(errors < times ? null : errors));

it('counts within an hour: who mistypes a password now and then for days is nobody who guesses', async () => {
  refused(100, 50 * MIN);
  now += 50 * MIN;
  const guessing = now;
  refused(20);
  expect((await told('AlertRaised')).map(({ first, measure }) => [first, measure.value])).toEqual([
    [guessing * 1000, 20],
  ]);
});

it('tells of twenty within an hour, however they lie in it, and goes on until an hour is silent', async () => {
  refused(20, 3 * MIN);
  await told('AlertRaised');
  now += 50 * MIN;
  refused(80, 50 * MIN);
  expect((await told('AlertRecurred')).map(({ first, step }) => [first, step])).toEqual([[T0 * 1000, 100]]);
  now += 61 * MIN;
  refused(20);
  expect(await told('AlertRaised', 2)).toHaveLength(2);
});

it('tells at the next one what it could not when the log was away', async () => {
  log.isAway = true;
  refused(20);
  await failed(1);
  refused(1);
  await failed(2);
  log.isAway = false;
  refused(1);
  expect((await told('AlertRaised')).map(({ measure }) => measure.value)).toEqual([22]);
  // So what it tells again.
  log.isAway = true;
  refused(78);
  await failed(3);
  log.isAway = false;
  refused(1);
  expect((await told('AlertRecurred')).map(({ step }) => step)).toEqual([101]);
  expect(await told('AlertRaised')).toHaveLength(1);
});
