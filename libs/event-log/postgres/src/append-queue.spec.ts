import {
  type AppendResult,
  AppendTooLate,
  EventCatalogue,
  formatPosition,
  LogClosed,
  prepareAppend,
} from '@wireledger/event-sourcing';
import { anAppend, aStream, someEvents } from '@wireledger/event-sourcing/testing';

import { AppendQueue } from './append-queue';

const prepared = (stream: string, events = 1) =>
  prepareAppend(anAppend(stream, 'any', someEvents(events)), EventCatalogue.raw);
const ok: AppendResult = { status: 'ok', revision: 0n, position: formatPosition(1n), hash: '' };
const open = new AbortController().signal;
const limit = { events: 8, bytes: 512 * 1024 };

describe('append queue', () => {
  it('puts what arrives during a transaction into the next one, up to the limit, in order', async () => {
    const groups: string[][] = [];
    const queue = new AppendQueue(
      async (requests) => {
        groups.push(requests.map(({ stream }) => stream));
        await Promise.resolve();
        return requests.map(() => ok);
      },
      limit,
      open,
      0,
    );
    const streams = Array.from({ length: 20 }, () => aStream());
    await Promise.all(streams.map((stream) => queue.push(prepared(stream))));
    expect(groups.map((group) => group.length)).toEqual([8, 8, 4]);
    expect(groups.flat()).toEqual(streams);
  });

  it('lets a request over the limit go alone', async () => {
    const groups: number[] = [];
    const commit = async (requests: readonly unknown[]) => {
      groups.push(requests.length);
      return requests.map(() => ok);
    };
    const queue = new AppendQueue(commit, limit, open, 0);
    await Promise.all([1, 30, 1].map((events) => queue.push(prepared(aStream(), events))));
    expect(groups).toEqual([1, 1, 1]);
  });

  it('does not fail the neighbours of a bad request', async () => {
    const bad = aStream();
    const queue = new AppendQueue(
      async (requests) => {
        if (requests.some(({ stream }) => stream === bad)) throw new Error('bad');
        return requests.map(() => ok);
      },
      limit,
      open,
      0,
    );
    const results = await Promise.allSettled([aStream(), bad, aStream()].map((stream) => queue.push(prepared(stream))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('repeats the same requests while the connection fails, and says ok when its own repeat is a duplicate', async () => {
    const tries: boolean[] = [];
    const queue = new AppendQueue(
      async (requests, again) => {
        tries.push(again);
        if (tries.length < 3) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
        return requests.map(() => ({ ...ok, status: 'duplicate' as const }));
      },
      limit,
      open,
      5_000,
    );
    expect(await queue.push(prepared(aStream()))).toEqual(ok);
    expect(tries).toEqual([false, true, true]);
  });

  it('does not begin what waited past its moment behind others', async () => {
    const [ahead, late, after] = [1, 2, 3].map(() => ({ ...prepared(aStream()), beginBy: Infinity }));
    const committed: string[] = [];
    const queue = new AppendQueue(
      async (requests) => {
        committed.push(...requests.map(({ stream }) => stream));
        late!.beginBy = performance.now() - 1; // passes while the transaction ahead is stalled
        return requests.map(() => ok);
      },
      { events: 1, bytes: 1 },
      open,
      60_000,
    );
    const results = await Promise.allSettled([ahead!, late!, after!].map((request) => queue.push(request)));
    expect(results).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: expect.any(AppendTooLate) },
      { status: 'fulfilled' },
    ]);
    expect(committed).toEqual([ahead!.stream, after!.stream]);
  });

  it('tries nothing again past its moment', async () => {
    const late = { ...prepared(aStream()), beginBy: Infinity };
    let tries = 0;
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const failing = new AppendQueue(
      () => {
        tries++;
        late.beginBy = performance.now();
        return Promise.reject(reset);
      },
      limit,
      open,
      60_000,
    );
    await expect(failing.push(late)).rejects.toBe(reset);
    expect(tries).toBe(1);
  });

  it('refuses what is in flight and waiting when the log is closed', async () => {
    const closing = new AbortController();
    const queue = new AppendQueue(
      async () => {
        closing.abort();
        throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      },
      { events: 1, bytes: 1 },
      closing.signal,
      60_000,
    );
    const results = await Promise.allSettled([1, 2].map(() => queue.push(prepared(aStream()))));
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: expect.any(LogClosed) });
  });
});
