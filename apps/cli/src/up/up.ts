import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres, type EmbeddedConnection } from '@wireledger/embedded';
import { ACCEPT_HINT, againstAnchor, contradiction } from '@wireledger/event-sourcing';
import { AnchorFile, publicUrlOf, type Config } from '@wireledger/platform';
import { control } from '../replay/control-client';
import { Child } from './child';
import { openRawLog } from '../verify/open-raw-log';
import { migrate } from './migrate';
import { CannotStart, preflight } from './preflight';
import type { Screen } from './screen';
import { removeSystemFile, writeSystemFile, type SystemFile } from './system-file';

export interface UpOptions {
  readonly demo: boolean;
}

const READY_MS = 60_000;
/** SIGTERM to SIGKILL; with the database's fast stop all of it stays under 5 s. */
const GRACE_MS = 2500;

interface Database {
  readonly url: string;
  /** Process of the embedded server, 0 when the database is elsewhere. */
  readonly pid: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Runs everything on this machine until `stop` aborts: database, migrations, api, worker, sensor.
 * @throws CannotStart, or what a part says of itself
 */
export async function up(config: Config, options: UpOptions, screen: Screen, stop: AbortSignal): Promise<void> {
  const began = performance.now();
  const { dataDir } = config;
  await preflight({ dataDir, host: config.host, port: config.port });
  const database = await openDatabase(config, dataDir, screen);
  const children: Child[] = [];
  try {
    await migrate(config, database.url);
    await assertNotOlder(config, database.url);
    const system = startChildren(config, options, { dataDir, database, screen }, children);
    await ready(system.url, stop);
    if (stop.aborted) return;
    await announce(system, screen, performance.now() - began);
    await new Promise<void>((resolve) =>
      stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve(), { once: true }),
    );
    screen.line('stopping …');
  } finally {
    removeSystemFile(dataDir);
    await Promise.all(children.map((child) => child.stop(GRACE_MS)));
    await database.stop();
  }
  screen.line('stopped');
}

/** Nothing is built on a log that ends before what was written down outside. @throws CannotStart */
async function assertNotOlder(config: Config, databaseUrl: string): Promise<void> {
  const anchored = AnchorFile.of(config).last();
  if (!anchored) return;
  const log = await openRawLog(config, databaseUrl);
  try {
    const contradicted = contradiction(await againstAnchor(log, anchored));
    if (contradicted !== '') throw new CannotStart(`${contradicted}. ${ACCEPT_HINT}`);
  } finally {
    await log.close();
  }
}

async function openDatabase(config: Config, dataDir: string, screen: Screen): Promise<Database> {
  if (config.databaseUrl) return { url: config.databaseUrl, pid: () => 0, stop: () => Promise.resolve() };
  const postgres = await EmbeddedPostgres.start({
    dataDir: path.join(dataDir, 'postgres'),
    onLog: (line: string) => screen.log('database', line),
  });
  return { url: databaseUrl(postgres.connection), pid: () => postgres.pid ?? 0, stop: () => postgres.stop() };
}

/** The form that processes pass on; the socket's folder rides as a parameter. */
export function databaseUrl({ host, port, user, password, database }: EmbeddedConnection): string {
  const part = encodeURIComponent;
  return `postgres://${part(user)}:${part(password)}@/${part(database)}?host=${part(host)}&port=${port}`;
}

function startChildren(
  config: Config,
  options: UpOptions,
  place: { dataDir: string; database: Database; screen: Screen },
  children: Child[],
): SystemFile {
  const token = randomBytes(32).toString('base64url');
  const url = `${config.tls ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  let system: SystemFile = {
    pid: process.pid,
    url,
    address: publicUrlOf(config),
    token,
    sensor: null,
    pids: {},
    startedAt: new Date().toISOString(),
  };
  const publish = (change: Partial<SystemFile>) => {
    system = { ...system, ...change };
    writeSystemFile(place.dataDir, system);
  };
  publish({ pids: { postgres: place.database.pid() } });
  const env = {
    ...process.env,
    WIRELEDGER_DATA_DIR: place.dataDir,
    DATABASE_URL: place.database.url,
    WIRELEDGER_CONTROL_TOKEN: token,
    WIRELEDGER_DEMO: options.demo ? '1' : '0',
    // On one machine a person reads along: text, and only what matters, unless told otherwise.
    LOG_FORMAT: config.logFormat === 'auto' ? 'text' : config.logFormat,
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
  };
  for (const name of ['api', 'worker', 'sensor'] as const) {
    const child = new Child({
      name,
      env,
      onLine: (process, line) => place.screen.log(process, line),
      onStart: (pid) => publish({ pids: { ...system.pids, [name]: pid } }),
      onMessage: (message) => {
        const { type, url: at } = message as { type?: string; url?: string };
        if (name === 'sensor' && type === 'listening' && at) publish({ sensor: { url: at } });
      },
    });
    children.push(child);
    child.start();
  }
  return system;
}

async function ready(url: string, stop: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const response = await fetch(`${url}/health/ready`).catch(() => null);
    if (response?.ok || stop.aborted) return;
    if (performance.now() > deadline) {
      const detail = response
        ? `it answers ${response.status}: ${(await response.text()).slice(0, 300)}`
        : 'it does not answer';
      throw new Error(`the API was not ready within ${READY_MS / 1000} s: ${detail}. The lines above say more.`);
    }
    await sleep(100);
  }
}

async function announce(system: SystemFile, screen: Screen, tookMs: number): Promise<void> {
  const lines = [`Wireledger is running at ${system.address}`, ''];
  const state = (await (await fetch(`${system.url}/api/auth/state`)).json()) as { bootstrapNeeded: boolean };
  if (state.bootstrapNeeded) {
    const link = await control<{ url: string }>(system, 'api', 'POST', '/api/control/bootstrap-link');
    lines.push('Create the first administrator (one use, 30 minutes):', link.url, '');
  }
  lines.push(`Ready in ${(tookMs / 1000).toFixed(1)} s. Ctrl-C stops it.`);
  screen.box(lines);
}
