import { LogClosed, type RecordedEvent, type Subscribed, verifyChain } from '@wireledger/event-sourcing';
import {
  anAppend,
  anEvent,
  appended,
  appendOne,
  aStream,
  eventsOf,
  followUntil,
  readToHead,
  someEvents,
} from '@wireledger/event-sourcing/testing';

import { EventStoreUnavailable, StoreFailure } from './index';
import type { Fault } from './testing';
import { Bench, QUICK, until } from './testing/open-log';

const bench = new Bench();
afterEach(() => bench.dispose());

async function started(options: Parameters<Bench['log']>[1] = {}) {
  const standIn = await bench.standIn();
  return { standIn, log: await bench.log(standIn.url, options) };
}

/** Reads a subscription in the background. */
function follow(messages: AsyncIterable<Subscribed>) {
  const seen: Subscribed[] = [];
  const done = (async () => {
    for await (const message of messages) seen.push(message);
  })();
  return { seen, done, events: () => eventsOf(seen) };
}

const revisions = (events: readonly RecordedEvent[]) => events.map(({ revision }) => Number(revision));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('an append whose answer is lost', () => {
  it.each(['thing', 'facts'])('is stored once and is ok, in a %s stream', async (category) => {
    const { standIn, log } = await started();
    const stream = aStream(category);
    for (const expected of ['none', 1n, 'any', 'exists'] as const) {
      standIn.faults.next('append', { kind: 'loseAnswer' }, 2);
      expect((await appendOne(log, anAppend(stream, expected, someEvents(2)))).status).toBe('ok');
    }
    const { events } = await log.readStream({ stream, limit: 50 });
    expect(revisions(events)).toEqual(upTo(8));
    expect(verifyChain(events)).toBeNull();
    expect(standIn.faults.left).toBe(0);
  });

  it('is found again although another writer went on behind it', async () => {
    const { standIn, log } = await started({ times: { ...QUICK, pauseMs: [600, 600] } });
    const other = await bench.log(standIn.url);
    const stream = aStream();
    standIn.faults.next('append', { kind: 'loseAnswer' });
    const first = appendOne(log, anAppend(stream, 'any', someEvents(2)));
    await until('the first append', () => standIn.log.all.some((record) => record.stream === stream));
    await appended(other, stream, 1n, someEvents(3));
    expect(await first).toMatchObject({ status: 'ok', revision: 1n });
    expect(revisions((await log.readStream({ stream, limit: 50 })).events)).toEqual(upTo(5));
  });

  it('is a duplicate when a restarted process sends it again', async () => {
    const { standIn, log } = await started();
    const request = anAppend(aStream('facts'), 'none', someEvents(3));
    standIn.faults.next('append', { kind: 'loseAnswer' });
    const first = await appendOne(log, request);
    await standIn.restart();
    const again = await appendOne(await bench.log(standIn.url), request);
    expect(again).toEqual({ ...first, status: 'duplicate' });
  });
});

