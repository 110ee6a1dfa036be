import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { CaptureParser, CaptureWriter } from '@wireledger/capture';
import { PACKET_STORAGE_STREAM, packetStorageDecider } from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { handleCommand, type RecordedEvent } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { endless } from '@wireledger/simulator';

import { Cable } from '../testing/cable';
import { bundleSensor, SensorProcess } from '../testing/sensor-process';

jest.setTimeout(480_000);

const START = Date.UTC(2024, 0, 5, 10) * 1000;
const SECONDS = 100;

async function until<T>(what: string, look: () => Promise<T | false | undefined>): Promise<T> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const value = await look();
    if (value !== false && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what}: did not happen within 120 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Times and bytes of the packets of a capture. */
function packetsIn(capture: Buffer): string[] {
  const found: string[] = [];
  const parser = new CaptureParser((buffer, offset, captured, _original, us) => {
    found.push(`${us} ${Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex')}`);
  });
  parser.feed(capture);
  expect(parser.end()).toMatchObject({ error: null, truncated: false });
  return found;
}

/** A replay takes its time, so that the tests go at once: each has sensors and a way to the log of its own. */
describe('a sensor whose log goes away', () => {
  let folder: string;
  let postgres: TestPostgres;
  let log: PostgresEventLog;
  let cable: Cable;
  let calmCable: Cable;
  let leavingCable: Cable;
  let program: string;
  let file: string;
  const running: SensorProcess[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-log-away-'));
    program = path.join(folder, 'sensor.js');
    bundleSensor(program);
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ connection: postgres.connection, catalogue: eventCatalogue() });
    const socket = path.join(postgres.connection.host, `.s.PGSQL.${postgres.connection.port}`);
    cable = await Cable.to(socket);
    calmCable = await Cable.to(socket);
    leavingCable = await Cable.to(socket);
    file = path.join(folder, 'office.pcap');
    const parts: Buffer[] = [];
    const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
    for (const { bytes, timeUs } of endless({ seed: 5, startUs: START, rate: 60 })) {
      if (timeUs > START + SECONDS * 1e6) break;
      writer.write(bytes, timeUs);
    }
    writer.end();
    writeFileSync(file, Buffer.concat(parts));
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.end('SIGKILL')));
    await cable?.close();
    await calmCable?.close();
    await leavingCable?.close();
    await log?.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (data: string, port: number, more: Record<string, string> = {}): Promise<SensorProcess> => {
    const { user, password, database } = postgres.connection;
    const sensor = await SensorProcess.start(program, {
      DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
      WIRELEDGER_DATA_DIR: path.join(folder, data),
      ...more,
    });
    running.push(sensor);
    return sensor;
  };
  /** Everything in the log so far: each look reads on from the last one. */
  const seen: RecordedEvent[] = [];
  let looked = Promise.resolve();
  const eventsOf = async (source: string): Promise<RecordedEvent[]> => {
    looked = looked.then(async () => {
      const { events } = await log.readAll({ after: seen.at(-1)?.position ?? 'start', limit: 10_000 });
      seen.push(...events);
    });
    await looked;
    return seen.filter(({ meta }) => meta.src?.endsWith(`/${source}`));
  };
  const completed = (source: string) =>
    until('the replay is in the log', async () => {
      const events = await eventsOf(source);
      return events.some(({ type }) => type === 'domain.ReplayCompleted') && events;
    });
  const facts = (events: readonly RecordedEvent[]) => events.filter(({ type }) => type.startsWith('telemetry.'));
  const digest = (events: readonly RecordedEvent[]): string => {
    const hash = createHash('sha256');
    for (const { type, data, meta } of facts(events)) hash.update(`${meta.batch} ${type} ${JSON.stringify(data)}\n`);
    return hash.digest('hex');
  };

  it.concurrent(
    'and is killed meanwhile, twice, delivers what an undisturbed one does, in order and once',
    async () => {
      const order = { file, speed: 10, timestamps: 'original' };
      const calm = await start('calm', calmCable.port);
      const undisturbed = await calm.replay({ ...order, sensor: 'calm' });
      let sensor = await start('rough', cable.port);
      const source = await sensor.replay({ ...order, sensor: 'rough' });
      await until('batches arrive', async () => facts(await eventsOf(source)).length > 20);
      cable.cut();
      const waiting = (more: number) =>
        until('batches wait on the disk', async () => {
          const depth = await sensor.spool();
          return depth !== undefined && depth.waiting > more && depth;
        });
      expect(await waiting(10)).toMatchObject({ sensor: 'rough', full: false, lost: 0 });
      await sensor.kill();
      sensor = await start('rough', cable.port);
      const { waiting: before } = await waiting(10);
      await waiting(before + 20);
      await sensor.kill();
      const arrived = facts(await eventsOf(source)).length;
      sensor = await start('rough', cable.port);
      await waiting(before + 20);
      cable.mend();
      const [calmEvents, roughEvents] = [await completed(undisturbed), await completed(source)];
      expect(facts(roughEvents).length).toBeGreaterThan(arrived + 30);
      expect(facts(roughEvents).map(({ meta }) => meta.batch)).toEqual(facts(calmEvents).map(({ meta }) => meta.batch));
      expect(digest(roughEvents)).toBe(digest(calmEvents));
      const stories = [calmEvents, roughEvents].map((events) =>
        events.filter(({ type }) => type.startsWith('domain.')).map(({ type }) => type),
      );
      expect(stories).toEqual([
        ['domain.ReplayStarted', 'domain.ReplayCompleted'],
        ['domain.ReplayStarted', 'domain.ReplayCompleted'],
      ]);
      await until('the spool is empty', async () => (await sensor.spool())?.waiting === 0);
    },
  );

  it.concurrent('keeps the packets of a replay, each once, in order, though it is killed again and again', async () => {
    const context = { actor: 'system:test', correlationId: 'test', causationId: 'test', at: START };
    await handleCommand(log, packetStorageDecider, PACKET_STORAGE_STREAM, { type: 'store', mode: 'full' }, context);
    const key = path.join(folder, 'store.key');
    writeFileSync(key, 'ab'.repeat(32), { mode: 0o600 });
    const more = { PACKET_STORE_KEY_FILE: key };
    let sensor = await start('keeping', calmCable.port, more);
    await until('it knows what to keep', async () => {
      const [{ mode }] = (await sensor.ask('/packets')) as [{ mode: string }];
      return mode === 'full';
    });
    const source = await sensor.replay({
      file,
      speed: 10,
      timestamps: 'original',
      sensor: 'keeping',
      storePackets: true,
    });
    for (const part of [10, 25]) {
      await until('facts arrive', async () => facts(await eventsOf(source)).length > part);
      await sensor.kill();
      sensor = await start('keeping', calmCable.port, more);
    }
    await completed(source);
    const wanted = { fromUs: 0, toUs: Number.MAX_SAFE_INTEGER };
    const [extent] = (await sensor.ask('/packets/count', wanted)) as [{ packets: number }];
    const lines = (await sensor.ask('/packets/extract', { ...wanted, ...extent })) as { data?: string; end?: true }[];
    expect(lines.at(-1)).toEqual({ end: true });
    const kept = packetsIn(Buffer.concat(lines.map(({ data = '' }) => Buffer.from(data, 'base64'))));
    expect(kept).toEqual(packetsIn(readFileSync(file)));
    await sensor.end();
  });

  it.concurrent('ends in good order while it is away, and delivers the rest at the next start', async () => {
    let sensor = await start('leaving', leavingCable.port);
    const source = await sensor.replay({ file, speed: 10, timestamps: 'original', sensor: 'leaving' });
    await until('batches arrive', async () => facts(await eventsOf(source)).length > 5);
    leavingCable.cut();
    await until('batches wait', async () => ((await sensor.spool())?.waiting ?? 0) > 5);
    await sensor.end();
    const arrived = facts(await eventsOf(source)).length;
    leavingCable.mend();
    sensor = await start('leaving', leavingCable.port);
    await until('they are delivered', async () => facts(await eventsOf(source)).length > arrived + 5);
    await sensor.end();
  });
});
