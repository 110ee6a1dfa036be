import { randomUUID } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import { defineEvent, EventCatalogue, InvalidAppend, StreamNotFound } from '@wireledger/event-sourcing';
import {
  anAppend,
  anEvent,
  appended,
  appendOne,
  aStream,
  followUntil,
  readToHead,
  someEvents,
} from '@wireledger/event-sourcing/testing';
import { z } from 'zod';

import { DbClientDriver } from './db-client-driver';
import { UnreadableRecord } from './record-codec';
import type { StoreAddress } from './store-address';
import { type StoreDriver, StoreFailure } from './store-driver';
import { type ProposedRecord, StandInLog } from './testing';
import { Bench } from './testing/open-log';

const bench = new Bench();
afterEach(() => bench.dispose());

async function started(options: Parameters<Bench['log']>[1] & { store?: StandInLog } = {}) {
  const { store, ...rest } = options;
  const standIn = await bench.standIn(store ? { log: store } : {});
  return { standIn, log: await bench.log(standIn.url, rest) };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const ofStream = (store: StandInLog, stream: string) => store.all.filter((record) => record.stream === stream);
const proposed = (type: string, data: string | Uint8Array, metadata = ''): ProposedRecord => ({
  id: randomUUID(),
  type,
  contentType: typeof data === 'string' ? 'application/json' : 'application/octet-stream',
  data: typeof data === 'string' ? Buffer.from(data) : data,
  metadata: Buffer.from(metadata),
});

describe('what stands in the store', () => {
  it('is plain JSON for a domain event, with the chain in its metadata', async () => {
    const { standIn, log } = await started();
    const stream = aStream('alert');
    const event = anEvent({ text: 'a\u0000b', n: [1, 2] });
    const request = anAppend(stream, 'none', [anEvent(), event]);
    const result = await appendOne(log, request);
    const [first, last] = ofStream(standIn.log, stream);
    expect(last?.contentType).toBe('application/json');
    expect(text(last!.data)).toBe(JSON.stringify(event.data));
    const metadata = JSON.parse(text(last!.metadata));
    expect(metadata).toEqual({
      ...event.meta,
      prev: JSON.parse(text(first!.metadata)).hash,
      hash: (result as { hash: string }).hash,
      append: request.appendId,
    });
    expect(text(last!.metadata).startsWith(JSON.stringify(event.meta).slice(0, -1))).toBe(true);
  });

  it('is compressed for telemetry, and says so', async () => {
    const { standIn, log } = await started();
    const stream = aStream('facts');
    const event = anEvent({ cols: { port: Array.from({ length: 500 }, () => 443) } }, 'telemetry.FlowsRecorded');
    await appended(log, stream, 'none', [event]);
    const [record] = ofStream(standIn.log, stream);
    expect(record?.contentType).toBe('application/octet-stream');
    expect(record!.data.length).toBeLessThan(JSON.stringify(event.data).length / 10);
    expect(text(zstdDecompressSync(record!.data))).toBe(JSON.stringify(event.data));
    expect(JSON.parse(text(record!.metadata))).toMatchObject({ enc: 'zstd' });
    const [read] = (await log.readStream({ stream, limit: 1 })).events;
    expect(read?.data).toEqual(event.data);
    expect(read?.meta).not.toHaveProperty('enc');
    expect(read?.meta).not.toHaveProperty('append');
  });

  it('can be read by any client of the store', async () => {
    const { standIn, log } = await started();
    const stream = aStream('alert');
    await appended(log, stream, 'none', someEvents(3));
    const client = EventStoreDBClient.connectionString(standIn.url);
    const seen: unknown[] = [];
    for await (const { event } of client.readStream(stream)) seen.push(event?.data);
    expect(seen).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['alert-'] }) });
    await new Promise((resolve) => subscription.once('data', resolve));
    await subscription.unsubscribe();
    await client.dispose();
  });

  it('may belong to others: it is stepped over, and next moves past it', async () => {
    const { standIn, log } = await started();
    standIn.log.append('$stats-host', 'any', [proposed('$statsCollected', '{}')]);
    standIn.log.append('Orders', 'any', [
      proposed('OrderPlaced', '[1]'),
      proposed('x', Buffer.from([0, 255]), 'no JSON'),
    ]);
    const { position } = await appended(log, aStream(), 'none', someEvents(1));
    standIn.log.append('Orders', 'any', [proposed('OrderPlaced', '"text"')]);
    expect(await readToHead(log, 'start')).toHaveLength(1);
    const { next, end } = await log.readAll({ after: position, limit: 10 });
    expect([next > position, end]).toEqual([true, true]);
  });

  it.each([
    ['JSON that is no object', proposed('domain.Forged', '[1]', '{"sv":1}')],
    ['bytes that are not compressed', proposed('domain.Forged', Buffer.from('{}'), '{"sv":1,"enc":"zstd"}')],
    ['metadata that are no object', proposed('domain.Forged', '{}', '7')],
  ])('stops a reader by name when it is %s in a stream of ours', async (_what, record) => {
    const { standIn, log } = await started();
    const stream = aStream();
    standIn.log.append(stream, 'any', [record]);
    await expect(log.readStream({ stream, limit: 1 })).rejects.toThrow(UnreadableRecord);
    await expect(log.readAll({ after: 'start', limit: 1 })).rejects.toThrow(stream);
    await expect(followUntil(log, { after: 'start' }, () => false)).rejects.toThrow('domain.Forged');
  });

  it('is upcast on reading with a catalogue, in streams, pages and subscriptions', async () => {
    const type = 'domain.ThingHappened';
    const schema = z.object({ n: z.number(), more: z.string() });
    const upcasts = { 1: (old: object) => ({ ...old, more: 'new' }) };
    const { standIn, log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', [anEvent({ n: 1 }, type)]);
    const catalogue = new EventCatalogue([defineEvent({ type, version: 2, schema, upcasts })]);
    const now = await bench.log(standIn.url, { catalogue });
    const expected = { n: 1, more: 'new' };
    expect((await now.readStream({ stream, limit: 1 })).events[0]?.data).toEqual(expected);
    expect((await now.readAll({ after: 'start', limit: 1 })).events[0]?.data).toEqual(expected);
    const [message] = await followUntil(now, { after: 'start' }, () => true);
    expect(message).toMatchObject({ event: { data: expected, meta: { sv: 2 } } });
    await expect(appended(now, stream, 0n, [anEvent({ n: 2 }, type)])).rejects.toThrow(InvalidAppend);
  });
});

