import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InMemoryEventLog, type AppendReq, type EventLog } from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events';
import { FactsWriter } from './facts-writer';
import { SpoolSlot } from './spool-slot';

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

describe('FactsWriter', () => {
  let folder: string;
  let log: InMemoryEventLog;
  let now: number;
  const writer = (on: EventLog = log) =>
    new FactsWriter(
      'lab',
      on,
      new SpoolSlot(path.join(folder, 'slot.json')),
      { now: () => now, sleep: () => Promise.resolve() },
      { warn: () => undefined, error: () => undefined },
    );
  const stored = async (stream = 'facts-lab.20261121') =>
    (await log.readStream({ stream, limit: 1000 })).events.map(({ meta }) => meta.batch);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-writer-'));
    log = new InMemoryEventLog();
    now = DAY;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('appends batches in order, several to an append', async () => {
    const facts = writer();
    for (let i = 1; i <= 20; i++) facts.offer(SOURCE, batch(i));
    await facts.settled();
    expect(await stored()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(facts.acknowledged(SOURCE)).toEqual({ batch: 20, occ: 20e6 });
  });

  it('drops what a resumed source reads again', async () => {
    const first = writer();
    for (let i = 1; i <= 5; i++) first.offer(SOURCE, batch(i));
    await first.settled();
    const second = writer();
    await second.recover();
    for (let i = 1; i <= 8; i++) second.offer(SOURCE, batch(i));
    await second.settled();
    expect(await stored()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each(['before the log has it', 'after the log has it'])('survives being killed %s', async (when) => {
    const reached = when.startsWith('after');
    const killed: AppendReq[] = [];
    const dying = new Proxy(log, {
      get(target, key) {
        if (key !== 'append') return Reflect.get(target, key, target) as unknown;
        return async (requests: AppendReq[]) => {
          killed.push(...requests);
          if (reached) await target.append(requests);
          return new Promise(() => undefined);
        };
      },
    });
    const first = writer(dying);
    first.offer(SOURCE, batch(1));
    while (killed.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const second = writer();
    await second.recover();
    expect(second.acknowledged(SOURCE).batch).toBe(1);
    second.offer(SOURCE, batch(1));
    second.offer(SOURCE, batch(2));
    await second.settled();
    expect(await stored()).toEqual([1, 2]);
  });

  it('tries again while the log is away', async () => {
    let failures = 3;
    const flaky = new Proxy(log, {
      get(target, key) {
        if (key !== 'append') return Reflect.get(target, key, target) as unknown;
        return (requests: AppendReq[]) =>
          failures-- > 0 ? Promise.reject(new Error('connection refused')) : target.append(requests);
      },
    });
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
    rmSync(path.join(folder, 'slot.json'));
    const other = writer();
    other.offer('22222222-2222-4222-8222-222222222222', batch(1));
    await other.settled();
    facts.offer(SOURCE, batch(2));
    await expect(facts.settled()).rejects.toThrow(/somebody else wrote this sensor's stream/);
    expect(() => facts.offer(SOURCE, batch(3))).toThrow(/somebody else/);
  });

  it('forgets a source that has ended', async () => {
    const facts = writer();
    facts.offer(SOURCE, batch(1));
    await facts.settled();
    facts.forget(SOURCE);
    expect(writer().acknowledged(SOURCE).batch).toBe(0);
  });
});
