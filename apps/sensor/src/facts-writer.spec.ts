import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  InMemoryEventLog,
  type AppendReq,
  type AppendResult,
  type EventLog,
  InvalidAppend,
} from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events';
import { FactsWriter } from './facts-writer';
import { noRecords } from './figures';
import { captureStarted, captureStopped, sensorEnrolled } from './lifecycle';
import { Segments } from './spool/segments';
import { Spool } from './spool/spool';
import { type BatchItem, decodeItem } from './spool/spool-item';
import { type SlotState, SpoolSlot } from './spool/spool-slot';

const OTHER = '22222222-2222-4222-8222-222222222222';
const SOURCE = '11111111-1111-4111-8111-111111111111';
const DAY = Date.UTC(2026, 10, 21, 12);

const batch = (number: number, mark = 0): CutBatch =>
  ({
    kind: 'traffic',
    number,
    seq: [number, number],
    occ: [number * 1e6, number * 1e6],
    payload: { v: 1, n: 1, t0: mark, cols: {} },
  }) as unknown as CutBatch;

jest.setTimeout(30_000); // the disk of a busy machine is slow

type Done = (error: null) => void;

// Here processes are killed, not power: what they wrote is there without waiting for the disk. Nothing is under way on it when one of them is gone.
jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  return {
    ...fs,
    fsyncSync: () => undefined,
    fdatasyncSync: () => undefined,
    fsync: (_: number, done: Done) => done(null),
    fdatasync: (_: number, done: Done) => done(null),
    rename: (from: string, to: string, done: Done) => {
      fs.renameSync(from, to);
      done(null);
    },
  };
});