describe('a repeat', () => {
  /** Both processes know the stream; then one of them appends behind the other's back. */
  async function two() {
    const { standIn, log } = await started();
    const other = await bench.log(standIn.url);
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(1));
    await other.tail(stream);
    return { log, other, stream, standIn };
  }

  it('with other content is noticed although the server calls it a success', async () => {
    const { log, other, stream } = await two();
    const [event] = someEvents(1) as [ReturnType<typeof anEvent>];
    await appended(other, stream, 0n, [event]);
    const forged = anAppend(stream, 0n, [{ ...event, data: { n: 'forged' } }]);
    expect(await appendOne(log, forged)).toEqual({ status: 'contentMismatch', revision: 1n });
    expect((await appended(log, stream, 1n, someEvents(1))).revision).toBe(2n);
  });

  it('with equal content of another process is a duplicate with the place of the first', async () => {
    const { log, other, stream } = await two();
    const request = anAppend(stream, 0n, someEvents(2));
    const first = await appendOne(other, request);
    expect(await appendOne(log, { ...request, appendId: randomUUID() })).toEqual({ ...first, status: 'duplicate' });
  });

  it('under any is recognised although the server has forgotten the ids', async () => {
    const { log, stream, standIn } = await two();
    const request = anAppend(stream, 'any', someEvents(2));
    const first = await appendOne(log, request);
    await standIn.restart();
    expect(await appendOne(log, request)).toEqual({ ...first, status: 'duplicate' });
  });
});

describe('another driver', () => {
  it('can be put under the log; a wrong revision after a lost answer is looked into, not believed', async () => {
    let appends = 0;
    const driver = (address: StoreAddress): StoreDriver => {
      const inner = new DbClientDriver(address, { maxSearchWindow: 10, checkpointInterval: 1 });
      return {
        append: async (request) => {
          const made =
            ++appends === 2 ? Promise.reject(new StoreFailure('wrongRevision', 'moved')) : inner.append(request);
          const result = await made;
          if (appends === 1) throw new StoreFailure('unavailable', 'lost');
          return result;
        },
        readStream: (query, limits) => inner.readStream(query, limits),
        lastOfAll: (limits) => inner.lastOfAll(limits),
        subscribeAll: (query, limits) => inner.subscribeAll(query, limits),
        dispose: () => inner.dispose(),
      };
    };
    const { log } = await started({ driver });
    const request = anAppend(aStream(), 'any', someEvents(2));
    expect((await appendOne(log, request)).status).toBe('ok');
    expect((await log.readStream({ stream: request.stream, limit: 9 })).events).toHaveLength(2);
    expect(appends).toBe(2);
  });
});

