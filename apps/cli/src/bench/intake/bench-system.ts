import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@wireledger/embedded';
import { loadConfig } from '@wireledger/platform';

import { migrate } from '../../up/migrate';
import { databaseUrl } from '../../up/up';
import { API_MAIN, type BenchPart, startPart, stopPart } from '../bench-part';
import { ChildFailed } from '../child-usage';

/** A database and both servers, each in a process of its own, in a folder that goes with them. */
export interface BenchSystem {
  readonly intake: { readonly port: number; readonly token: string };
  readonly inserts: { readonly port: number };
  close(): Promise<void>;
}

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
    const api = await startPart(API_MAIN, [], env);
    parts.push(() => stopPart(api));
    const inserts = await startPart(process.argv[1] as string, ['bench', 'intake', '--inserts'], env);
    parts.push(() => stopPart(inserts));
    const token = await tokenOf(portOf(api), control);
    return { intake: { port: portOf(api), token }, inserts: { port: portOf(inserts) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const portOf = ({ url }: BenchPart): number => Number(new URL(url).port);

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
