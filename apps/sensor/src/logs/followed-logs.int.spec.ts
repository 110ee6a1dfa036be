import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { type Batch, eventCatalogue } from '@wireledger/events';

import { EMPTY_CHECKPOINT, type LogCheckpoint } from './log-state';
import { Cable } from '../testing/cable';
import { bundleSensor, SensorProcess } from '../testing/sensor-process';

jest.setTimeout(240_000);

const T = 1_780_000_000;
const HEAD =
  '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n' +
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\n';
const row = (n: number): string => `${T + n / 100}\tC${n}\t10.0.0.1\t${n}\t192.0.2.1\t80\ttcp\tSF\t1\n`;

async function until<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  for (const deadline = Date.now() + 60_000; ; await sleep(30)) {
    const value = await look();
    if (value !== false) return value;
    if (Date.now() > deadline) throw new Error(`${what}: did not happen within 60 s`);
  }
}

describe('a collector of logs', () => {
  let folder: string;
  let postgres: TestPostgres;
  let log: PostgresEventLog;
  let cable: Cable;
  let program: string;
  const running: SensorProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-logs-'));
    program = path.join(folder, 'sensor.js');
    bundleSensor(program);
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ connection: postgres.connection, catalogue: eventCatalogue() });
    cable = await Cable.to(path.join(postgres.connection.host, `.s.PGSQL.${postgres.connection.port}`));
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.end('SIGKILL')));
    await cable?.close();
    await log?.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (data: string): Promise<SensorProcess> => {
    const { user, password, database } = postgres.connection;
    const sensor = await SensorProcess.start(program, {
      DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:${cable.port}/${database}`,
      WIRELEDGER_DATA_DIR: path.join(folder, data),
    });
    running.push(sensor);
    return sensor;
  };
  const eventsOf = async (source: string): Promise<RecordedEvent[]> =>
    (await log.readAll({ after: 'start', limit: 10_000 })).events.filter(({ meta }) =>
      meta.src?.endsWith(`/${source}`),
    );
  const flows = (events: readonly RecordedEvent[]): number[] =>
    events
      .filter(({ type }) => type === 'telemetry.FlowsRecorded')
      .flatMap(({ data }) => [...(data as unknown as Batch<'flow'>).cols.srcPort]);
  const stories = (events: readonly RecordedEvent[]) =>
    events.filter(({ type }) => type.startsWith('domain.')).map(({ type }) => type.replace('domain.', ''));

  it('killed again and again, with the log away meanwhile and files rotated, has every line once and in order', async () => {
    const logs = path.join(folder, 'zeek');
    mkdirSync(logs);
    const current = path.join(logs, 'conn.log');
    let written = 0;
    const write = (lines: number) => {
      const from = written + 1;
      written += lines;
      appendFileSync(current, Array.from({ length: lines }, (_, i) => row(from + i)).join(''));
    };
    writeFileSync(current, HEAD);
    write(3000);
    let sensor = await start('rough');
    const source = await sensor.begin('/collect/logs', { places: [{ kind: 'zeek', path: logs }] });
    for (const round of [1, 2, 3, 4]) {
      if (round === 2) cable.cut();
      write(3000);
      // At some moment of reading, keeping and handing over.
      await sleep(round * 35);
      await sensor.kill();
      if (round === 3) cable.mend();
      write(500);
      renameSync(current, path.join(logs, `conn-${round}.log`));
      writeFileSync(current, HEAD.replace('#path', `#open\t${round}\n#path`));
      write(500);
      sensor = await start('rough');
    }
    const events = await until('every line is in the log', async () => {
      const now = await eventsOf(source);
      return flows(now).length >= written && now;
    });
    expect(flows(events)).toEqual(Array.from({ length: written }, (_, i) => i + 1));
    expect(stories(events)).toEqual(['CaptureStarted']);
    const batches = events.flatMap(({ meta }) => (meta.batch === undefined ? [] : [meta.batch]));
    expect(batches).toEqual(batches.map((_, i) => i + 1));
    // Times are those of the log.
    expect(events.find(({ type }) => type === 'telemetry.FlowsRecorded')?.meta.occ?.[0]).toBe((T + 0.01) * 1e6);

    const [status] = (await sensor.ask('/status')) as [{ logs: object[] }];
    expect(status.logs).toMatchObject([{ source, sensor: 'logs', lines: written, behind: 0, problems: [] }]);
    const [stopped] = await sensor.ask('/collect/stop', { source });
    expect(stopped).toMatchObject({ type: 'stopped', message: 'stopped by a person', lines: written });
    await until('its end is in the log', async () => stories(await eventsOf(source)).length === 2);
    await sensor.end();
    sensor = await start('rough');
    const [after] = (await sensor.ask('/status')) as [{ logs: object[] }];
    expect(after.logs).toEqual([]);
    expect(readdirSync(path.join(folder, 'rough', 'spool', 'log-collectors'))).toEqual([]);
    await sensor.end();
  });

  it('goes on behind what is lost as another source, with a gap; says what is wrong with what it is asked for', async () => {
    const file = path.join(folder, 'access.log');
    const line = (n: number) =>
      `10.0.0.1 - - [29/Nov/2025:18:15:${String(n % 60).padStart(2, '0')} +0000] "GET /${n} HTTP/1.1" 200 1 "-" "-"\n`;
    writeFileSync(file, line(1) + 'nonsense\n');
    let sensor = await start('lossy');
    const wrong = (places: object[]) => sensor.begin('/collect/logs', { places });
    await expect(wrong([{ kind: 'eve', path: '/nowhere/eve.json' }])).rejects.toThrow(
      'There is no /nowhere/eve.json now. Check the path.',
    );
    await expect(wrong([{ kind: 'eve', path: 'eve.json' }])).rejects.toThrow('name files and folders from the root on');
    const source = await sensor.begin('/collect/logs', {
      places: [{ kind: 'access', path: file }],
      server: '192.0.2.80',
      serverPort: 443,
    });
    await until('its line is in the log', async () =>
      (await eventsOf(source)).some(({ type }) => type === 'telemetry.HttpTransactionsRecorded'),
    );
    const [first] = (await eventsOf(source)).filter(({ type }) => type === 'telemetry.HttpTransactionsRecorded');
    expect((first?.data as unknown as Batch<'http'>).cols).toMatchObject({
      server: ['192.0.2.80'],
      serverPort: [443],
      target: ['/1'],
    });
    await until('it has the counts', async () => {
      const [{ logs }] = (await sensor.ask('/status')) as [{ logs: { lines: number; bad: object }[] }];
      return logs[0]?.lines === 2 && Object.keys(logs[0].bad).length === 1;
    });
    await sensor.kill();
    // As if it had been killed before it kept that the step was done, and then the file was replaced by a shorter one.
    const state = path.join(folder, 'lossy', 'spool', 'log-collectors', `${source}.state`);
    const kept = JSON.parse(readFileSync(state, 'utf8')) as LogCheckpoint;
    const [known] = kept.files as [LogCheckpoint['files'][number]];
    const plan = { ranges: [{ file: known.id, from: 0, to: known.at }], nowUs: Date.now() * 1000, settle: false };
    writeFileSync(state, JSON.stringify({ ...EMPTY_CHECKPOINT, looked: true, files: [{ ...known, at: 0 }], plan }));
    writeFileSync(file, 'x\n');
    sensor = await start('lossy');
    const [{ logs }] = await until('another source goes on', async () => {
      const status = (await sensor.ask('/status')) as [{ logs: { source: string }[] }];
      return status[0].logs[0]?.source !== source && status[0].logs.length === 1 && status;
    });
    const next = (logs[0] as { source: string }).source;
    await until('the gap is in the log', async () => stories(await eventsOf(source)).length === 3);
    expect(stories(await eventsOf(source)).sort()).toEqual(['CaptureStarted', 'CaptureStopped', 'GapReported']);
    appendFileSync(file, line(2));
    const again = await until('it reads on', async () => {
      const events = await eventsOf(next);
      return events.some(({ type }) => type === 'telemetry.HttpTransactionsRecorded') && events;
    });
    expect(again.find(({ type }) => type === 'domain.CaptureStarted')?.data).toMatchObject({
      replaces: source,
      interfaces: [`access ${file}`],
    });
    await sensor.end();
  });
});
