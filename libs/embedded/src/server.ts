import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';

import type { Binaries } from './binaries';
import { EmbeddedPostgresError, explainFailure } from './embedded-postgres-error';
import { spawnAs } from './os-user';
import { until } from './processes';
import type { StateFolder } from './state-folder';

export const SUPERUSER = 'wireledger';
const LOG_LIMIT = 8 * 1024 * 1024;
const START_TIMEOUT_MS = 120_000;

/** Settings that differ between a product's and a test's cluster. */
export interface ServerSettings {
  /** Off only for tests that may lose everything. */
  readonly fsync: boolean;
  readonly maxConnections: number;
}

const cleanEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Creates the cluster unless it is there: made aside and renamed, so half a cluster is never taken for a whole one. */
export function ensureCluster(binaries: Binaries, state: StateFolder, { fsync }: ServerSettings): void {
  const { cluster, user } = state;
  if (existsSync(`${cluster}/PG_VERSION`)) {
    const major = readFileSync(`${cluster}/PG_VERSION`, 'utf8').trim();
    if (major === binaries.major) return;
    throw new EmbeddedPostgresError(
      'wrongVersion',
      `The database in ${cluster} was made by PostgreSQL ${major}, this release brings ${binaries.major}. Start the older release and export, or move the folder away to begin with an empty log.`,
    );
  }
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new EmbeddedPostgresError(
      'damaged',
      `${cluster} has files but is not a database (PG_VERSION is missing). Restore a backup into it, or move it away to begin with an empty log.`,
    );
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const password = randomBytes(24).toString('hex');
  const handedOver = `${cluster}.password`;
  for (const file of [state.password, handedOver]) {
    rmSync(file, { force: true });
    writeFileSync(file, password, { mode: 0o600, flag: 'wx' });
  }
  if (user.drop) for (const path of [unfinished, handedOver]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    binaries.initdb,
    [
      ...['-D', unfinished, '-U', SUPERUSER, `--pwfile=${handedOver}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...(fsync ? [] : ['--no-sync']),
    ],
    { ...spawnAs(user), env: cleanEnv, encoding: 'utf8' },
  );
  rmSync(handedOver);
  if (made.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explainFailure(`${made.stdout}${made.stderr}${made.error?.message ?? ''}`, state.root, state.root);
  }
  renameSync(unfinished, cluster);
}

/** Starts the server in a session of its own, so that Ctrl-C at the terminal does not reach it, and waits until it accepts connections. */
export async function launchServer(
  binaries: Binaries,
  state: StateFolder,
  socket: string,
  settings: ServerSettings,
): Promise<ChildProcess> {
  const log = openLog(state);
  const from = statSync(state.log).size;
  const options = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: String(settings.maxConnections),
    fsync: settings.fsync ? 'on' : 'off',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    max_wal_size: '512MB',
    // Rows of a day come in seconds when a capture is imported; until the tables are looked at, their estimated sizes are those of before.
    autovacuum_naptime: '15s',
    wal_compression: 'pglz',
  };
  const child = spawn(
    binaries.postgres,
    ['-D', state.cluster, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...spawnAs(state.user), env: cleanEnv, detached: true, stdio: ['ignore', log, log] },
  );
  let ended: string | null = null;
  child.once('error', (error) => (ended = `error: ${error.message}`));
  child.once('exit', () => (ended ??= ''));
  closeSync(log);
  await until(() => ended !== null || isReady(state.cluster, child.pid), START_TIMEOUT_MS);
  if (ended === null && isReady(state.cluster, child.pid)) return child;
  child.kill('SIGKILL');
  const output = readFileSync(state.log).subarray(from).toString('utf8');
  throw explainFailure(`${output}\n${ended ?? 'error: not ready within two minutes'}`, state.root, state.log);
}

/** The eighth line of postmaster.pid is the server's own word on its state. */
function isReady(cluster: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(`${cluster}/postmaster.pid`, 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** Opened by us and handed to the server. A link in its place is not followed: root would write wherever it points. */
function openLog({ log }: StateFolder): number {
  const file = openSync(log, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  if (fstatSync(file).size > LOG_LIMIT) ftruncateSync(file);
  return file;
}
