import { InMemoryEventLog, type RecordedEvent } from '@wireledger/event-sourcing';

import { BatchIndex } from './batch-index';
import { quiet, record } from './testing/scans';

/** More batches than are kept whole. */
const MANY = 300;
const [FIRST, SECOND, LAST] = [0, 1, MANY - 1];

/** A log of batches, and how many of them were read each time. */
async function recorded() {
  const log = new InMemoryEventLog();
  const ids = await record(log, quiet(MANY));
  const { events } = await log.readAll({ after: 'start', limit: MANY });
  const read: number[] = [];
  const index = new BatchIndex({
    readAll: async (query) => {
      const page = await log.readAll(query);
      read.push(page.events.length);
      return page;
    },
  });
  const refs = (...of: number[]) => of.map((n) => `${ids[n]}#0`);
  return { index, refs, read, events };
}

const placeOf = (events: readonly RecordedEvent[], n: number) => events[n - 1]?.position ?? 'start';

it('reads one batch for each that is not at hand, and none again', async () => {
  const { index, refs, read, events } = await recorded();
  for (const [n, event] of events.entries()) index.add(event, placeOf(events, n));
  expect(index.holds(refs(LAST))).toBe(true);
  expect(index.holds(refs(SECOND, LAST))).toBe(false);
  const { records, left } = await index.copy(refs(FIRST, SECOND, LAST));
  expect(records.map(({ event }) => event)).toEqual([FIRST, SECOND, LAST].map((n) => events[n]?.id));
  expect([left, read]).toEqual([0, [1, 1]]);
  await index.copy(refs(SECOND, FIRST));
  expect(read).toEqual([1, 1]);
  // What was looked up takes no room from the newest.
  expect(index.holds(refs(LAST, MANY - 256))).toBe(true);
});

it('unpacks no batch again that evidence was taken of a moment ago', async () => {
  const { index, refs, events } = await recorded();
  const unpacked = new Map<string, number>();
  for (const [n, event] of events.entries()) {
    const { data, ...rest } = event;
    const packed = Object.defineProperty({ ...rest }, 'data', {
      get: () => {
        unpacked.set(event.id, (unpacked.get(event.id) ?? 0) + 1);
        return data;
      },
    }) as RecordedEvent;
    index.add(packed, placeOf(events, n));
  }
  for (let times = 0; times < 3; times++) expect((await index.copy(refs(LAST - 1, LAST))).left).toBe(0);
  expect([...unpacked.values()]).toEqual([1, 1]);
  // Only a few stay so.
  await index.copy(refs(...Array.from({ length: 16 }, (_, n) => LAST - 20 + n)));
  await index.copy(refs(LAST));
  expect(unpacked.get(events[LAST]?.id as string)).toBe(2);
});

it('finds a batch by a place before it, as older memories keep places', async () => {
  const { index, refs, read, events } = await recorded();
  for (const [n, event] of events.entries()) index.add(event, placeOf(events, n - (n % 16)));
  const { records } = await index.copy(refs(15));
  expect(records.map(({ event }) => event)).toEqual([events[15]?.id]);
  expect(read).toEqual([1, 64]);
});

it('what the log does not hold any more is left out', async () => {
  const { index, refs, events } = await recorded();
  const end = events.at(-1) as RecordedEvent;
  index.load(events.map(({ id }) => [id, end.position]));
  expect(await index.copy(refs(FIRST, SECOND))).toEqual({ records: [], left: 2 });
  expect(await index.copy(['11111111-2222-5333-8444-555555555555#0'])).toEqual({ records: [], left: 1 });
});
