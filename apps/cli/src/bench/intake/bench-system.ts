import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@wireledger/embedded';
import { loadConfig } from '@wireledger/platform';

import { migrate } from '../../up/migrate';
import { databaseUrl } from '../../up/up';
import { ChildFailed } from '../child-usage';

/** A database and both servers, each in a process of its own, in a folder that goes with them. */
export interface BenchSystem {
  readonly intake: { readonly port: number; readonly token: string };
  readonly inserts: { readonly port: number };
  close(): Promise<void>;
}

const API = path.resolve(__dirname, '../../../../api/src/main.js');
const STARTS_MS = 60_000;

/** @throws ChildFailed when a part does not start */
export async function startBenchSystem(): Promise<BenchSystem> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-intake-'));
  const parts: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part();
  };
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres'), onLog: () => undefined });
    parts.push(() => postgres.stop());
    const database = databaseUrl(postgres.connection);
    const control = randomBytes(32).toString('base64url');
    const env = {
      ...process.env,
      ...{ WIRELEDGER_DATA_DIR: dataDir, DATABASE_URL: database, WIRELEDGER_CONTROL_TOKEN: control },
      ...{
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'error',
        EVENT_LOG_URL: '',
        QUEUE_URL: '',
        TLS_CERT_FILE: '',
        TLS_KEY_FILE: '',
      },
    };
    await migrate(loadConfig(env, dataDir), database);
    const api = await started(API, [], env);
    parts.push(() => stopped(api.child));
    const inserts = await started(process.argv[1] as string, ['bench', 'intake', '--inserts'], env);
    parts.push(() => stopped(inserts.child));
    const token = await tokenOf(api.port, control);
    return { intake: { port: api.port, token }, inserts: { port: inserts.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Resolves when it says that it listens. */
function started(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(file, args, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new ChildFailed(`${path.basename(file)} did not start within ${STARTS_MS / 1000} s`));
    }, STARTS_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new ChildFailed(`${path.basename(file)} ended with code ${code}`));
    });
    child.on('message', (message) => {
      const { type, url } = message as { readonly type?: string; readonly url?: string };
      if (type !== 'listening' || url === undefined) return;
      clearTimeout(timer);
      resolve({ child, port: Number(new URL(url).port) });
    });
  });
}

const stopped = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(null);
    child.once('exit', resolve);
    child.kill('SIGTERM');
    return setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });

async function tokenOf(port: number, control: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/control/tokens`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'sensor', days: 1 }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${control}` },
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new ChildFailed(`no token was made: ${response.status}`);
  return token;
}
