import { randomUUID } from 'node:crypto';

import type { RecordedEvent } from '../event-log';
import { InMemoryEventLog } from '../in-memory-event-log';
import { anEvent } from '../testing/samples';
import { NotIntact, NotYet, type SegmentReader, tellExpiry } from './expire-segment';
import { EXPIRY_STREAM, EXPIRY_TYPE, type SignedExpiry } from './expiry';
import { newSealKey, SealKey } from './seal-key';
import { entryOf, lastSeal, sealOnce } from './sealer';
import { LogVerifier } from './verifier';

const key = new SealKey(newSealKey());
const AT = 1_795_680_000_000_000;
const DAY = ['facts-edge.20261128', 'facts-far.20261128'];
const STRAY = 'facts-edge.20261129';

/** Facts of two sensors among decisions of people, sealed thrice; one stream of facts goes on behind the others. */
async function history() {
  const log = new InMemoryEventLog();
  const write = async (stream: string, n = 1) => {
    for (let i = 0; i < n; i++)
      await log.append([
        { stream, expected: 'any', appendId: randomUUID(), events: [anEvent({ i, stream }, 'domain.Told')] },
      ]);
  };
  for (let round = 0; round < 3; round++) {
    for (const stream of DAY) await write(stream, 2);
    await write('user-1');
    if (round === 2) await write(STRAY);
    await sealOnce(log, key, AT + round);
  }
  await write(DAY[0] as string); // it comes late, behind the segment
  await sealOnce(log, key, AT + 4);
  return { log, all: async () => [...(await log.readAll({ after: 'start', limit: 500 })).events] };
}

/** What PostgreSQL answers of a segment: the events of these streams, up to a position. */
function readerOf(events: readonly RecordedEvent[], gone: (event: RecordedEvent) => boolean): SegmentReader {
  const inside = events.filter(gone);
  return {
    leaves: async (after, to) =>
      events
        .filter(({ position }) => position > after && position <= to)
        .map((event) => ({ ...entryOf(event), expiring: gone(event) })),
    streams: async () =>
      [...new Set(inside.map(({ stream }) => stream))].flatMap((stream) => {
        const own = inside.filter((event) => event.stream === stream);
        const last = own.at(-1) as RecordedEvent;
        if (!events.some((event) => event.stream === stream && event.revision > last.revision)) return [];
        return [[stream, Number(own[0]?.revision), Number(last.revision), String(last.meta.hash)] as const];
      }),
  };
}

const LAST_OF_DAY = (events: readonly RecordedEvent[]) =>
  events.filter(({ type }) => type === 'seal.LogSealed')[2]?.position as string;
const about = { run: 'a-run', policy: 'telemetry 30 days', at: AT, anchored: 99 };
const segmentOf = (to: string, count: number) => ({
  ...{ name: 'ev_1_0', streamClass: 'telemetry' as const, after: '', to, count },
});

async function retained(tampered: (events: RecordedEvent[]) => RecordedEvent[] = (events) => events) {
  const { log, all } = await history();
  const before = tampered(await all());
  const to = LAST_OF_DAY(before);
  const gone = ({ stream, position }: RecordedEvent) => DAY.includes(stream) && position <= to;
  const told = await tellExpiry(log, key, segmentOf(to, 12), readerOf(before, gone), about);
  for (const data of told)
    await log.append([
      {
        ...{ stream: EXPIRY_STREAM, expected: 'any', appendId: randomUUID() },
        events: [anEvent(data as never, EXPIRY_TYPE)],
      },
    ]);
  await sealOnce(log, key, AT + 9);
  const after = (await all()).filter((event) => !gone(event));
  return { log, told, before, after };
}

function check(events: readonly RecordedEvent[]) {
  const verifier = new LogVerifier(key.publicKey);
  for (const event of events) verifier.feed(entryOf(event));
  return verifier.finish();
}

describe('a segment that retention took', () => {
  it('is told as removed and accounted for; the rest verifies, a stream that goes on behind it too', async () => {
    const { told, before, after } = await retained();
    expect(told).toMatchObject([{ count: 12, seals: { length: 3 }, streams: [[DAY[0], 0, 5, expect.any(String)]] }]);
    expect(check(before)).toMatchObject({ faults: [], expired: 0 });
    expect(check(after)).toMatchObject({ faults: [], expired: 12 });
  });

  it('says nothing of what else is gone, or of a segment whose statement is not there', async () => {
    const { after } = await retained();
    expect(check(after.filter(({ type }) => type !== EXPIRY_TYPE)).faults.map(({ kind }) => kind)).toContain('missing');
    for (const stream of ['user-1', STRAY]) {
      const one = after.findIndex((event) => event.stream === stream);
      const { faults } = check(after.filter((_event, i) => i !== one));
      expect([stream, faults[0]?.kind]).toEqual([stream, 'missing']);
    }
  });

  it('a statement that somebody altered vouches for nothing', async () => {
    const { after } = await retained();
    const altered = after.map((event) =>
      event.type === EXPIRY_TYPE ? { ...event, data: { ...event.data, policy: 'because' } } : event,
    );
    expect(check(altered).faults.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['forged', 'missing']));
  });

  it('a byte that was changed under the same seals is still found', async () => {
    const { after } = await retained();
    const changed = after.map((event) =>
      event.stream === 'user-1' && event.revision === 1n ? { ...event, data: { i: 7 } } : event,
    );
    expect(check(changed).faults).toMatchObject([{ kind: 'changed' }]);
  });

  it('is not taken out of a log that is not as sealed, nor before it is sealed and written down', async () => {
    await expect(
      retained((events) => events.filter(({ stream, revision }) => stream !== 'user-1' || revision !== 1n)),
    ).rejects.toThrow(NotIntact);
    const { log, all } = await history();
    const reader = readerOf(await all(), () => true);
    const newest = await lastSeal(log);
    await expect(tellExpiry(log, key, segmentOf(`${newest?.to}9`, 1), reader, about)).rejects.toThrow(NotYet);
    await expect(
      tellExpiry(log, key, segmentOf(newest?.to as string, 1), reader, { ...about, anchored: 1 }),
    ).rejects.toThrow('seal 2');
  });

  it('shares a seal with the one before it: what that one left is taken as it was told', async () => {
    const { log, told } = await retained();
    const { events } = await log.readAll({ after: 'start', limit: 500 });
    const first = ({ stream, position }: RecordedEvent) => DAY.includes(stream) && position <= (told[0]?.to as string);
    const left = events.filter((event) => !first(event));
    const second = ({ stream }: RecordedEvent) => stream === STRAY || DAY.includes(stream);
    const newest = await lastSeal(log);
    const more: SignedExpiry[] = await tellExpiry(
      log,
      key,
      { ...segmentOf(newest?.to as string, 2), name: 'ev_1_1' },
      readerOf(left, second),
      about,
    );
    expect(more[0]?.seals.map(([n]) => n)).toEqual([2, 3]);
    for (const data of more)
      await log.append([
        {
          ...{ stream: EXPIRY_STREAM, expected: 'any', appendId: randomUUID() },
          events: [anEvent(data as never, EXPIRY_TYPE)],
        },
      ]);
    const now = await log.readAll({ after: 'start', limit: 500 });
    const kept = now.events.filter((event) => !first(event) && !second(event));
    expect(check(kept)).toMatchObject({ faults: [], expired: 14 });
  });
});
