import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import {
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  type ErrorType,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
} from '@eventstore/db-client';

import { EventStoreDbLog } from '../event-store-db-log';
import { StandInLog } from './stand-in-log';
import { type StandIn, startStandIn } from './stand-in';
import { until } from './open-log';

const thing = (n: number, id: string = randomUUID()) => jsonEvent({ id, type: 'Thing', data: { n } });
const things = (count: number) => Array.from({ length: count }, (_, n) => thing(n));
const refusal = (type: string) => expect.objectContaining({ type: type as ErrorType });

/** The server's rules, seen by the real client on both of its append calls. */
describe.each([
  ['Append', { username: 'none', password: 'none' }],
  ['BatchAppend', undefined],
] as const)('stand-in by %s', (call, credentials) => {
  let standIn: StandIn;
  let client: EventStoreDBClient;
  const stream = () => `thing-${randomUUID()}`;
  const append = (to: string, expectedRevision: AppendExpectedRevision, events: ReturnType<typeof thing>[]) =>
    client.appendToStream(to, events, { expectedRevision, ...(credentials ? { credentials } : {}) });
  const read = async (from: string) => {
    const found: bigint[] = [];
    for await (const { event } of client.readStream(from)) if (event) found.push(event.revision);
    return found;
  };

  beforeAll(async () => {
    standIn = await startStandIn({ log: new StandInLog(Date.now, 100_000) });
    client = EventStoreDBClient.connectionString(standIn.url);
  });
  afterAll(async () => {
    await client.dispose();
    await standIn.stop();
  });

  it('is reached by that call', async () => {
    const { append: classic, batchAppend: batch } = standIn.calls;
    await append(stream(), 'any', things(1));
    const made = { Append: standIn.calls.append - classic, BatchAppend: standIn.calls.batchAppend - batch };
    expect(made).toEqual({ Append: 0, BatchAppend: 0, [call]: 1 });
  });

  it('counts revisions by one and positions in bytes', async () => {
    const to = stream();
    const first = await append(to, NO_STREAM, things(2));
    const second = await append(to, 1n, things(1));
    expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
    expect(second.position!.commit - first.position!.commit).toBeGreaterThan(88n);
  });

  it('refuses wrong revisions with the actual one', async () => {
    const to = stream();
    await expect(append(to, 0n, things(1))).rejects.toMatchObject({ actualVersion: 'no_stream' });
    await expect(append(to, STREAM_EXISTS, things(1))).rejects.toEqual(refusal('wrong-expected-version'));
    await append(to, NO_STREAM, things(3));
    for (const expected of [NO_STREAM, 0n, 7n] as const)
      await expect(append(to, expected, things(1))).rejects.toMatchObject({ actualVersion: 2n });
    expect(await read(to)).toEqual([0n, 1n, 2n]);
  });

  it('takes an exact repeat of any age for a success and a partial one for a wrong revision', async () => {
    const to = stream();
    const events = things(2);
    const first = await append(to, NO_STREAM, events);
    await append(to, 1n, things(2));
    standIn.log.forgetRecent();
    expect((await append(to, NO_STREAM, events)).nextExpectedRevision).toBe(first.nextExpectedRevision);
    await expect(append(to, 0n, [events[1]!, thing(9)])).rejects.toEqual(refusal('wrong-expected-version'));
    expect(await read(to)).toHaveLength(4);
  });

  it('knows a repeat under any only while its cache lasts', async () => {
    const to = stream();
    const events = things(2);
    await append(to, 'any', events);
    await append(to, 'any', events);
    expect(await read(to)).toHaveLength(2);
    standIn.log.forgetRecent();
    await append(to, 'any', events);
    expect(await read(to)).toHaveLength(4);
  });

  it('goes on counting after a soft delete, and never after a tombstone', async () => {
    const to = stream();
    await append(to, 'any', things(6));
    await client.deleteStream(to);
    await expect(read(to)).rejects.toEqual(refusal('stream-not-found'));
    expect((await append(to, NO_STREAM, things(1))).nextExpectedRevision).toBe(6n);
    expect(await read(to)).toEqual([6n]);
    await client.tombstoneStream(to);
    await expect(append(to, 'any', things(1))).rejects.toEqual(refusal('stream-deleted'));
    await expect(read(to)).rejects.toEqual(refusal('stream-deleted'));
  });

  it('applies $maxCount to reads of the stream, not to $all', async () => {
    const to = stream();
    await append(to, 'any', things(5));
    await client.setStreamMetadata(to, { maxCount: 2 }, credentials ? { credentials } : {});
    expect(await read(to)).toEqual([3n, 4n]);
    expect(standIn.log.all.filter((record) => record.stream === to)).toHaveLength(5);
  });

  it('refuses too large an append whole', async () => {
    const to = stream();
    const large = jsonEvent({ type: 'Large', data: { text: 'x'.repeat(100_000) } });
    const sent = client.appendToStream(to, [thing(0), large], credentials ? { credentials } : {});
    await expect(sent).rejects.toEqual(refusal('maximum-append-size-exceeded'));
    await expect(read(to)).rejects.toEqual(refusal('stream-not-found'));
  });

  it('sends a checkpoint per window looked at, then caughtUp, then what comes', async () => {
    await append(stream(), 'any', things(100));
    const checkpoints: bigint[] = [];
    const filter = eventTypeFilter({
      prefixes: ['Wanted'],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: async (_subscription, { commit }) => void checkpoints.push(commit),
    });
    const subscription = client.subscribeToAll({ filter });
    await once(subscription, 'caughtUp');
    expect(checkpoints).toHaveLength(Math.floor(standIn.log.all.length / 20));
    expect([...checkpoints].sort((a, b) => Number(a - b))).toEqual(checkpoints);
    const coming = once(subscription, 'data');
    await append(stream(), 'any', [jsonEvent({ type: 'WantedNow', data: { n: 1 } })]);
    expect((await coming)[0].event.type).toBe('WantedNow');
    await subscription.unsubscribe();
    await until('no open calls', () => standIn.openReads === 0);
  });

  it('reads $all inclusively forward and from the end backward', async () => {
    const { position } = await append(stream(), 'any', things(3));
    const forward: bigint[] = [];
    for await (const { event } of client.readAll({ fromPosition: position! })) forward.push(event!.position.commit);
    expect(forward).toEqual([position!.commit]);
    for await (const { event } of client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }))
      expect(event!.position).toEqual(position);
  });
});

it('runs as a process of its own', async () => {
  const child = spawn(process.execPath, [path.join(__dirname, 'run.cjs'), '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const log = await EventStoreDbLog.open({ url: line.toString('utf8').trim() });
    expect(await log.head()).toBe('start');
    await log.close();
  } finally {
    child.kill('SIGTERM');
  }
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 20_000);
