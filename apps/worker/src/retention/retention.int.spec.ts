import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { holdsDecider, HOLDS_STREAM, type LegalHold, RETENTION_STREAM, retentionDecider } from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { EventCatalogue, handleCommand, newSealKey, SealKey, verifyLog } from '@wireledger/event-sourcing';
import { anEvent } from '@wireledger/event-sourcing/testing';
import { AnchorFile } from '@wireledger/platform';
import {
  IntegrityStore,
  migrateReadModels,
  ModelPartitions,
  ReadModels,
  RetentionStore,
} from '@wireledger/read-models';

import { Integrity } from '../integrity/integrity';
import { Retention, type RetentionParts } from './retention';

jest.setTimeout(120_000);

const DAY = 86_400_000;
const key = new SealKey(newSealKey());
const never = new AbortController().signal;
const silent = { error: () => undefined, warn: () => undefined, info: () => undefined };
const by = { actor: 'user:ada', correlationId: randomUUID(), causationId: randomUUID(), at: 1 };
let server: TestPostgres;
let log: PostgresEventLog;
let models: ReadModels;
let folder: string;
let integrity: Integrity;
let store: RetentionStore;

beforeAll(async () => {
  server = await startTestPostgres();
  folder = mkdtempSync(path.join(tmpdir(), 'wl-retention-'));
  const { host, port, user, password, database } = server.connection;
  const url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(url);
  log = await PostgresEventLog.open({ connection: { connectionString: url }, catalogue: EventCatalogue.raw });
  models = await ReadModels.open({ connection: url, poolSize: 3, log });
  const anchor = new AnchorFile(path.join(folder, 'seals.ndjson'));
  integrity = new Integrity({ log, key, anchor, store: new IntegrityStore(models.pool), logger: silent });
  store = new RetentionStore(models.pool);
});
afterAll(async () => {
  await models?.close();
  await log?.close();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

/** The wall clock, so many days after today. */
const inDays = (days: number) => () => Date.now() + days * DAY;
const read = async () => [{ name: 'flows', position: await log.head() }] as never;
const retention = (days: number, parts: Partial<RetentionParts> = {}) =>
  new Retention({
    ...{ log, segments: log.segments, partitions: new ModelPartitions(models.pool), store, seals: integrity },
    ...{ health: read, logger: silent, clock: inDays(days), pauseMs: 10, ...parts },
  });

const write = async (stream: string, n: number, type: string) => {
  const events = Array.from({ length: n }, (_, i) => anEvent({ i, stream }, type));
  const [result] = await log.append([{ stream, expected: 'any', appendId: randomUUID(), events }]);
  expect(result?.status).toBe('ok');
};
/** A day of a read model as a projection makes it. */
async function partition(model: string, day: string, rows: number, sensor = 'edge'): Promise<void> {
  const name = `${model}_${day.replaceAll('-', '')}`;
  await models.pool.query(`CREATE TABLE rm.${name} PARTITION OF rm.${model} FOR VALUES IN ('${day}')`);
  await models.pool.query(
    `INSERT INTO rm.${model} (day, time, sensor, iface, app, packets, bytes_in, bytes_out, queries, requests, drops)
     SELECT $1, i, $2, 0, 'dns', 1, 1, 1, 1, 1, 0 FROM generate_series(1, $3) i`,
    [day, sensor, rows],
  );
  await models.pool.query('INSERT INTO rm.partition VALUES ($1, $2, 1, $3, $4, $3)', [model, day, rows, [sensor]]);
}
const dayBefore = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const verified = () =>
  verifyLog(log, { publicKey: key.publicKey, anchors: new AnchorFile(path.join(folder, 'seals.ndjson')).read() });
/** What the offline verifier says of a signed bundle of the whole history. */
async function bundleVerified(): Promise<unknown> {
  const pieces: string[] = [];
  for await (const { text } of integrity.bundle('user:ada')) pieces.push(text);
  const file = path.join(__dirname, '../../../web/public/wireledger-verify.mjs');
  const { verifyBundle } = (await import(file)) as {
    verifyBundle(lines: readonly string[], publicKey: typeof key.publicKey): Promise<unknown>;
  };
  return verifyBundle(pieces.join('').split('\n'), key.publicKey);
}
const setHold = async (changes: Partial<LegalHold>) => {
  const hold = randomUUID();
  const said = { reason: 'case 17', by: 'user:ada', at: 1, from: 0, to: 5, sensor: null, host: null, ...changes };
  await handleCommand(log, holdsDecider, HOLDS_STREAM, { type: 'set', hold, ...said }, by);
  return hold;
};
const lift = (hold: string) =>
  handleCommand(log, holdsDecider, HOLDS_STREAM, { type: 'lift', hold, reason: 'over', by: 'user:ada', at: 2 }, by);
const ran = async (days: number, dry: boolean, parts: Partial<RetentionParts> = {}) => {
  const id = await store.ask(dry, 'user:ada', Date.now() * 1000);
  await retention(days, parts).run(id, never);
  return store.run(id);
};
const sums = (run: Awaited<ReturnType<typeof ran>>, state: string) =>
  run?.units.filter((unit) => unit.state === state).map(({ name, count, bytes }) => ({ name, count, bytes }));
const tables = async (pattern: string) =>
  (
    await models.pool.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ $1 ORDER BY 1`,
      [pattern],
    )
  ).rows.map(({ relname }) => relname);

it('I18 removes what is due and not held, as the dry run said, and accounts for it; the rest verifies', async () => {
  await write('facts-edge.20261101', 4, 'telemetry.FlowsRecorded');
  await write('user-1', 2, 'domain.Told');
  await integrity.seal();
  await retention(1).tick(never); // the day is over: its segment ends
  await write('facts-edge.20261102', 3, 'telemetry.FlowsRecorded');
  for (const day of [40, 31, 29].map(dayBefore)) await partition('traffic_minute', day, 7);
  await partition('traffic_hour', dayBefore(40), 2);
  await integrity.seal();
  expect((await store.storage())?.classes[0]).toMatchObject({ streamClass: 'telemetry', oldestDay: dayBefore(0) });

  // Nothing of the log is old enough today; of the read models two days are.
  const early = await ran(0, true);
  expect(early?.policy).toEqual({ telemetry: 30, rollup: 730, sandbox: 7 });
  expect(sums(early, 'due')?.map(({ name, count }) => [name, count])).toEqual(
    [40, 31].map((days) => [`traffic_minute_${dayBefore(days).replaceAll('-', '')}`, 7]),
  );

  // In 40 days everything is but the hours; a hold on what is recorded on one day keeps that.
  const from = Date.parse(dayBefore(31)) * 1000;
  const hold = await setHold({ from, to: from + 1 });
  const dry = await ran(40, true);
  expect(dry).toMatchObject({ state: 'done', dry: true });
  expect(sums(dry, 'held')).toMatchObject([{ count: 7 }]);
  expect(dry?.units.find(({ state }) => state === 'held')?.why).toBe('case 17');
  expect(await tables('^(traffic_minute|ev_1)_')).toHaveLength(3 + 4);
  const before = await verified();
  expect(before).toMatchObject({ faults: [], expired: 0 });

  const run = await ran(40, false);
  expect(run).toMatchObject({ state: 'done' });
  expect(sums(run, 'removed')).toEqual(sums(dry, 'due'));
  expect(sums(run, 'removed')?.map(({ count }) => count)).toEqual([7, 7, 4]);
  expect(await tables('^traffic_(minute|hour)_')).toHaveLength(2);
  const told = await log.readStream({ stream: `retention-${run?.id}`, limit: 5 });
  expect(told.events.map(({ data }) => data)).toMatchObject([
    {
      run: run?.id,
      ...{ held: 1, waiting: 0 },
      removed: [
        { streamClass: 'telemetry', store: 'models', partitions: 2, count: 14 },
        { streamClass: 'telemetry', store: 'log', partitions: 1, count: 4 },
      ],
    },
  ]);
  expect(await verified()).toMatchObject({ faults: [], expired: 4 });
  expect(await bundleVerified()).toMatchObject({ faults: [], expired: 4 });

  // Held, it is looked at again and stays; lifted, it goes.
  expect((await ran(40, false))?.units.map(({ state }) => state)).toEqual(['held']);
  await lift(hold);
  expect(sums(await ran(40, false), 'removed')).toMatchObject([{ count: 7 }]);
  expect(await tables('^traffic_minute_')).toEqual([]);
});

it('holds a segment by its sensor and packet time, and lets others go', async () => {
  await retention(1).tick(never);
  await integrity.seal();
  const hold = await setHold({ from: 0, to: Number.MAX_SAFE_INTEGER, sensor: 'edge' });
  const dry = await ran(40, true);
  expect(dry?.units.map(({ store: where, state }) => [where, state])).toContainEqual(['log', 'held']);
  await lift(hold);
  const other = await setHold({ from: 0, to: Number.MAX_SAFE_INTEGER, sensor: 'far' });
  expect((await ran(40, true))?.units.map(({ state }) => state)).toEqual(['due']);
  await retention(40).tick(never);
  const run = await store.latest(false);
  expect(run).toMatchObject({ askedBy: 'system:retention', units: [{ state: 'removed', count: 3 }] });
  await retention(40).tick(never); // there is nothing to do: no run of it is made
  expect((await store.latest(false))?.id).toBe(run?.id);
  await lift(other);
});

describe('a crash in the middle', () => {
  class Crash extends Error {}

  it('is taken up where it stopped: nothing is done twice, it is accounted for once', async () => {
    const days = [60, 59, 58].map(dayBefore);
    for (const day of days) await partition('traffic_minute', day, 5);
    const dropped: string[] = [];
    const partitions = new ModelPartitions(models.pool);
    const counting = (crashAfter: number): Partial<RetentionParts> => ({
      partitions: Object.assign(Object.create(partitions) as ModelPartitions, {
        drop: async (name: string) => {
          const gone = await partitions.drop(name);
          dropped.push(name);
          if (dropped.length === crashAfter) stop.abort(new Crash('killed'));
          stop.signal.throwIfAborted();
          return gone;
        },
      }),
    });
    const stop = new AbortController();
    const id = await store.ask(false, 'user:ada', 1);
    await expect(retention(0, counting(2)).run(id, stop.signal)).rejects.toThrow(Crash);
    expect(await store.run(id)).toMatchObject({ state: 'running', units: { length: 3 } });
    // Its worker is gone for a minute: somebody else takes it.
    expect(await store.standingStill()).toEqual([]);
    await models.pool.query(`UPDATE rm.retention_run SET beat_at = beat_at - interval '2 minutes' WHERE id = $1`, [id]);
    expect(await store.standingStill()).toEqual([id]);
    await retention(0).run(id, never);
    const run = await store.run(id);
    expect(run).toMatchObject({ state: 'done' });
    expect(run?.units.map(({ state }) => state)).toEqual(['removed', 'removed', 'removed']);
    expect(dropped).toHaveLength(2);
    const { events } = await log.readStream({ stream: `retention-${id}`, limit: 5 });
    expect(events.map(({ data }) => data)).toMatchObject([{ removed: [{ partitions: 3, count: 15 }] }]);
    await retention(0).run(id, never);
    expect((await log.readStream({ stream: `retention-${id}`, limit: 5 })).events).toHaveLength(1);
  });

  it('between what is told of a segment and its end: the log verifies before, in between and after', async () => {
    await write('facts-edge.20261103', 2, 'telemetry.FlowsRecorded');
    await retention(1).tick(never);
    await integrity.seal();
    const stop = new AbortController();
    const real = log.segments;
    const crashing = Object.assign(Object.create(real) as typeof real, {
      drop: async () => {
        stop.abort(new Crash('killed'));
        throw new Crash('killed');
      },
    });
    const id = await store.ask(false, 'user:ada', 1);
    await expect(retention(40, { segments: crashing }).run(id, stop.signal)).rejects.toThrow(Crash);
    const between = await verified();
    expect(between.faults).toEqual([]);
    await models.pool.query(`UPDATE rm.retention_run SET beat_at = beat_at - interval '2 minutes' WHERE id = $1`, [id]);
    await retention(40).run(id, never);
    expect((await store.run(id))?.units.every(({ state }) => state === 'removed')).toBe(true);
    const after = await verified();
    expect(after.faults).toEqual([]);
    expect(after.expired).toBeGreaterThan(between.expired);
  });
});

it('waits for the seal outside, for what still reads, and takes nothing from a log that is not as sealed', async () => {
  await write('facts-edge.20261104', 2, 'telemetry.FlowsRecorded');
  await retention(1).tick(never);
  const why = async (parts: Partial<RetentionParts>) => (await ran(40, false, parts))?.units.map((unit) => unit.why);
  expect(await why({})).toEqual(['it is not sealed yet']);
  await integrity.seal();
  const unanchored = { key, seal: () => Promise.resolve(), anchored: () => -1 };
  expect(await why({ seals: unanchored })).toEqual([expect.stringContaining('not written down outside yet')]);
  const behind = async () => [{ name: 'dns', position: null }];
  expect(await why({ health: behind })).toEqual(['dns has not read it yet']);
  await models.pool.query('ALTER TABLE el.ev DISABLE TRIGGER ALL');
  for (const name of await tables('^ev_1_')) await models.pool.query(`ALTER TABLE el.${name} DISABLE TRIGGER ALL`);
  await models.pool.query(
    `DELETE FROM el.ev WHERE class = 1 AND stream_no = (SELECT no FROM el.stream WHERE name = 'facts-edge.20261104') AND rev = 0`,
  );
  expect(await why({})).toEqual([expect.stringContaining('is not what was sealed')]);
  expect((await verified()).faults[0]).toMatchObject({ kind: 'missing' });
});

it('a policy that keeps longer by now is obeyed by a run that was planned before', async () => {
  await partition('traffic_minute', dayBefore(50), 3);
  const id = await store.ask(false, 'user:ada', 1);
  const claimed = await store.claim(id);
  const dry = await ran(0, true);
  await store.plan(claimed as never, { telemetry: 30, rollup: 730, sandbox: 7 }, dry?.units ?? []);
  await handleCommand(
    log,
    retentionDecider,
    RETENTION_STREAM,
    { type: 'keep', days: { telemetry: 60, rollup: 730, sandbox: 7 } },
    by,
  );
  await models.pool.query(`UPDATE rm.retention_run SET beat_at = beat_at - interval '2 minutes' WHERE id = $1`, [id]);
  await retention(0).run(id, never);
  expect((await store.run(id))?.units).toMatchObject([{ state: 'waiting', why: 'it is kept for longer by now' }]);
  expect(await tables('^traffic_minute_')).toHaveLength(1);
});
