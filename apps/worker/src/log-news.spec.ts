import { setTimeout as sleep } from 'node:timers/promises';

import { type EventLog, InMemoryEventLog } from '@wireledger/event-sourcing';
import { anEvent, appended, aStream } from '@wireledger/event-sourcing/testing';

import { followNews, WakeUpCalls } from './log-news';

const FOLLOWERS = [
  { name: 'flows', types: ['telemetry.FlowsRecorded', 'domain.'] },
  { name: 'dns', types: ['telemetry.DnsRecorded'] },
];
const quietly = { warn: () => undefined };

function callsOn(log: Pick<EventLog, 'head' | 'typesAfter'>): { calls: WakeUpCalls; woken: string[] } {
  const woken: string[] = [];
  const wake = (name: string) => Promise.resolve(void woken.push(name));
  return { woken, calls: new WakeUpCalls(log, FOLLOWERS, wake, fail, { soonMs: 1, apartMs: 0, laterMs: 30 }) };
}

const fail = (error: unknown) => {
  throw error as Error;
};

const say = (log: EventLog, type: string) => appended(log, aStream(), 'none', [anEvent({}, type)]);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(1);
}

it('wakes all at first, then at once who folds what people do, soon who folds facts, and the others later', async () => {
  const log = new InMemoryEventLog();
  const { calls, woken } = callsOn(log);
  await calls.onNews();
  expect(woken.splice(0)).toEqual(['flows', 'dns']);
  await calls.onNews();
  expect(woken).toEqual([]);

  await say(log, 'telemetry.DnsRecorded');
  await calls.onNews();
  expect(woken).toEqual([]);
  await until(() => woken.length === 1);
  expect(woken.splice(0)).toEqual(['dns']);
  await until(() => woken.length === 2);
  expect(woken.splice(0)).toEqual(['flows', 'dns']);

  await say(log, 'telemetry.DnsRecorded');
  await calls.onNews();
  await say(log, 'telemetry.FlowsRecorded');
  await calls.onNews();
  await until(() => woken.length === 2);
  expect(woken.splice(0)).toEqual(['dns', 'flows']);
  await until(() => woken.length === 2);
  expect(woken.splice(0)).toEqual(['flows', 'dns']);

  await say(log, 'domain.SettingChanged');
  await calls.onNews();
  expect(woken.splice(0)).toEqual(['flows']);
  calls.close();
});

it('does not look at facts that came alone before their time', async () => {
  const log = new InMemoryEventLog();
  let looks = 0;
  const { calls, woken } = callsOn({
    head: () => log.head(),
    typesAfter: (after) => (looks++, log.typesAfter(after)),
  });
  await calls.onNews('any');
  woken.length = 0;
  for (let n = 0; n < 3; n++) {
    await say(log, 'telemetry.DnsRecorded');
    await calls.onNews('facts');
  }
  expect([looks, woken]).toEqual([0, []]);
  await until(() => woken.length === 1);
  expect([looks, woken.splice(0)]).toEqual([1, ['dns']]);
  await until(() => woken.length === 2);
  expect(woken.splice(0)).toEqual(['flows', 'dns']);
  // What people do is told of at once, with the facts before it.
  await say(log, 'telemetry.DnsRecorded');
  await calls.onNews('facts');
  await say(log, 'domain.SettingChanged');
  await calls.onNews('any');
  expect([looks, woken.splice(0)]).toEqual([2, ['flows']]);
  await until(() => woken.length === 1);
  expect([looks, woken]).toEqual([2, ['dns']]);
  calls.close();
});

it('where facts keep coming, whoever folds them is woken now and then alone', async () => {
  const log = new InMemoryEventLog();
  const woken: number[] = [];
  const wake = (name: string) => Promise.resolve(name === 'dns' && void woken.push(performance.now()));
  const calls = new WakeUpCalls(log, FOLLOWERS, wake as never, fail, { soonMs: 1, apartMs: 80, laterMs: 60_000 });
  await calls.onNews();
  woken.length = 0;
  while (woken.length < 3) {
    await say(log, 'telemetry.DnsRecorded');
    await calls.onNews('facts');
    await sleep(1);
  }
  const [first = 0, second = 0, third = 0] = woken;
  expect(second - first).toBeGreaterThan(70);
  expect(third - second).toBeGreaterThan(70);
  calls.close();
});

it('looks again when facts come while it looks and finds nothing', async () => {
  const log = new InMemoryEventLog();
  let comes = async (): Promise<void> => {};
  const { calls, woken } = callsOn({
    head: () => log.head(),
    typesAfter: async (after) => {
      const found = await log.typesAfter(after);
      await comes();
      return found;
    },
  });
  await calls.onNews('any');
  woken.length = 0;
  comes = async () => {
    comes = async () => {};
    await say(log, 'telemetry.DnsRecorded');
    await calls.onNews('facts');
  };
  await calls.onNews('facts');
  await until(() => woken.length > 0);
  expect(woken[0]).toBe('dns');
  calls.close();
});

it('looks again after a failure', async () => {
  const log = new InMemoryEventLog();
  const failures: unknown[] = [];
  let isAway = false;
  const woken: string[] = [];
  const calls = new WakeUpCalls(
    {
      head: () => log.head(),
      typesAfter: (after) => (isAway ? Promise.reject(new Error('away')) : log.typesAfter(after)),
    },
    FOLLOWERS,
    (name) => Promise.resolve(void woken.push(name)),
    (error) => failures.push(error),
    { soonMs: 1, apartMs: 0, laterMs: 60_000 },
  );
  await calls.onNews();
  woken.length = 0;
  await say(log, 'telemetry.DnsRecorded');
  isAway = true;
  await calls.onNews('facts');
  await until(() => failures.length === 1);
  isAway = false;
  await calls.onNews('facts');
  await until(() => woken.length === 1);
  expect(woken).toEqual(['dns']);
  calls.close();
});

it('wakes all where the log does not tell of types', async () => {
  const log = new InMemoryEventLog();
  const { calls, woken } = callsOn({
    head: () => log.head(),
    typesAfter: async () => ({ types: null, next: await log.head() }),
  });
  await calls.onNews();
  await say(log, 'telemetry.DnsRecorded');
  woken.length = 0;
  await calls.onNews();
  expect(woken).toEqual(['flows', 'dns']);
});

it('follows news until the signal aborts, over failures', async () => {
  const log = new InMemoryEventLog();
  const stop = new AbortController();
  let news = 0;
  let failures = 0;
  const following = followNews(
    log,
    () => {
      if (++news === 2) throw new Error('the database is away');
      if (news === 4) stop.abort();
    },
    stop.signal,
    { logger: { warn: () => void failures++ }, apartMs: 1 },
  );
  await until(() => news > 0);
  await say(log, 'domain.SettingChanged');
  await until(() => news > 2);
  await say(log, 'domain.SettingChanged');
  await following;
  expect([news, failures]).toEqual([4, 1]);
});

it('ends with the log', async () => {
  const log = new InMemoryEventLog();
  const following = followNews(log, () => log.close(), new AbortController().signal, { logger: quietly, apartMs: 1 });
  await following;
});