describe('FactsWriter', () => {
  let folder: string;
  let log: InMemoryEventLog;
  let now: number;
  const MIB = 1024 * 1024;
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const opened: FactsWriter[] = [];
  const writer = (on: EventLog = log, sensor = 'lab', limit = MIB): FactsWriter => {
    const own = path.join(folder, sensor);
    const clock = { now: () => now, sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms / 100)) };
    const slot = new SpoolSlot(path.join(own, 'slot.json'));
    const facts = new FactsWriter('lab', on, new Spool(own, limit, silent), slot, clock, silent);
    facts.recover();
    opened.push(facts);
    return facts;
  };
  /** The log behind something that answers instead of it, or lets it answer. */
  const behind = (append: (requests: AppendReq[]) => Promise<AppendResult[]> | null): EventLog =>
    new Proxy(log, {
      get(target, key) {
        if (key !== 'append') return Reflect.get(target, key, target) as unknown;
        return (requests: AppendReq[]) => append(requests) ?? target.append(requests);
      },
    });
  const refusing = () => Promise.reject(new Error('connection refused'));
  const unanswered: ((gone: Error) => void)[] = [];
  /** No answer while the test lasts: a writer that is closed need not give up waiting. */
  const silence = () => new Promise<never>((_, reject) => void unanswered.push(reject));
  const gaps = async () =>
    (await log.readAll({ after: 'start', limit: 1000 })).events.flatMap(({ type, data }) =>
      type === 'domain.GapReported' ? [data as { source: string; reason: string; from: number; to: number }] : [],
    );
  const stored = async (stream = 'facts-lab.20261121') =>
    (await log.readStream({ stream, limit: 1000 })).events.map(({ meta }) => meta.batch);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-writer-'));
    log = new InMemoryEventLog();
    now = DAY;
  });
  afterEach(async () => {
    const closed = opened.splice(0).map((one) => one.close());
    for (const end of unanswered.splice(0)) end(new Error('gone'));
    await Promise.all(closed);
    rmSync(folder, { recursive: true, force: true });
  });

  it('appends batches in order, several to an append', async () => {
    const facts = writer();
    for (let i = 1; i <= 20; i++) facts.offer(SOURCE, batch(i));
    await facts.settled();
    expect(await stored()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(facts.taken(SOURCE)).toEqual({ batch: 20, occ: 20e6 });
  });

  it('drops what a resumed source reads again', async () => {
    const first = writer();
    for (let i = 1; i <= 5; i++) first.offer(SOURCE, batch(i));
    await first.settled();
    const second = writer();
    for (let i = 1; i <= 8; i++) second.offer(SOURCE, batch(i));
    await second.settled();
    expect(await stored()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each(['before the log has it', 'after the log has it'])('survives being killed %s', async (when) => {
    const reached = when.startsWith('after');
    const killed: AppendReq[] = [];
    const dying = behind(async (requests) => {
      killed.push(...requests);
      if (reached) await log.append(requests);
      return silence();
    });
    const first = writer(dying);
    first.offer(SOURCE, batch(1));
    while (killed.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const second = writer();
    expect(second.taken(SOURCE).batch).toBe(1);
    second.offer(SOURCE, batch(1));
    second.offer(SOURCE, batch(2));
    await second.settled();
    expect(await stored()).toEqual([1, 2]);
  });

  it('tries again while the log is away', async () => {
    let failures = 3;
    const flaky = behind(() => (failures-- > 0 ? refusing() : null));
    const facts = writer(flaky);
    facts.offer(SOURCE, batch(1));
    await facts.settled();
    expect(await stored()).toEqual([1]);
  });

  it('starts the stream of the next day when the day before is acknowledged', async () => {
    const facts = writer();
    facts.offer(SOURCE, batch(1));
    await facts.settled();
    now += 86_400_000;
    facts.offer(SOURCE, batch(2));
    await facts.settled();
    expect(await stored()).toEqual([1]);
    expect(await stored('facts-lab.20261122')).toEqual([2]);
  });

  it('says loudly when another writer uses its stream', async () => {
    const facts = writer();
    facts.offer(SOURCE, batch(1));
    await facts.settled();
    const other = writer(log, 'copied');
    other.offer(OTHER, batch(1));
    await other.settled();
    facts.offer(SOURCE, batch(2));
    await expect(facts.settled()).rejects.toThrow(/somebody else wrote this sensor's stream/);
    expect(() => facts.offer(SOURCE, batch(3))).toThrow(/somebody else/);
  });

  it('forgets a source that has ended, when all of it is in the log', async () => {
    let away = true;
    const facts = writer(behind(() => (away ? refusing() : null)));
    facts.offer(SOURCE, batch(1));
    facts.forget(SOURCE);
    away = false;
    await facts.settled();
    await facts.close();
    expect(await stored()).toEqual([1]);
    expect(writer().taken(SOURCE).batch).toBe(0);
  });

  it('keeps far more than its memory while the log is away, and hands it over in order', async () => {
    let away = true;
    const facts = writer(behind(() => (away ? refusing() : null)));
    const all = Array.from({ length: 500 }, (_, n) => n + 1);
    for (const n of all) facts.offer(SOURCE, batch(n));
    const depth = () => facts.depth;
    while (depth().problem === null) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(depth()).toMatchObject({ sensor: 'lab', waiting: 500, full: false, lost: 0, problem: 'connection refused' });
    expect(depth().bytes).toBeGreaterThan(500 * 100);
    away = false;
    await facts.settled();
    expect(await stored()).toEqual(all);
    expect(facts.depth).toEqual({ sensor: 'lab', waiting: 0, bytes: 0, full: false, lost: 0, problem: null });
    await facts.close();
    expect(readdirSync(path.join(folder, 'lab', 'segments'))).toEqual([]);
    for (const name of ['slot.json', 'reserve'])
      expect(statSync(path.join(folder, 'lab', name)).mode & 0o777).toBe(0o600);
  });

  it('killed at any moment, with the log coming and going: every batch is there once, in order', async () => {
    let seed = 7;
    const chance = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    let n = 0;
    for (let life = 0; life < 30; life++) {
      let dead = false;
      const facts = writer(
        behind(async (requests) => {
          if (dead) return silence();
          const luck = chance(10);
          if (luck < 3) return refusing();
          const answer = luck < 9 ? await log.append(requests) : null;
          // The process is gone before it hears of it.
          if (dead || luck > 7) return silence();
          return answer ?? refusing();
        }),
      );
      expect(facts.taken(SOURCE).batch).toBe(n);
      for (let more = chance(30); more > 0; more--) {
        facts.offer(SOURCE, batch(++n));
        if (chance(3) === 0) await new Promise((resolve) => setTimeout(resolve, chance(3)));
      }
      dead = true;
      // What it had begun on the disk is done, or never will be: nobody else of these lives writes there now.
      await new Promise(setImmediate);
    }
    const last = writer();
    await last.settled();
    expect(await stored()).toEqual(Array.from({ length: n }, (_, at) => at + 1));
    expect(await gaps()).toEqual([]);
  }, 60_000);

  it('what happens to a source is told in its order among the batches, and waits with them', async () => {
    let away = true;
    const facts = writer(behind(() => (away ? refusing() : null)));
    const live = { source: SOURCE, sensor: 'lab', startedUs: now * 1000, interfaces: ['eth0'] };
    const started = facts.tell(captureStarted(live, null));
    facts.offer(SOURCE, batch(1));
    const figures = { packets: 1, bytes: 1, batches: 1, records: noRecords(), warnings: [] };
    const stopped = facts.tell(captureStopped(live, figures, 'stopped by a person'));
    away = false;
    await facts.settled();
    const { events } = await log.readAll({ after: 'start', limit: 10 });
    expect(events.map(({ type }) => type)).toEqual([
      ...['domain.CaptureStarted', 'telemetry.TrafficSampled', 'domain.CaptureStopped'],
    ]);
    expect([await started, await stopped]).toEqual([events[0]?.position, events[2]?.position]);
    // A process that was killed before it knew says it again.
    expect(await facts.tell(captureStarted(live, null))).toBe(events[0]?.position);
  });

  it('tells who waits that it stopped', async () => {
    const facts = writer(behind(refusing));
    const started = facts.tell(sensorEnrolled('lab', 1));
    await facts.close();
    await expect(started).rejects.toThrow('the sensor stopped before the log had it');
  });

  /** Changes a byte of the batch with that number where it stands on the disk. */
  const damage = (number: number) => {
    const at = path.join(folder, 'lab', 'segments');
    for (const name of readdirSync(at)) {
      const file = path.join(at, name);
      const bytes = readFileSync(file);
      const place = bytes.indexOf(`"batch":${number},`);
      if (place < 0) continue;
      bytes[place + 1] = 0x58;
      writeFileSync(file, bytes);
      return;
    }
    throw new Error(`batch ${number} is not there`);
  };

  it.each([
    ['while nobody had it open', true],
    ['while it was open', false],
  ])('a batch that was changed on the disk %s is not delivered, but counted and told', async (_when, restarted) => {
    let away = true;
    const first = writer(behind(() => (away ? refusing() : null)));
    for (let n = 1; n <= 100; n++) first.offer(SOURCE, batch(n));
    damage(90);
    damage(91);
    let facts = first;
    if (restarted) {
      await first.close();
      facts = writer();
    }
    away = false;
    await facts.settled();
    const all = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(await stored()).toEqual(all.filter((n) => n !== 90 && n !== 91));
    expect(facts.depth.lost).toBe(2);
    const told = await gaps();
    expect(told).toMatchObject([
      { source: SOURCE, reason: 'batches in the spool could not be read any more', from: 89e6, to: 92e6 },
    ]);
  });

  it.each(['has it', 'has not got it'])(
    'goes on when the log %s and the batch can not be offered again',
    async (has) => {
      const first = writer(
        behind(async (requests) => {
          if (has === 'has it') await log.append(requests);
          return silence();
        }),
      );
      for (let n = 1; n <= 20; n++) first.offer(SOURCE, batch(n));
      await new Promise((resolve) => setTimeout(resolve, 20));
      damage(3);
      const second = writer();
      await second.settled();
      const all = Array.from({ length: 20 }, (_, n) => n + 1);
      expect(await stored()).toEqual(has === 'has it' ? all : all.filter((n) => n !== 3));
    },
  );

  it('leaves out the batch alone that the log will never take, and says so', async () => {
    const facts = writer(
      behind(({ 0: request }) =>
        request?.events.some(({ meta }) => meta.batch === 5) ? Promise.reject(new InvalidAppend('too large')) : null,
      ),
    );
    for (let n = 1; n <= 20; n++) facts.offer(SOURCE, batch(n));
    await facts.settled();
    expect(await stored()).toEqual(Array.from({ length: 20 }, (_, n) => n + 1).filter((n) => n !== 5));
    expect(await gaps()).toMatchObject([{ source: SOURCE, reason: 'the event log refused a batch (number 5)' }]);
    expect(facts.depth.lost).toBe(1);
  });

  it('is full at its limit, takes what is on the way, and has room again when the log took some', async () => {
    let away = true;
    const facts = writer(behind(() => (away ? refusing() : null)));
    let n = 0;
    while (!facts.full)
      facts.offer(SOURCE, { ...batch(++n), payload: { v: 1, n: 1, t0: 0, pad: 'x'.repeat(9000) } } as never);
    expect(facts.depth.bytes).toBeLessThan(MIB);
    expect(facts.congested).toBe(true);
    facts.offer(SOURCE, batch(++n));
    const room = facts.room();
    away = false;
    await room;
    await facts.settled();
    expect(await stored()).toEqual(Array.from({ length: n }, (_, at) => at + 1));
    expect(facts.full).toBe(false);
  });

  it('takes over what a former release left', async () => {
    const slot = path.join(folder, 'lab', 'slot.json');
    const killed = writer(behind(silence));
    killed.offer(SOURCE, batch(1));
    killed.offer(SOURCE, batch(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { pending, stream } = JSON.parse(readFileSync(slot, 'utf8')) as SlotState;
    const at = path.join(folder, 'lab', 'segments');
    const events: object[] = [];
    new Segments(at).open(
      ({ body }) => events.push((decodeItem(body) as BatchItem).event),
      () => undefined,
    );
    expect(events).toHaveLength(2);
    const request = { stream, expected: 'none', appendId: pending?.appendId, events };
    await killed.close(); // gives up waiting for the log
    rmSync(path.join(folder, 'lab'), { recursive: true });
    mkdirSync(path.join(folder, 'lab'));
    const acked = { [OTHER]: { batch: 4, occ: 4e6 } };
    writeFileSync(slot, JSON.stringify({ v: 1, stream, revision: '-1', acked, pending: request }));
    const facts = writer();
    expect([facts.taken(SOURCE).batch, facts.taken(OTHER).batch]).toEqual([2, 4]);
    facts.offer(SOURCE, batch(3));
    await facts.settled();
    expect(await stored()).toEqual([1, 2, 3]);
  });

  it('does not begin when it cannot know what was acknowledged', async () => {
    const facts = writer(behind(refusing));
    facts.offer(SOURCE, batch(1));
    await facts.close();
    rmSync(path.join(folder, 'lab', 'slot.json'));
    expect(() => writer()).toThrow(/what was acknowledged of them is gone \(slot.json\)/);
  });
});