describe('limits of the server', () => {
  it('too large an append is refused and writes nothing', async () => {
    const { log } = await started({ store: new StandInLog(Date.now, 2_000) });
    const stream = aStream();
    const events = [anEvent({ text: 'x'.repeat(3_000) })];
    await expect(appendOne(log, anAppend(stream, 'none', events))).rejects.toThrow(InvalidAppend);
    expect(await log.tail(stream)).toBe('absent');
    await appended(log, stream, 'none', someEvents(1));
  });

  it('a stream deleted for ever is tombstoned for writers and absent for readers', async () => {
    const { standIn, log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(1));
    standIn.log.tombstone(stream);
    expect(await appendOne(log, anAppend(stream, 0n, someEvents(1)))).toEqual({ status: 'tombstoned' });
    expect(await appendOne(log, anAppend(stream, 'any', someEvents(1)))).toEqual({ status: 'tombstoned' });
    expect(await log.tail(stream)).toBe('absent');
    await expect(log.readStream({ stream, limit: 1 })).rejects.toThrow(StreamNotFound);
  });

  it('a page that matches nothing ends after its scan and goes on from there', async () => {
    const { log } = await started({ window: { maxSearchWindow: 10, checkpointInterval: 1 }, scanCheckpoints: 2 });
    const stream = aStream();
    await appended(log, stream, 'none', [...someEvents(95), anEvent({}, 'rollup.Wanted')]);
    const filter = { types: ['rollup.Wanted'] };
    let page = await log.readAll({ after: 'start', filter, limit: 5 });
    let pages = 1;
    for (; page.events.length === 0; pages++) {
      expect(page.end).toBe(false);
      page = await log.readAll({ after: page.next, filter, limit: 5 });
    }
    expect(page.events.map(({ revision }) => revision)).toEqual([95n]);
    expect(pages).toBe(5);
  });

  it('a follower at the head hears at once that the log has moved, also when nothing matches', async () => {
    const { log } = await started();
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(3));
    let appending: ReturnType<typeof appended> | undefined;
    const messages = await followUntil(
      log,
      { after: 'start', types: ['none.'] },
      (seen) => {
        if (seen.at(-1)?.kind === 'caughtUp') appending = appended(log, stream, 2n, someEvents(1));
        return seen.at(-1)?.kind === 'checkpoint';
      },
      3_000,
    );
    const position = (await appending)?.position;
    expect(messages).toMatchObject([{ kind: 'caughtUp' }, { kind: 'checkpoint', position }]);
  });

  it('a position of another log is refused', async () => {
    const { log } = await started();
    await expect(log.readAll({ after: '0000000000000000001' as never, limit: 1 })).rejects.toThrow('not a position');
  });
});

describe('retention', () => {
  const DAY = 86_400;

  it('is given to each stream of its class before its first event, and to no other', async () => {
    const { standIn, log } = await started();
    await log.setRetention('telemetry', { maxAgeS: 30 * DAY });
    const [facts, rollup, thing] = [aStream('facts'), aStream('rollup'), aStream()];
    for (const stream of [facts, rollup, thing]) await appended(log, stream, 'none', someEvents(1));
    const metadataOf = (stream: string) =>
      ofStream(standIn.log, `$$${stream}`).map(({ data }) => JSON.parse(text(data)));
    expect(metadataOf(facts)).toEqual([{ $maxAge: 30 * DAY }]);
    expect(metadataOf(rollup)).toEqual([{}]);
    expect(metadataOf(thing)).toEqual([]);
    await log.setRetention('telemetry', { maxAgeS: 7 * DAY });
    await log.setRetention('telemetry', { maxAgeS: 7 * DAY });
    expect(metadataOf(facts)).toEqual([{ $maxAge: 30 * DAY }, { $maxAge: 7 * DAY }]);
    await log.setRetention('telemetry', { maxAgeS: null });
    expect(metadataOf(facts).at(-1)).toEqual({});
    expect(metadataOf(rollup)).toEqual([{}]);
    expect(await readToHead(log, 'start')).toHaveLength(3);
  });

  it('that a writer may not set does not keep it from writing, and is reported', async () => {
    const troubles: string[] = [];
    const { standIn, log } = await started({ onTrouble: ({ kind }) => troubles.push(kind) });
    standIn.faults.next('append', { kind: 'denied' });
    await appended(log, aStream('facts'), 'none', someEvents(1));
    expect(troubles).toEqual(['refused']);
  });

  it('hides what is expired from the stream, whose numbers go on', async () => {
    let now = Date.now();
    const { log } = await started({ store: new StandInLog(() => now) });
    await log.setRetention('telemetry', { maxAgeS: DAY });
    const stream = aStream('facts');
    await appended(log, stream, 'none', someEvents(3));
    now += (DAY - 60) * 1000;
    await appended(log, stream, 2n, someEvents(2));
    now += 120 * 1000;
    const { events } = await log.readStream({ stream, limit: 10 });
    expect(events.map(({ revision }) => revision)).toEqual([3n, 4n]);
    expect((await appended(log, stream, 4n, someEvents(1))).revision).toBe(5n);
  });

  it('is refused for classes that are kept for ever, and for nonsense', async () => {
    const { log } = await started();
    await expect(log.setRetention('domain', { maxAgeS: DAY })).rejects.toThrow('kept for ever');
    await expect(log.setRetention('seal', { maxAgeS: DAY })).rejects.toThrow('kept for ever');
    await log.setRetention('domain', { maxAgeS: null });
    for (const maxAgeS of [0, -1, 1.5, NaN])
      await expect(log.setRetention('rollup', { maxAgeS })).rejects.toThrow('whole');
  });
});