describe('an append that fails for a while', () => {
  const faults: [string, Fault, number][] = [
    ['is UNAVAILABLE', { kind: 'unavailable' }, 3],
    ['loses its connection before it is made', { kind: 'drop', after: 0 }, 3],
    ['is not answered in time', { kind: 'silent' }, 2],
    ['is answered too late', { kind: 'late', ms: 900 }, 2],
  ];
  it.each(faults)('%s: is made once in the end', async (_what, fault, times) => {
    const troubles: string[] = [];
    const { standIn, log } = await started({ onTrouble: ({ message }) => troubles.push(message) });
    const stream = aStream('facts');
    await appended(log, stream, 'none', someEvents(1));
    standIn.faults.next('append', fault, times);
    expect((await appendOne(log, anAppend(stream, 0n, someEvents(2)))).status).toBe('ok');
    expect(revisions((await log.readStream({ stream, limit: 50 })).events)).toEqual(upTo(3));
    expect(troubles.length).toBeGreaterThanOrEqual(times);
  });

  it('is given up in time, with everything else that gets no answer', async () => {
    const standIn = await bench.standIn();
    const log = await bench.log(standIn.url, { times: { answerMs: 200, giveUpMs: 500, pauseMs: [10, 20] } });
    standIn.faults.next('append', { kind: 'silent' }, 20);
    standIn.faults.next('read', { kind: 'silent' }, 60);
    const began = Date.now();
    const calls = [log.head(), log.tail(aStream()), log.readStream({ stream: aStream(), limit: 1 })];
    const outcomes = await Promise.allSettled([...calls, log.append([anAppend(aStream(), 'any', someEvents(1))])]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(EventStoreUnavailable) });
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  it('is given up when nobody listens there', async () => {
    const standIn = await bench.standIn();
    await standIn.stop();
    const log = await bench.log(standIn.url, { times: { ...QUICK, giveUpMs: 300 } });
    await expect(appendOne(log, anAppend(aStream(), 'any', someEvents(1)))).rejects.toThrow(EventStoreUnavailable);
  });

  it('is not tried again when it was refused', async () => {
    const { standIn, log } = await started();
    standIn.faults.next('append', { kind: 'denied' });
    await expect(appendOne(log, anAppend(aStream(), 'any', someEvents(1)))).rejects.toThrow(StoreFailure);
    expect(standIn.calls.append).toBe(1);
  });
});

describe('a server that restarts', () => {
  it.each(['url', 'discoverUrl'] as const)('heals subscriptions and appends of an open log (%s)', async (form) => {
    const standIn = await bench.standIn();
    const log = await bench.log(standIn[form]);
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(3));
    const stop = new AbortController();
    const following = follow(log.subscribeAll({ after: 'start' }, stop.signal));
    await until('caughtUp', () => following.seen.some(({ kind }) => kind === 'caughtUp'));
    await standIn.stop();
    const waiting = appendOne(log, anAppend(stream, 2n, someEvents(2)));
    await standIn.listen();
    expect((await waiting).status).toBe('ok');
    await standIn.restart();
    await appended(log, stream, 4n, someEvents(2));
    await until('seven events', () => following.events().length >= 7);
    expect(revisions(following.events())).toEqual(upTo(7));
    expect(following.seen.filter(({ kind }) => kind === 'caughtUp')).toHaveLength(1);
    stop.abort();
    await following.done;
  });

  it('leaves reads whole', async () => {
    const { standIn, log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(40));
    standIn.faults.next('read', { kind: 'drop', after: 7 });
    expect(revisions((await log.readStream({ stream, limit: 100 })).events)).toEqual(upTo(40));
    standIn.faults.next('subscribe', { kind: 'drop', after: 9 });
    expect(revisions(await readToHead(log, 'start', { limit: 100 }))).toEqual(upTo(40));
    standIn.faults.next('subscribe', { kind: 'halfClose', after: 9 });
    expect(revisions(await readToHead(log, 'start', { limit: 100 }))).toEqual(upTo(40));
  });

  it('that ends a read without a word is asked again before a stream is called absent or a log empty', async () => {
    const { standIn, log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(2));
    standIn.faults.next('read', { kind: 'halfClose', after: 0 });
    expect(await log.tail(stream)).toMatchObject({ revision: 1n });
    standIn.faults.next('read', { kind: 'halfClose', after: 0 });
    expect((await log.readAll({ after: 'start', limit: 5 })).events).toHaveLength(2);
  });
});

