import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { CaptureWriter } from '@wireledger/capture';
import { type AppendReq, type EventLog, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { createLogger } from '@wireledger/platform';
import { endless } from '@wireledger/simulator';

import { Writers } from '../writers';
import type { ImportOrder } from './import-order';
import { SpecStore } from '../spec-store';
import type { ReplaySpec } from './replay-spec';
import { Replays } from './replays';

const START = Date.UTC(2024, 0, 5, 10) * 1000;
const MINUTES = 3;

let folder: string;
let file: string;
let order: ImportOrder;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-imports-'));
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  let [packets, lastUs] = [0, 0];
  for (const { bytes, timeUs } of endless({ seed: 7, startUs: START, rate: 40 })) {
    if (timeUs > START + MINUTES * 60e6) break;
    writer.write(bytes, timeUs);
    [packets, lastUs] = [packets + 1, timeUs];
  }
  writer.end();
  file = path.join(folder, 'stored');
  const stored = gzipSync(Buffer.concat(parts));
  writeFileSync(file, stored);
  const sha256 = createHash('sha256').update(stored).digest('hex');
  order = {
    ...{ source: randomUUID(), file, name: 'office <b>.pcap.gz', sensor: 'import', sha256 },
    ...{ sizeBytes: stored.length, packets, firstUs: START, lastUs },
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A log that takes some appends of facts and lets its sensor wait for the answer to the last of them. */
class SlowLog {
  private open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  constructor(
    private readonly log: InMemoryEventLog,
    private left: number,
  ) {}

  get port(): EventLog {
    return new Proxy(this.log, {
      get: (target, name) => {
        if (name === 'append') return (requests: AppendReq[]) => this.append(requests);
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
  }

  private async append(requests: AppendReq[]) {
    const answer = await this.log.append(requests);
    if (requests[0]?.stream.startsWith('facts-') && this.left > 0 && --this.left === 0) await this.opened;
    return answer;
  }

  /** The last one has reached the log, and its answer is on the way. */
  async reached(): Promise<void> {
    while (this.left > 0) await turn();
  }

  answer(): void {
    this.open();
  }
}

const sensor = (log: EventLog, spool: string) => {
  const logger = createLogger('sensor', { logLevel: 'silent', logFormat: 'json' });
  const clock = { now: () => Date.UTC(2026, 10, 21, 12), sleep: () => turn() };
  return new Replays(
    log,
    new Writers(spool, log, clock, logger, 64 * 1024 * 1024),
    new SpecStore<ReplaySpec>(path.join(spool, 'replays')),
    logger,
  );
};
const newSpool = () => mkdtempSync(path.join(folder, 'spool-'));
const newLog = () => new InMemoryEventLog({ catalogue: eventCatalogue() });
const facts = async (log: InMemoryEventLog) =>
  (await log.readAll({ after: 'start', filter: { types: ['telemetry.'] }, limit: 5000 })).events.map(
    ({ id, type, data, meta }) => ({ id, type, data, batch: meta.batch }),
  );
const lifecycle = async (log: InMemoryEventLog) =>
  (await log.readStream({ stream: `capture-${order.source}`, limit: 100 })).events;
const ended = (replays: Replays) => replays.ending(order.source) ?? Promise.resolve(null);

/** Processes that were cut off: what they had open is not collected before the test is over. */
const gone: Replays[] = [];

/** What an import that nothing disturbs leaves behind. */
async function undisturbed() {
  const log = newLog();
  const replays = sensor(log, newSpool());
  expect(await replays.import(order)).toEqual({ state: 'running' });
  expect(await ended(replays)).toMatchObject({ type: 'completed', packets: order.packets });
  return { log, replays, facts: await facts(log) };
}

let wanted: Awaited<ReturnType<typeof facts>>;
beforeAll(async () => void (wanted = (await undisturbed()).facts));

it('brings a packed capture into the history with its own times, under the name that it was given', async () => {
  const { log, replays } = await undisturbed();
  expect(wanted.length).toBeGreaterThan(10);
  const [started, completed] = await lifecycle(log);
  expect(started).toMatchObject({
    type: 'domain.ReplayStarted',
    data: { file: order.name, shiftUs: 0, sensor: 'import' },
  });
  expect(completed).toMatchObject({ type: 'domain.ReplayCompleted', data: { packets: order.packets, warnings: [] } });
  expect(replays.imports()).toEqual([]);
  // Again: nothing is read, nothing is written.
  expect(await replays.import(order)).toEqual({ state: 'completed' });
  expect(await facts(log)).toEqual(wanted);
});

it.each([1, 2, 3])('cut off in its append %i it goes on, and nothing is lost or doubled', async (appends) => {
  const [log, spool] = [newLog(), newSpool()];
  const slow = new SlowLog(log, appends);
  const first = sensor(slow.port, spool);
  gone.push(first);
  expect(await first.import(order)).toEqual({ state: 'running' });
  await slow.reached();
  // The process is gone here: nothing of it is closed in good order. The next one finds the spool as it was left.
  const second = sensor(log, spool);
  second.resume();
  expect(await ended(second)).toMatchObject({ type: 'completed', packets: order.packets });
  expect(await facts(log)).toEqual(wanted);
});

it('stopped on the way it stands still, also through a restart, and goes on when it is asked for again', async () => {
  const [log, spool] = [newLog(), newSpool()];
  const slow = new SlowLog(log, 1);
  const replays = sensor(slow.port, spool);
  await replays.import(order);
  await slow.reached();
  const stopped = replays.stop(order.source);
  slow.answer();
  expect(await stopped).toMatchObject({ type: 'stopped' });
  expect(replays.imports()).toMatchObject([{ source: order.source, held: 'stopped by a person' }]);
  const after = sensor(log, spool);
  after.resume();
  expect(after.isRunning(order.source)).toBe(false);
  expect(await lifecycle(log)).toHaveLength(1);
  expect(await after.import(order)).toEqual({ state: 'running' });
  expect(await ended(after)).toMatchObject({ type: 'completed' });
  expect(await facts(log)).toEqual(wanted);
});

it('whose file is gone it is held with the reason, and goes on once it is there again', async () => {
  const [log, spool] = [newLog(), newSpool()];
  const replays = sensor(log, spool);
  const bytes = readFileSync(file);
  rmSync(file);
  try {
    await replays.import(order);
    expect(await ended(replays)).toMatchObject({ type: 'failed' });
    expect(replays.imports()).toMatchObject([{ held: expect.stringMatching(/there is no file/) }]);
  } finally {
    writeFileSync(file, bytes);
  }
  await replays.import(order);
  expect(await ended(replays)).toMatchObject({ type: 'completed' });
});
