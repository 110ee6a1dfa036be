import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@wireledger/embedded';
import type { EventLog } from '@wireledger/event-sourcing';
import { loadConfig } from '@wireledger/platform';

import { migrate } from '../../../up/migrate';
import { databaseUrl } from '../../../up/up';
import { openRawLog } from '../../../verify/open-raw-log';
import { API_MAIN, type BenchPart, startPart, stopPart, WORKER_MAIN } from '../../bench-part';
import { ChildFailed } from '../../child-usage';
import { AlertSocket } from './alert-socket';
import { SCAN } from './attempts';
import { DurableCommits } from './durable-commits';

/** API, worker and database, each in a process of its own, in a folder that goes with them; and who appends, listens and compares. */
export interface AlertSystem {
  readonly log: EventLog;
  readonly socket: AlertSocket;
  readonly commits: DurableCommits;
  /** Ingests a capture's facts over and over at so many flow records a second, until it is stopped. */
  load(capture: string, perSecond: number): Promise<Load>;
  close(): Promise<void>;
}

/** Something that ingests beside. */
export interface Load {
  /** Flow records that are on disk so far. */
  flows(): number;
  stop(): Promise<unknown>;
}

/** @throws ChildFailed when a part does not start */
export async function startAlertSystem(): Promise<AlertSystem> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-alerts-'));
  const parts: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part();
  };
  const kept = <T>(part: T, end: (part: T) => Promise<unknown>): T => {
    parts.push(() => end(part));
    return part;
  };
  try {
    const folder = path.join(dataDir, 'postgres');
    const started = await EmbeddedPostgres.start({ dataDir: folder, onLog: () => undefined });
    const database = databaseUrl(kept(started, (postgres) => postgres.stop()).connection);
    const control = randomBytes(32).toString('base64url');
    const env = {
      ...process.env,
      ...{ WIRELEDGER_DATA_DIR: dataDir, DATABASE_URL: database, WIRELEDGER_CONTROL_TOKEN: control },
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', EVENT_LOG_URL: '', QUEUE_URL: '' },
      ...{ TLS_CERT_FILE: '', TLS_KEY_FILE: '' },
    };
    const config = loadConfig(env, dataDir);
    await migrate(config, database);
    const api = kept(await startPart(API_MAIN, [], env), stopPart);
    kept(await startPart(WORKER_MAIN, [], env), stopPart);
    const log = kept(await openRawLog(config, database), (opened) => opened.close());
    const commits = kept(await DurableCommits.open(database), (opened) => opened.close());
    const socket = kept(await AlertSocket.open(api.url, await tokenOf(api, control), SCAN), (opened) => opened.close());
    return { log, socket, commits, close, load: (capture, perSecond) => loadBy(env, capture, perSecond) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadBy(env: NodeJS.ProcessEnv, capture: string, perSecond: number): Promise<Load> {
  const itself = ['bench', 'detect', capture, '--load', String(perSecond)];
  const part = await startPart(process.argv[1] as string, itself, env);
  let flows = 0;
  part.child.on('message', (message) => (flows = (message as { readonly flows?: number }).flows ?? flows));
  return { flows: () => flows, stop: () => stopPart(part) };
}

async function tokenOf({ url }: BenchPart, control: string): Promise<string> {
  const response = await fetch(`${url}/api/control/tokens`, {
    method: 'POST',
    body: JSON.stringify({ role: 'ANALYST', days: 1 }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${control}` },
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new ChildFailed(`no token was made: ${response.status}`);
  return token;
}