describe('a subscription', () => {
  const faults: [string, Fault][] = [
    ['loses its connection', { kind: 'drop', after: 8 }],
    ['is ended without a word', { kind: 'halfClose', after: 8 }],
    ['is not even confirmed', { kind: 'silent' }],
    ['is refused for now', { kind: 'unavailable' }],
  ];
  it.each(faults)('that %s goes on where it was: nothing lost, nothing twice', async (_what, fault) => {
    const { standIn, log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(20));
    standIn.faults.next('subscribe', fault, 3);
    let writing: Promise<unknown> | undefined;
    const messages = await followUntil(log, { after: 'start' }, (seen) => {
      writing ??= (async () => {
        for (let n = 0; n < 10; n++) await appended(log, stream, BigInt(19 + 2 * n), someEvents(2));
      })();
      return eventsOf(seen).length >= 40;
    });
    await writing;
    expect(revisions(eventsOf(messages))).toEqual(upTo(40));
    expect(standIn.faults.left).toBe(0);
  });

  it('that fails leaves its neighbours and appends alone', async () => {
    const { standIn, log } = await started();
    const stop = new AbortController();
    const neighbour = follow(log.subscribeAll({ after: 'start' }, stop.signal));
    await until('the neighbour', () => neighbour.seen.length > 0);
    const subscribed = standIn.calls.subscribe;
    standIn.faults.next('subscribe', { kind: 'unavailable' }, 2);
    const failing = follow(log.subscribeAll({ after: 'start' }, stop.signal));
    await until('the failing one', () => failing.seen.length > 0);
    await appended(log, aStream(), 'none', someEvents(1));
    await until('both', () => neighbour.events().length === 1 && failing.events().length === 1);
    expect(standIn.calls.subscribe).toBeGreaterThanOrEqual(subscribed + 3);
    stop.abort();
    await Promise.all([neighbour.done, failing.done]);
  });

  it('of a slow consumer holds back the server, not the memory', async () => {
    const { standIn, log } = await started();
    const stream = aStream('facts');
    const text = Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(97 + ((i * i * 7 + (i >> 3)) % 26))).join(
      '',
    );
    for (let n = 0; n < 60; n++)
      await appended(
        log,
        stream,
        n === 0 ? 'none' : BigInt(n * 10 - 1),
        Array.from({ length: 10 }, () => anEvent({ text: text.slice(n, 59_000) }, 'rollup.BigOne')),
      );
    const total = standIn.log.all.length;
    const stop = new AbortController();
    const iterator = log.subscribeAll({ after: 'start' }, stop.signal)[Symbol.asyncIterator]();
    await iterator.next();
    let sent = -1;
    let stable = 0;
    await until('the server to stop sending', () => {
      stable = sent === standIn.sent ? stable + 1 : 0;
      sent = standIn.sent;
      return stable > 40;
    });
    expect(sent).toBeLessThan(total / 2);
    for (let n = 1; n < 600;) if ((await iterator.next()).value?.kind === 'event') n++;
    stop.abort();
    await iterator.return?.();
  }, 120_000);

  it('and every page, however left, leaves no call open at the server', async () => {
    const troubles: string[] = [];
    const { standIn, log } = await started({
      times: { ...QUICK, answerMs: 5_000 },
      onTrouble: (t) => troubles.push(t.message),
    });
    await appended(log, aStream(), 'none', someEvents(50));
    for (let n = 0; n < 20; n++) {
      await log.readAll({ after: 'start', limit: 3 });
      await log.readStream({ stream: standIn.log.all[0]?.stream ?? '', limit: 2 });
      await log.tail(aStream());
      for await (const message of log.subscribeAll({ after: 'start' }, new AbortController().signal))
        if (message.kind === 'event') break;
      const stop = new AbortController();
      for await (const message of log.subscribeAll({ after: 'start' }, stop.signal))
        if (message.kind === 'caughtUp') stop.abort();
    }
    await until('no open calls', () => standIn.openReads === 0, 20_000);
    expect(troubles).toEqual([]);
  });
});

