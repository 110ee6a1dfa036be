import { randomUUID } from 'node:crypto';

import { type AppendResult, AppendTooLate, InvalidAppend } from '../event-log';
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES } from '../prepare-append';
import type { Under } from './event-log.contract';
import { anAppend, anEvent, appended, appendOne, aStream, readToHead, someEvents } from './samples';

const count = (results: readonly AppendResult[], status: AppendResult['status']) =>
  results.filter((result) => result.status === status).length;

/** Expected revisions, repeats, races, limits. */
export function appendCases(under: Under): void {
  describe('append', () => {
    it('answers the revision, position and hash of the last event', async () => {
      const { log } = under();
      const stream = aStream();
      const first = await appended(log, stream, 'none', someEvents(3));
      expect(first.revision).toBe(2n);
      expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
      const second = await appended(log, stream, 2n, someEvents(1));
      expect(second.revision).toBe(3n);
      expect(second.position > first.position).toBe(true);
      const { events } = await log.readStream({ stream, limit: 10 });
      expect(events.map((event) => event.revision)).toEqual([0n, 1n, 2n, 3n]);
      expect(events[2]?.position).toBe(first.position);
      expect(events[3]?.position).toBe(second.position);
    });

    it('does not begin after its moment, and is as good as never asked for then', async () => {
      const { log } = under();
      const stream = aStream();
      const request = anAppend(stream, 'none', someEvents(1));
      await expect(log.append([{ ...request, beginBy: performance.now() - 1 }])).rejects.toThrow(AppendTooLate);
      expect(await log.tail(stream)).toBe('absent');
      const inTime = { ...request, beginBy: performance.now() + 600_000 };
      expect(await appendOne(log, inTime)).toMatchObject({ status: 'ok', revision: 0n });
    });

    it('none refuses a stream that exists, and names its last revision and hash', async () => {
      const { log } = under();
      const stream = aStream();
      const { hash } = await appended(log, stream, 'none', someEvents(2));
      const result = await appendOne(log, anAppend(stream, 'none', someEvents(1)));
      expect(result).toMatchObject({ status: 'wrongRevision', actual: 1n, lastHash: hash });
    });

    it('exists refuses an absent stream and accepts a present one', async () => {
      const { log } = under();
      const stream = aStream();
      expect(await appendOne(log, anAppend(stream, 'exists', someEvents(1)))).toMatchObject({
        status: 'wrongRevision',
        actual: 'absent',
      });
      expect(await log.tail(stream)).toBe('absent');
      await appended(log, stream, 'none', someEvents(1));
      expect((await appended(log, stream, 'exists', someEvents(1))).revision).toBe(1n);
    });

    it('any accepts an absent and a present stream', async () => {
      const { log } = under();
      const stream = aStream();
      expect((await appended(log, stream, 'any', someEvents(1))).revision).toBe(0n);
      expect((await appended(log, stream, 'any', someEvents(2))).revision).toBe(2n);
    });

    it('an exact revision refuses an absent stream, a lower and a higher one', async () => {
      const { log } = under();
      const stream = aStream();
      expect(await appendOne(log, anAppend(stream, 0n, someEvents(1)))).toMatchObject({
        status: 'wrongRevision',
        actual: 'absent',
      });
      await appended(log, stream, 'none', someEvents(3));
      for (const expected of [1n, 3n, 99n])
        expect(await appendOne(log, anAppend(stream, expected, someEvents(1)))).toMatchObject({
          status: 'wrongRevision',
          actual: 2n,
        });
      expect((await log.readStream({ stream, limit: 10 })).events).toHaveLength(3);
    });

    it('a repeat with equal content is a duplicate and is stored once', async () => {
      const { log } = under();
      const stream = aStream();
      await appended(log, stream, 'none', someEvents(1));
      const request = anAppend(stream, 0n, someEvents(3));
      const first = await appendOne(log, request);
      const again = await appendOne(log, request);
      expect(first.status).toBe('ok');
      expect(again).toEqual({ ...first, status: 'duplicate' });
      expect((await log.readStream({ stream, limit: 10 })).events).toHaveLength(4);
    });

    it('a repeat under none is a duplicate', async () => {
      const { log } = under();
      const request = anAppend(aStream(), 'none', someEvents(2));
      const first = await appendOne(log, request);
      expect(await appendOne(log, request)).toEqual({ ...first, status: 'duplicate' });
    });

    it('an older exact repeat is still a duplicate after others were appended', async () => {
      const { log } = under();
      const stream = aStream();
      const old = anAppend(stream, 'none', someEvents(2));
      const first = await appendOne(log, old);
      await appended(log, stream, 1n, someEvents(3));
      await appended(log, stream, 4n, someEvents(3));
      expect(await appendOne(log, old)).toEqual({ ...first, status: 'duplicate' });
      expect((await log.readStream({ stream, limit: 20 })).events).toHaveLength(8);
    });

    it('a repeat is recognised after the log was opened anew and with another append id', async () => {
      const stream = aStream();
      const request = anAppend(stream, 'none', someEvents(2));
      const first = await appendOne(under().log, request);
      const log = await under().reopen();
      expect(await appendOne(log, { ...request, appendId: randomUUID() })).toEqual({ ...first, status: 'duplicate' });
    });

    it('an immediate repeat under any is stored once', async () => {
      const { log } = under();
      const request = anAppend(aStream(), 'any', someEvents(2));
      await appendOne(log, request);
      const again = await appendOne(log, request);
      expect(['ok', 'duplicate']).toContain(again.status);
      expect((await log.readStream({ stream: request.stream, limit: 10 })).events).toHaveLength(2);
    });

    it.each([
      ['data', { data: { n: 'forged' } }],
      ['type', { type: 'domain.ThingForged' }],
      ['metadata', { meta: { ...anEvent().meta, actor: 'user:mallory' } }],
    ])('the same ids with other %s are a content mismatch, and nothing changes', async (_what, change) => {
      const { log } = under();
      const stream = aStream();
      const events = someEvents(3);
      await appended(log, stream, 'none', events);
      await appended(log, stream, 2n, someEvents(1));
      const forged = events.map((event, i) => (i === 1 ? { ...event, ...change } : event));
      expect(await appendOne(log, anAppend(stream, 'none', forged))).toEqual({
        status: 'contentMismatch',
        revision: 2n,
      });
      const stored = (await log.readStream({ stream, limit: 10 })).events;
      expect(stored.map(({ data }) => data.n)).toEqual([0, 1, 2, 0]);
    });

    it('a partly repeated append is a wrong revision', async () => {
      const { log } = under();
      const stream = aStream();
      const events = someEvents(4);
      await appended(log, stream, 'none', events.slice(0, 2));
      expect((await appendOne(log, anAppend(stream, 'none', events))).status).toBe('wrongRevision');
      expect((await appendOne(log, anAppend(stream, 0n, events.slice(1)))).status).toBe('wrongRevision');
      expect((await log.readStream({ stream, limit: 10 })).events).toHaveLength(2);
    });

    it('is judged per stream: one wrong revision does not touch the others', async () => {
      const { log } = under();
      const [good, bad, other] = [aStream(), aStream(), aStream()];
      await appended(log, bad, 'none', someEvents(1));
      const results = await log.append([
        anAppend(good, 'none', someEvents(2)),
        anAppend(bad, 'none', someEvents(2)),
        anAppend(other, 'any', someEvents(1)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['ok', 'wrongRevision', 'ok']);
      expect((await log.readStream({ stream: bad, limit: 10 })).events).toHaveLength(1);
      expect((await log.readStream({ stream: other, limit: 10 })).events).toHaveLength(1);
    });

    it('takes several requests for one stream in their order', async () => {
      const { log } = under();
      const stream = aStream();
      const results = await log.append([
        anAppend(stream, 'none', someEvents(1)),
        anAppend(stream, 0n, someEvents(2)),
        anAppend(stream, 0n, someEvents(1)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'wrongRevision']);
    });

    it('lets exactly one of racing writers win each revision', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      try {
        const stream = aStream();
        for (let round = 0; round < 5; round++) {
          const expected = round === 0 ? ('none' as const) : BigInt(round - 1);
          const results = await Promise.all(
            Array.from({ length: 8 }, (_, writer) =>
              appendOne(writer % 2 ? log : second, anAppend(stream, expected, [anEvent({ round, writer })])),
            ),
          );
          expect([count(results, 'ok'), count(results, 'wrongRevision')]).toEqual([1, 7]);
        }
        const { events } = await log.readStream({ stream, limit: 10 });
        expect(events.map(({ data }) => data.round)).toEqual([0, 1, 2, 3, 4]);
      } finally {
        await second.close();
      }
    });

    it('serialises racing writers under any: contiguous revisions, every event once', async () => {
      const { log } = under();
      const stream = aStream();
      const requests = Array.from({ length: 40 }, () => anAppend(stream, 'any', someEvents(2)));
      const results = await Promise.all(requests.map((request) => appendOne(log, request)));
      expect(count(results, 'ok')).toBe(40);
      const { events } = await log.readStream({ stream, limit: 100 });
      expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 80 }, (_, i) => BigInt(i)));
      expect(new Set(events.map(({ id }) => id))).toEqual(
        new Set(requests.flatMap((r) => r.events.map(({ id }) => id))),
      );
    });

    it('stores events up to the limits', async () => {
      const { log } = under();
      const stream = aStream('facts');
      const overhead = JSON.stringify(anEvent().meta).length + JSON.stringify({ text: '' }).length;
      const event = () => anEvent({ text: 'x'.repeat(MAX_EVENT_BYTES - overhead) }, 'telemetry.ThingsRecorded');
      const events = [event(), event(), event()];
      expect(MAX_EVENT_BYTES * events.length).toBe(MAX_APPEND_BYTES);
      await appended(log, stream, 'none', events);
      const stored = (await log.readStream({ stream, limit: 3 })).events;
      expect(stored.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
    });

    it.each([
      ['an event over 256 KiB', () => [anEvent({ text: 'é'.repeat(131_072) })]],
      ['over 768 KiB', () => Array.from({ length: 4 }, () => anEvent({ text: 'x'.repeat(200_000) }))],
      ['no event', () => []],
      ['an id twice', () => [1, 2].map((n) => ({ ...anEvent({ n }), id: '0b0f6c9e-54a7-4c3e-9f10-3f9e0c4c3b11' }))],
      ['an id that is no UUID', () => [{ ...anEvent(), id: 'seven' }]],
      ['a type without a class', () => [anEvent({}, 'ThingHappened')]],
    ])('refuses %s and writes nothing, also not the other requests', async (_what, events) => {
      const { log } = under();
      const [stream, other] = [aStream(), aStream()];
      const requests = [anAppend(other, 'none', someEvents(1)), anAppend(stream, 'none', events())];
      await expect(log.append(requests)).rejects.toThrow(InvalidAppend);
      expect([await log.tail(stream), await log.tail(other)]).toEqual(['absent', 'absent']);
    });

    it.each(['', 'nohyphen', 'Thing-1', 'thing-', 'thing-a b', 'thing-\u00e9', '$thing-1', `thing-${'x'.repeat(200)}`])(
      'refuses %j as the name of a stream',
      async (stream) => {
        const { log } = under();
        await expect(log.append([anAppend(stream, 'any', someEvents(1))])).rejects.toThrow(InvalidAppend);
      },
    );

    it('keeps NUL, lone surrogates, hostile keys and the numbers of JSON as they were given', async () => {
      const { log } = under();
      const stream = aStream();
      const data = {
        nul: 'a\u0000b',
        lone: ['\ud800', 'x\udfff'],
        astral: '\u{1f6f0}',
        separators: '\u2028\u2029',
        numbers: [2 ** 53 + 2, -(2 ** 53), 1e21, 5e-324, 1.7976931348623157e308, 0.1, 9007199254740993],
        keys: { '': 1, '10': 1, '2': 1, constructor: 1, $x: null, ['a"b\\']: [[], {}, [null]] },
        hostile: JSON.parse('{"__proto__":{"polluted":true}}'),
      };
      const event = anEvent(data);
      await appended(log, stream, 'none', [event]);
      const [stored] = (await log.readStream({ stream, limit: 1 })).events;
      expect(JSON.stringify(stored?.data)).toBe(JSON.stringify(data));
      const found = (await readToHead(log, 'start')).find(({ id }) => id === event.id);
      expect(JSON.stringify(found?.data)).toBe(JSON.stringify(data));
    });
  });
}
