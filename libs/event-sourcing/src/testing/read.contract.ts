import { LogClosed, StreamNotFound } from '../event-log';
import { comparePositions } from '../position';
import type { Under } from './event-log.contract';
import { anAppend, anEvent, appended, appendOne, aStream, readToHead, someEvents } from './samples';

/** Streams, the whole log, tail, head, restart. */
export function readCases(under: Under): void {
  describe('readStream', () => {
    it('throws StreamNotFound for a stream nobody wrote', async () => {
      await expect(under().log.readStream({ stream: aStream(), limit: 1 })).rejects.toThrow(StreamNotFound);
    });

    it('pages forward, after is exclusive', async () => {
      const { log } = under();
      const stream = aStream();
      await appended(log, stream, 'none', someEvents(5));
      const first = await log.readStream({ stream, limit: 2 });
      const second = await log.readStream({ stream, after: 1n, limit: 3 });
      const third = await log.readStream({ stream, after: 4n, limit: 2 });
      expect(first.events.map(({ data }) => data.n)).toEqual([0, 1]);
      expect(second.events.map(({ data }) => data.n)).toEqual([2, 3, 4]);
      expect([first.end, second.end, third.end, third.events]).toEqual([false, true, true, []]);
    });

    it('pages backward from the end, after is exclusive', async () => {
      const { log } = under();
      const stream = aStream();
      await appended(log, stream, 'none', someEvents(5));
      const first = await log.readStream({ stream, dir: 'back', limit: 2 });
      const second = await log.readStream({ stream, dir: 'back', after: 3n, limit: 9 });
      expect(first.events.map(({ data }) => data.n)).toEqual([4, 3]);
      expect(second.events.map(({ data }) => data.n)).toEqual([2, 1, 0]);
      expect([first.end, second.end]).toEqual([false, true]);
    });

    it('returns an event as it was offered, with its place and the time of the log', async () => {
      const { log } = under();
      const stream = aStream();
      const event = anEvent({ a: [1, { b: 'ü' }] });
      const before = Date.now() * 1000 - 5_000_000;
      const { hash, position } = await appended(log, stream, 'none', [event]);
      const [stored] = (await log.readStream({ stream, limit: 1 })).events;
      expect(stored).toEqual({
        ...event,
        meta: { ...event.meta, prev: '0'.repeat(64), hash },
        stream,
        revision: 0n,
        position,
        recordedAt: expect.any(Number),
      });
      expect(Number.isSafeInteger(stored?.recordedAt)).toBe(true);
      expect(stored?.recordedAt).toBeGreaterThan(before);
      expect(stored?.recordedAt).toBeLessThan(before + 65_000_000);
    });
  });

  describe('tail', () => {
    it('is absent for a stream nobody wrote', async () => {
      expect(await under().log.tail(aStream())).toBe('absent');
    });

    it('tells revision, id, hash and metadata of the last event', async () => {
      const { log } = under();
      const stream = aStream('facts');
      const events = someEvents(3, 'telemetry.ThingsRecorded');
      const last = { ...anEvent({}, 'telemetry.ThingsRecorded') };
      const withBatch = { ...last, meta: { ...last.meta, src: 'sensor/source', seq: [1, 2] as const, batch: 17 } };
      const request = anAppend(stream, 'none', [...events, withBatch]);
      const result = await appendOne(log, request);
      expect(result.status).toBe('ok');
      const tail = await log.tail(stream);
      expect(tail).toMatchObject({ revision: 3n, lastEventId: last.id, meta: { batch: 17, src: 'sensor/source' } });
      if (tail === 'absent' || result.status !== 'ok') throw new Error('no tail');
      expect(tail.lastHash).toBe(result.hash);
      expect([null, request.appendId]).toContain(tail.lastAppendId);
    });
  });

  describe('readAll', () => {
    it('reads in order of position across streams, after is exclusive', async () => {
      const { log } = under();
      const start = await log.head();
      const [a, b] = [aStream(), aStream()];
      await appended(log, a, 'none', someEvents(2));
      await appended(log, b, 'none', someEvents(2));
      await appended(log, a, 1n, someEvents(1));
      const found = await readToHead(log, start, { limit: 2 });
      expect(found.map(({ stream, revision }) => [stream, revision])).toEqual([
        [a, 0n],
        [a, 1n],
        [b, 0n],
        [b, 1n],
        [a, 2n],
      ]);
      const positions = found.map(({ position }) => position);
      expect([...new Set(positions)].sort(comparePositions)).toEqual(positions);
      const rest = await readToHead(log, positions[2] ?? 'start');
      expect(rest.map(({ position }) => position)).toEqual(positions.slice(3));
    });

    it('filters by prefix and by full type', async () => {
      const { log } = under();
      const start = await log.head();
      const stream = aStream();
      const types = ['domain.Alpha', 'domain.AlphaTwo', 'telemetry.Beta', 'rollup.Gamma', 'domain.Alpha'];
      await appended(
        log,
        stream,
        'none',
        types.map((type) => anEvent({}, type)),
      );
      const read = async (...wanted: string[]) =>
        (await readToHead(log, start, { types: wanted })).map(({ type }) => type);
      expect(await read('domain.')).toEqual(['domain.Alpha', 'domain.AlphaTwo', 'domain.Alpha']);
      expect(await read('domain.Alpha')).toEqual(['domain.Alpha', 'domain.Alpha']);
      expect(await read('telemetry.', 'rollup.Gamma')).toEqual(['telemetry.Beta', 'rollup.Gamma']);
      expect(await read('domain.Nothing')).toEqual([]);
      expect(await read('seal.')).toEqual([]);
    });

    it('moves next past events that do not match', async () => {
      const { log } = under();
      const start = await log.head();
      const { position } = await appended(log, aStream(), 'none', someEvents(20));
      let page = await log.readAll({ after: start, filter: { types: ['domain.Nothing'] }, limit: 5 });
      for (let i = 0; i < 50 && !page.end; i++)
        page = await log.readAll({ after: page.next, filter: { types: ['domain.Nothing'] }, limit: 5 });
      expect(page).toMatchObject({ events: [], end: true });
      expect(page.next >= position).toBe(true);
      expect(await readToHead(log, page.next)).toEqual([]);
    });

    it('loses and doubles nothing at page borders, whatever the page size', async () => {
      const { log } = under();
      const start = await log.head();
      for (let i = 0; i < 6; i++)
        await log.append([
          anAppend(aStream(), 'none', someEvents(3)),
          anAppend(aStream(), 'none', someEvents(2, 'domain.OtherHappened')),
        ]);
      const whole = (await readToHead(log, start)).map(({ id }) => id);
      expect(whole).toHaveLength(30);
      for (const limit of [1, 2, 3, 7, 29, 30, 31])
        expect((await readToHead(log, start, { limit })).map(({ id }) => id)).toEqual(whole);
      const odd = await readToHead(log, start, { limit: 2, types: ['domain.OtherHappened'] });
      expect(odd).toHaveLength(12);
    });

    it('at the head is an empty page that stays where it is', async () => {
      const { log } = under();
      await appended(log, aStream(), 'none', someEvents(1));
      const head = await log.head();
      const page = await log.readAll({ after: head, limit: 10 });
      expect(page).toEqual({ events: [], next: head, end: true });
    });

    it('misses nothing while writers append, lose races and are refused', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      try {
        const start = await log.head();
        const written: string[] = [];
        let writing = true;
        const shared = [aStream(), aStream(), aStream()];
        const writer = async (own: number) => {
          for (let i = 0; i < 20; i++) {
            const stream = shared[(own + i) % 3] as string;
            const through = own % 2 ? log : second;
            const tail = await through.tail(stream);
            const events = someEvents(1 + ((own * 7 + i) % 4));
            const expected = tail === 'absent' ? ('none' as const) : tail.revision;
            const result = await appendOne(through, anAppend(stream, expected, events));
            if (result.status === 'ok') written.push(...events.map(({ id }) => id));
            else expect(result.status).toBe('wrongRevision');
          }
        };
        const seen: string[] = [];
        const reader = async () => {
          let after = start;
          for (;;) {
            const last = !writing;
            const page = await log.readAll({ after, limit: 5 });
            seen.push(...page.events.map(({ id }) => id));
            after = page.next;
            if (last && page.end) return;
          }
        };
        const reading = reader();
        await Promise.all([0, 1, 2, 3, 4, 5].map(writer)).finally(() => (writing = false));
        await reading;
        expect(new Set(seen).size).toBe(seen.length);
        expect([...seen].sort()).toEqual([...written].sort());
        for (const stream of shared) {
          const { events } = await log.readStream({ stream, limit: 500 });
          expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => BigInt(i)));
        }
      } finally {
        await second.close();
      }
    }, 120_000);
  });

  describe('head and restart', () => {
    it('head is the position of the last event', async () => {
      const { log } = under();
      const { position } = await appended(log, aStream(), 'none', someEvents(3));
      expect(comparePositions(await log.head(), position)).toBeGreaterThanOrEqual(0);
      expect(await readToHead(log, await log.head())).toEqual([]);
    });

    it('a restart keeps head, order and content, and writing goes on behind', async () => {
      const stream = aStream();
      const start = await under().log.head();
      await appended(under().log, stream, 'none', someEvents(4));
      const before = await readToHead(under().log, start);
      const head = await under().log.head();
      const log = await under().reopen();
      expect(await log.head()).toBe(head);
      expect(await readToHead(log, start)).toEqual(before);
      const { position } = await appended(log, stream, 3n, someEvents(1));
      expect(comparePositions(position, head)).toBeGreaterThan(0);
    });

    it('another process sees what this one appended', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      const stream = aStream();
      await appended(log, stream, 'none', someEvents(2));
      expect((await second.readStream({ stream, limit: 5 })).events).toHaveLength(2);
      await second.close();
    });

    it('accepts a retention rule and its removal', async () => {
      const { log } = under();
      await log.setRetention('telemetry', { maxAgeS: 30 * 86_400 });
      await log.setRetention('telemetry', { maxAgeS: null });
    });

    it('closes within two seconds, twice, and refuses work then', async () => {
      const closing = await under().openSecond();
      const stream = aStream();
      const started = Date.now();
      await closing.close();
      await closing.close();
      expect(Date.now() - started).toBeLessThan(2_500);
      await expect(closing.append([anAppend(stream, 'any', someEvents(1))])).rejects.toThrow(LogClosed);
      await expect(closing.head()).rejects.toThrow(LogClosed);
      expect(await under().log.tail(stream)).toBe('absent');
    });
  });
}
