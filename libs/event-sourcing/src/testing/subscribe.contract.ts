import type { Subscribed } from '../event-log';
import type { Under } from './event-log.contract';
import { anEvent, appended, aStream, eventsOf, followUntil, someEvents } from './samples';

const isCaughtUp = (message: Subscribed | undefined) => message?.kind === 'caughtUp';

/** Says that there may be something new. */
export function hintCases(under: Under): void {
  describe('hints', () => {
    it('come at once, after an append of another process, and end when aborted', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      try {
        const stream = aStream();
        const stop = new AbortController();
        let position: string | null = null;
        let heard = 0;
        for await (const _ of log.hints(stop.signal)) {
          heard++;
          // Some are for nothing: whoever is told looks.
          if (position === null) ({ position } = await appended(second, stream, 'none', someEvents(1)));
          else if ((await log.head()) >= position) stop.abort();
        }
        expect(heard).toBeGreaterThan(1);
        for await (const _ of log.hints(AbortSignal.abort())) throw new Error('told although nobody listens');
      } finally {
        await second.close();
      }
    }, 60_000);

    it('end when the log is closed', async () => {
      const closing = await under().openSecond();
      let closed: Promise<void> | undefined;
      for await (const _ of closing.hints(new AbortController().signal))
        setImmediate(() => void (closed ??= closing.close()));
      await closed;
    }, 60_000);
  });

  describe('typesAfter', () => {
    it('names the types that came, or leaves it open, and goes no further than the head', async () => {
      const { log } = under();
      const after = await log.head();
      expect((await log.typesAfter(after)).next).toBe(after);
      const stream = aStream();
      const { position } = await appended(log, stream, 'none', [anEvent({}, 'rollup.Wanted'), ...someEvents(2)]);
      const { types, next } = await log.typesAfter(after);
      expect(next >= position).toBe(true);
      if (types !== null)
        expect([...types].sort()).toEqual(expect.arrayContaining(['rollup.Wanted', someEvents(1)[0]?.type].sort()));
      expect((await log.typesAfter(next)).next).toBe(next);
    });
  });
}

/** The seam between past and present, filters, abort. */
export function subscribeCases(under: Under): void {
  describe('subscribeAll', () => {
    it('delivers the past, says caughtUp, then delivers what comes', async () => {
      const { log } = under();
      const after = await log.head();
      const stream = aStream();
      await appended(log, stream, 'none', someEvents(3));
      const messages = await followUntil(log, { after }, (seen) => {
        if (isCaughtUp(seen.at(-1)) && eventsOf(seen).length === 3) void appended(log, stream, 2n, someEvents(2));
        return eventsOf(seen).length === 5;
      });
      const events = eventsOf(messages);
      expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n, 4n]);
      const caughtUp = messages.findIndex(isCaughtUp);
      expect(eventsOf(messages.slice(0, caughtUp))).toHaveLength(3);
    });

    it('loses and doubles nothing at the seam while others append', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      try {
        const after = await log.head();
        const streams = [aStream(), aStream(), aStream(), aStream()];
        await Promise.all(streams.map((stream) => appended(log, stream, 'none', someEvents(5))));
        let writing: Promise<unknown> | undefined;
        const write = () =>
          Promise.all(
            streams.map(async (stream, i) => {
              for (let n = 0; n < 25; n++)
                await appended(i % 2 ? log : second, stream, BigInt(4 + n * 2), someEvents(2));
            }),
          );
        const total = streams.length * 55;
        const messages = await followUntil(log, { after }, (seen) => {
          writing ??= write();
          return eventsOf(seen).length >= total;
        });
        await writing;
        const events = eventsOf(messages);
        expect(events).toHaveLength(total);
        expect(new Set(events.map(({ id }) => id)).size).toBe(total);
        const positions = events.map(({ position }) => position);
        expect([...positions].sort()).toEqual(positions);
        for (const stream of streams)
          expect(events.filter((event) => event.stream === stream).map(({ revision }) => Number(revision))).toEqual(
            Array.from({ length: 55 }, (_, i) => i),
          );
      } finally {
        await second.close();
      }
    }, 120_000);

    it('starts after the given position', async () => {
      const { log } = under();
      const stream = aStream();
      const { position } = await appended(log, stream, 'none', someEvents(2));
      await appended(log, stream, 1n, someEvents(1));
      const messages = await followUntil(log, { after: position }, (seen) => isCaughtUp(seen.at(-1)));
      expect(eventsOf(messages).map(({ revision }) => revision)).toEqual([2n]);
    });

    it('filters, and says by checkpoint or caughtUp how far it has looked', async () => {
      const { log } = under();
      const after = await log.head();
      const stream = aStream();
      await appended(log, stream, 'none', [anEvent({}, 'rollup.Wanted'), ...someEvents(10)]);
      const { position } = await appended(log, stream, 10n, someEvents(1));
      const messages = await followUntil(log, { after, types: ['rollup.'] }, (seen) => isCaughtUp(seen.at(-1)));
      expect(eventsOf(messages).map(({ type }) => type)).toEqual(['rollup.Wanted']);
      const last = messages.at(-1);
      expect(last?.kind === 'caughtUp' && last.position >= position).toBe(true);
    });

    it('hears of an append of another process', async () => {
      const { log, openSecond } = under();
      const second = await openSecond();
      try {
        const stream = aStream();
        const after = await log.head();
        const messages = await followUntil(
          log,
          { after },
          (seen) => {
            if (isCaughtUp(seen.at(-1))) void appended(second, stream, 'none', someEvents(1));
            return eventsOf(seen).length === 1;
          },
          5_000,
        );
        expect(eventsOf(messages)[0]?.stream).toBe(stream);
      } finally {
        await second.close();
      }
    });

    it('ends when aborted while it waits, and again and again frees what it held', async () => {
      const { log } = under();
      const after = await log.head();
      for (let round = 0; round < 40; round++) {
        const stop = new AbortController();
        let messages = 0;
        for await (const message of log.subscribeAll({ after }, stop.signal)) {
          messages++;
          if (message.kind === 'caughtUp') setImmediate(() => stop.abort());
        }
        expect(messages).toBeGreaterThan(0);
      }
      await appended(log, aStream(), 'none', someEvents(1));
    }, 120_000);

    it('ends at once when the signal was aborted before', async () => {
      const { log } = under();
      const seen: Subscribed[] = [];
      for await (const message of log.subscribeAll({ after: 'start' }, AbortSignal.abort())) seen.push(message);
      expect(seen).toEqual([]);
    });

    it('many subscribers left by break hold nothing back', async () => {
      const { log } = under();
      const stream = aStream();
      const after = await log.head();
      await appended(log, stream, 'none', someEvents(3));
      for (let i = 0; i < 30; i++)
        for await (const message of log.subscribeAll({ after }, new AbortController().signal))
          if (message.kind === 'event') break;
      expect((await log.readStream({ stream, limit: 5 })).events).toHaveLength(3);
    }, 120_000);

    it('ends when the log is closed', async () => {
      const closing = await under().openSecond();
      const after = await closing.head();
      let closed: Promise<void> | undefined;
      for await (const message of closing.subscribeAll({ after }, new AbortController().signal))
        if (message.kind === 'caughtUp') setImmediate(() => void (closed = closing.close()));
      await closed;
    });
  });
}
