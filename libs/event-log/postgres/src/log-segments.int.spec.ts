import { randomUUID } from 'node:crypto';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import {
  EventCatalogue,
  EXPIRY_STREAM,
  EXPIRY_TYPE,
  newSealKey,
  SealKey,
  sealOnce,
  tellExpiry,
  verifyLog,
} from '@wireledger/event-sourcing';
import { anEvent, readToHead } from '@wireledger/event-sourcing/testing';

import type { ClosedSegment } from './log-segments';
import { PostgresEventLog } from './postgres-event-log';

jest.setTimeout(120_000);

const key = new SealKey(newSealKey());
let postgres: TestPostgres;
let log: PostgresEventLog;
beforeAll(async () => {
  postgres = await startTestPostgres();
  log = await PostgresEventLog.open({ connection: postgres.connection, catalogue: EventCatalogue.raw });
});
afterAll(async () => {
  await log?.close();
  await postgres?.stop();
});

const write = async (stream: string, n = 1, type = 'domain.Told') => {
  for (let i = 0; i < n; i++) {
    const request = {
      stream,
      expected: 'any' as const,
      appendId: randomUUID(),
      events: [anEvent({ i, stream }, type)],
    };
    const [result] = await log.append([request]);
    if (result?.status !== 'ok') return result?.status;
  }
  return 'ok';
};
const later = () => Date.now() + 60_000;

it('cuts a day, tells of it and drops it: the rest verifies, nobody may append to what is closed, and a second drop is none', async () => {
  await write('facts-edge.20261101', 3, 'telemetry.FlowsRecorded');
  await write('user-1');
  await write('facts-far.20261101', 2, 'telemetry.FlowsRecorded');
  await sealOnce(log, key, 1);
  expect(await log.segments.closedBefore('telemetry', later())).toEqual([]);
  expect(await log.segments.cut(Date.now() - 86_400_000)).toEqual([]);
  expect(await log.segments.cut(later())).toEqual(['telemetry']);
  expect(await log.segments.cut(Date.now() - 1000)).toEqual([]);

  // The day after, one stream goes on; then facts of another day.
  await write('facts-edge.20261101', 1, 'telemetry.FlowsRecorded');
  await write('facts-edge.20261102', 2, 'telemetry.FlowsRecorded');
  await write('user-1');
  await sealOnce(log, key, 2);
  const today = new Date().toISOString().slice(0, 10);
  const closed = await log.segments.closedBefore('telemetry', later());
  expect(closed).toMatchObject([{ count: 5, streamClass: 'telemetry', after: '', fromDay: today, toDay: today }]);
  expect(await log.segments.closedBefore('telemetry', Date.now() - 86_400_000)).toEqual([]);
  const [segment] = closed as [ClosedSegment];
  expect(segment.bytes).toBeGreaterThan(1000);
  expect(await log.segments.spanOf(segment)).toMatchObject({ sensors: ['edge', 'far'] });

  const before = (await readToHead(log, 'start')).length;
  const about = { run: 'a-run', policy: 'telemetry 30 days', at: 3, anchored: 9 };
  const told = await tellExpiry(log, key, segment, log.segments.reader(segment), about);
  expect(told).toMatchObject([
    { seals: [[0, 1, expect.any(String)]], streams: [['facts-edge.20261101', 0, 2, expect.any(String)]] },
  ]);
  const events = told.map((data) => anEvent(data as never, EXPIRY_TYPE));
  await log.append([{ stream: EXPIRY_STREAM, expected: 'any', appendId: randomUUID(), events }]);
  await sealOnce(log, key, 4);
  expect(await verifyLog(log, { publicKey: key.publicKey })).toMatchObject({ faults: [], expired: 0 });

  expect(await log.segments.drop(segment)).toBe(true);
  expect(await log.segments.drop(segment)).toBe(false);
  expect((await readToHead(log, 'start')).length).toBe(before + 2 - 5);
  expect(await verifyLog(log, { publicKey: key.publicKey })).toMatchObject({ faults: [], expired: 5 });
  expect(await write('facts-far.20261101')).toBe('tombstoned');
  expect(await write('facts-edge.20261101')).toBe('ok');
  expect(await log.segments.storage()).toMatchObject([
    { streamClass: 'telemetry', oldestDay: today },
    { streamClass: 'rollup', oldestDay: null },
    { streamClass: 'sandbox', oldestDay: null },
  ]);
});

it('never drops what is written, what is kept for ever, and what is no segment', async () => {
  const { pool } = (
    log as unknown as { connections: { pool: { query(text: string): Promise<{ rows: { rel: string }[] }> } } }
  ).connections;
  const first = async (streamClass: number) =>
    (await pool.query(`select rel from el.segment where class = ${streamClass} order by lo desc limit 1`)).rows[0]
      ?.rel ?? '';
  await expect(log.segments.drop({ name: await first(0) })).rejects.toThrow('kept for ever');
  await expect(log.segments.drop({ name: await first(1) })).rejects.toThrow('still being written');
  await expect(log.segments.drop({ name: 'ev; drop table el.ev' })).rejects.toThrow('not a segment');
});

it('gives up behind a long reader, and goes on without it', async () => {
  await write('sandbox-1', 2);
  const { Client } = await import('pg');
  const reader = new Client(postgres.connection);
  await reader.connect();
  await reader.query('begin');
  await reader.query('select count(*) from el.ev');
  expect(await log.segments.cut(later())).toEqual([]);
  await reader.query('commit');
  await reader.end();
  expect(await log.segments.cut(later())).toEqual(['telemetry', 'sandbox']);
  await write('sandbox-2');
  const [segment] = (await log.segments.closedBefore('sandbox', later())) as [ClosedSegment];
  expect(segment.count).toBe(2);
  expect(await log.segments.spanOf(segment)).toMatchObject({ sensors: null });
});

it('goes on appending while it is cut', async () => {
  const writing = Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      for (let i = 0; i < 25; i++) await write(`facts-busy${n}.20261103`, 1, 'telemetry.FlowsRecorded');
    }),
  );
  for (let i = 0; i < 5; i++) await log.segments.cut(later());
  await writing;
  for (const n of [1, 2, 3, 4]) {
    const { events } = await log.readStream({ stream: `facts-busy${n}.20261103`, limit: 100 });
    expect(events).toHaveLength(25);
  }
});