describe('leadership', () => {
  it.each(['url', 'discoverUrl'] as const)('is followed from a node that lost it (%s)', async (form) => {
    const leader = await bench.standIn();
    const follower = await bench.standIn({ log: leader.log });
    const log = await bench.log(follower[form]);
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(1));
    expect(leader.calls.append).toBe(0);
    follower.leader = leader;
    await appended(log, stream, 0n, someEvents(1));
    expect(leader.calls.append).toBeGreaterThan(0);
    const messages = await followUntil(log, { after: 'start' }, (seen) => eventsOf(seen).length === 2);
    expect(revisions(eventsOf(messages))).toEqual([0, 1]);
  });

  it('that takes longer than the client looks for it does not spoil the log', async () => {
    const standIn = await bench.standIn();
    standIn.electable = false;
    const log = await bench.log(`${standIn.discoverUrl}&maxDiscoverAttempts=2&discoveryInterval=20`);
    const stream = aStream();
    const waiting = appendOne(log, anAppend(stream, 'none', someEvents(1)));
    await until('several searches', () => standIn.calls.gossip >= 6);
    standIn.electable = true;
    expect((await waiting).status).toBe('ok');
    await appended(log, stream, 0n, someEvents(1));
  });

  it('is looked for anew when the search fails at once, and when it gets no answer', async () => {
    const standIn = await bench.standIn();
    standIn.faults.next('gossip', { kind: 'unavailable' }, 5);
    standIn.faults.next('gossip', { kind: 'drop', after: 0 }, 3);
    const log = await bench.log(`${standIn.discoverUrl}&maxDiscoverAttempts=2&discoveryInterval=20`);
    await appended(log, aStream(), 'none', someEvents(1));
    expect(standIn.faults.left).toBe(0);
  });
});

describe('closing', () => {
  it('takes two seconds at most and ends what waits', async () => {
    const { standIn, log } = await started({ times: { answerMs: 60_000, giveUpMs: 60_000, pauseMs: [10, 20] } });
    await appended(log, aStream(), 'none', someEvents(1));
    standIn.faults.next('append', { kind: 'silent' }, 9);
    standIn.faults.next('subscribe', { kind: 'silent' }, 9);
    const append = appendOne(log, anAppend(aStream('facts'), 'any', someEvents(1))).catch((error: unknown) => error);
    const following = follow(log.subscribeAll({ after: 'start' }, new AbortController().signal));
    const page = log.readAll({ after: 'start', limit: 1 }).catch((error: unknown) => error);
    await until('all three to wait', () => standIn.calls.append === 2 && standIn.calls.subscribe === 2);
    const began = Date.now();
    await log.close();
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(await append).toBeInstanceOf(LogClosed);
    expect(await page).toBeInstanceOf(LogClosed);
    await following.done;
    await until('no open calls', () => standIn.openReads === 0);
  });

  it('takes no longer when the server is gone', async () => {
    const { standIn, log } = await started();
    const following = follow(log.subscribeAll({ after: 'start' }, new AbortController().signal));
    await until('caughtUp', () => following.seen.length > 0);
    await standIn.stop();
    const began = Date.now();
    await log.close();
    await following.done;
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});

describe('what the client library does wrong', () => {
  it('is not met: no append goes through BatchAppend, nobody asks for capabilities', async () => {
    const { standIn, log } = await started();
    await appended(log, aStream('facts'), 'none', someEvents(2));
    await log.setRetention('telemetry', { maxAgeS: 60 });
    expect(standIn.calls).toMatchObject({ batchAppend: 0, features: 0 });
    expect(standIn.calls.append).toBeGreaterThanOrEqual(3);
  });

  it("one log's broken connection does not fail the appends of another", async () => {
    const { standIn, log } = await started();
    const other = await bench.log(standIn.url);
    const [streamA, streamB] = [aStream('facts'), aStream('facts')];
    await appended(log, streamA, 'none', someEvents(1));
    await appended(other, streamB, 'none', someEvents(1));
    standIn.faults.next('append', { kind: 'late', ms: 250 });
    const late = appendOne(other, anAppend(streamB, 0n, someEvents(1)));
    await until('the late append', () => standIn.log.all.filter(({ stream }) => stream === streamB).length === 2);
    standIn.faults.next('append', { kind: 'drop', after: 0 });
    await appended(log, streamA, 0n, someEvents(1));
    expect(await late).toMatchObject({ status: 'ok', revision: 1n });
    expect((await log.readStream({ stream: streamB, limit: 9 })).events).toHaveLength(2);
  });
});
