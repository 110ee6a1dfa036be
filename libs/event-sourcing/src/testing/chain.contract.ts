import { GENESIS_HASH, verifyChain } from '../chain';
import type { RecordedEvent } from '../event-log';
import type { Under } from './event-log.contract';
import { anAppend, anEvent, appended, appendOne, aStream, someEvents } from './samples';

/** The chain of hashes of a stream, the same in every adapter. */
export function chainCases(under: Under): void {
  describe('hash chain', () => {
    const written = async (category?: string): Promise<RecordedEvent[]> => {
      const { log } = under();
      const stream = aStream(category);
      await appended(log, stream, 'none', someEvents(3));
      await appended(log, stream, 'any', [anEvent({ text: 'a\u0000\ud800b', list: [1e21, -0, null] })]);
      await appended(log, stream, 3n, someEvents(2));
      return [...(await log.readStream({ stream, limit: 10 })).events];
    };

    it.each(['thing', 'facts', 'rollup', 'sandbox'])('verifies over a %s stream', async (category) => {
      const events = await written(category);
      expect(events).toHaveLength(6);
      expect(verifyChain(events)).toBeNull();
      expect(events[0]?.meta.prev).toBe(GENESIS_HASH);
      expect(verifyChain(events.slice(2), events[1]?.meta.hash)).toBeNull();
    });

    it('holds across racing writers and refused appends', async () => {
      const { log } = under();
      const stream = aStream();
      await Promise.all(Array.from({ length: 12 }, () => appendOne(log, anAppend(stream, 'any', someEvents(2)))));
      await appendOne(log, anAppend(stream, 3n, someEvents(1)));
      expect(verifyChain((await log.readStream({ stream, limit: 50 })).events)).toBeNull();
    });

    it('starts anew in each stream and differs for equal content', async () => {
      const { log } = under();
      const events = someEvents(1);
      const a = await appended(log, aStream(), 'none', events);
      const b = await appended(log, aStream(), 'none', events);
      expect(a.hash).not.toBe(b.hash);
    });

    const change = (events: readonly RecordedEvent[], at: number, by: Partial<RecordedEvent>) =>
      events.map((event, i) => (i === at ? { ...event, ...by } : event));

    it('fails when one byte, id, type, metadata or stream is changed', async () => {
      const events = await written();
      const [, second] = events as [RecordedEvent, RecordedEvent];
      expect(verifyChain(change(events, 1, { data: { n: 2 } }))).toEqual({ revision: 1n, reason: 'hash' });
      expect(verifyChain(change(events, 1, { id: events[0]?.id ?? '' }))).toEqual({ revision: 1n, reason: 'hash' });
      expect(verifyChain(change(events, 1, { type: 'domain.X' }))).toEqual({ revision: 1n, reason: 'hash' });
      expect(verifyChain(change(events, 1, { meta: { ...second.meta, actor: 'x' } }))?.reason).toBe('hash');
      expect(verifyChain(events.map((event) => ({ ...event, stream: aStream() })))?.revision).toBe(0n);
    });

    it('fails when an event is removed, exchanged or added', async () => {
      const events = await written();
      expect(verifyChain(events.toSpliced(2, 1))).toEqual({ revision: 3n, reason: 'revision' });
      const renumbered = events.toSpliced(2, 1).map((event, i) => ({ ...event, revision: BigInt(i) }));
      expect(verifyChain(renumbered)).toEqual({ revision: 2n, reason: 'link' });
      const [a, b, c, ...rest] = events as [RecordedEvent, RecordedEvent, RecordedEvent];
      expect(verifyChain([a, c, b, ...rest])?.revision).toBe(2n);
      expect(verifyChain(events.slice(1))).not.toBeNull();
    });
  });
}
