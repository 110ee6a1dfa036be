import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from '@wireledger/embedded';
import type { EventLog } from '@wireledger/event-sourcing';
import { CaptureStopped, captureStream, GapReported } from '@wireledger/events';
import { loadConfig } from '@wireledger/platform';

import { migrate } from '../../up/migrate';
import { databaseUrl } from '../../up/up';
import { openRawLog } from '../../verify/open-raw-log';
import { SENSOR_MAIN, startPart, stopPart } from '../bench-part';
import { ChildFailed } from '../child-usage';
import { CpuOf } from './cpu-of';

const LOOK_MS = 100;
const SETTLES_MS = 120_000;

/** Processor time since the system began, seconds. */
export interface Used {
  readonly sensor: number;
  /** The program that listens, where it is another one. */
  readonly listener: number;
  readonly log: number;
}

/** What the log has of a source. */
export interface Recorded {
  readonly packets: number;
  /** Packets that its gaps tell of, and their reasons. */
  readonly missing: number;
  readonly reasons: readonly string[];
}

/** What runs of a capture, or how it ended. */
export interface Captured {
  readonly packets: number;
  readonly dropped: number;
}

/** An event log and a sensor, in a folder that goes with them. */
export interface LiveSystem {
  start(iface: string): Promise<string>;
  now(): Promise<Captured>;
  stop(source: string): Promise<Captured>;
  recorded(source: string): Promise<Recorded>;
  used(): Used;
  close(): Promise<void>;
}

/** @throws ChildFailed when a part does not start */
export async function startLiveSystem(driver: string): Promise<LiveSystem> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-live-'));
  const parts: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part();
  };
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres'), onLog: () => undefined });
    parts.push(() => postgres.stop());
    const database = databaseUrl(postgres.connection);
    const token = randomBytes(32).toString('base64url');
    const env = {
      ...process.env,
      ...{ WIRELEDGER_DATA_DIR: dataDir, DATABASE_URL: database, WIRELEDGER_CONTROL_TOKEN: token },
      ...{ CAPTURE_WITH: driver, SENSOR_PORT: '0', LOG_LEVEL: 'warn', EVENT_LOG_URL: '', QUEUE_URL: '' },
    };
    const config = loadConfig(env, dataDir);
    await migrate(config, database);
    const log = await openRawLog(config, database);
    parts.push(() => log.close());
    const sensor = await startPart(SENSOR_MAIN, [], env);
    parts.push(() => stopPart(sensor));
    const ask = doorOf(sensor.url, token);
    const pid = sensor.child.pid as number;
    return {
      ...asking(ask),
      recorded: (source) => recordedOf(log, source),
      used: () => {
        const cpu = new CpuOf();
        const database = postgres.pid ?? 0;
        return {
          sensor: cpu.of(pid),
          listener: cpu.below(pid, 'tcpdump'),
          log: cpu.of(database) + cpu.ended(database) + cpu.below(database),
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Ask = <T>(method: string, at: string, body?: object) => Promise<T>;

function asking(ask: Ask): Pick<LiveSystem, 'start' | 'now' | 'stop'> {
  return {
    start: async (iface) => (await ask<{ source: string }>('POST', '/capture/start', { interfaces: [iface] })).source,
    now: async () => {
      const { captures } = await ask<{ captures: readonly Partial<Captured>[] }>('GET', '/status');
      return { packets: captures[0]?.packets ?? 0, dropped: captures[0]?.dropped ?? 0 };
    },
    stop: async (source) => {
      const { packets = 0, dropped = 0 } = await ask<Partial<Captured>>('POST', '/capture/stop', { source });
      return { packets, dropped };
    },
  };
}

const doorOf =
  (url: string, token: string): Ask =>
  async <T>(method: string, at: string, body?: object) => {
    const response = await fetch(`${url}${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new ChildFailed(`the sensor refused ${at}: ${(await response.text()).slice(0, 500)}`);
    return (await response.json()) as T;
  };

/** Waits until the log has the end of the source. */
async function recordedOf(log: EventLog, source: string): Promise<Recorded> {
  const stream = captureStream(source);
  for (const deadline = Date.now() + SETTLES_MS; Date.now() < deadline; await sleep(LOOK_MS)) {
    if ((await log.tail(stream)) === 'absent') continue;
    const { events } = await log.readStream({ stream, limit: 1000 });
    const end = events.find(({ type }) => type === CaptureStopped.type);
    if (!end) continue;
    const gaps = events.filter(({ type }) => type === GapReported.type);
    const told = gaps.map(({ data }) => data as { dropped: number; reason: string });
    return {
      packets: (end.data as { packets: number }).packets,
      missing: told.reduce((sum, { dropped }) => sum + dropped, 0),
      reasons: [...new Set(told.map(({ reason }) => reason))],
    };
  }
  throw new ChildFailed(`the event log did not have all of a capture within ${SETTLES_MS / 1000} s`);
}
