import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { type Binaries, findBinaries } from './binaries';
import { EmbeddedPostgresError, explainFileError } from './embedded-postgres-error';
import { serverUser } from './os-user';
import { postmasterPid, serverProcesses, stopServer } from './processes';
import { ensureCluster, launchServer, type ServerSettings, SUPERUSER } from './server';
import { chooseStateFolder, DEFAULT_STATE_ROOT, socketFolder, type StateFolder } from './state-folder';
import { releaseLock, takeLock } from './supervisor-lock';

/** How to reach the database: `host` is the folder of the Unix socket. Fits pg's client and pool configuration. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedPostgresOptions {
  /** Folder of the database; made when it is absent. */
  readonly dataDir: string;
  /** One line for people: where the data are, what was cleaned up, that the server was started again. */
  readonly onLog?: (line: string) => void;
  /** Created when absent. */
  readonly database?: string;
  /** Where data and programs go when root starts us under folders that only root may enter. */
  readonly stateRoot?: string;
  readonly settings?: Partial<ServerSettings>;
}

const RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/**
 * Supervisor of a PostgreSQL server from npm: creates, starts, watches, starts again, stops. No hooks on the process: whoever
 * starts it stops it. When this process is killed the server lives on; the next start stops it and starts its own.
 */
export class EmbeddedPostgres {
  private stopping: Promise<void> | null = null;
  private restarts: number[] = [];

  private constructor(
    /** Where the data are. */
    readonly state: StateFolder,
    readonly connection: EmbeddedConnection,
    private child: ChildProcess,
    private readonly relaunch: () => Promise<ChildProcess>,
    private readonly onLog: (line: string) => void,
  ) {
    this.watch();
  }

  /** @throws EmbeddedPostgresError with cause and mend */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const { dataDir, onLog = () => undefined, stateRoot = DEFAULT_STATE_ROOT } = options;
    const settings: ServerSettings = { fsync: true, maxConnections: 80, ...options.settings };
    try {
      const state = chooseStateFolder(dataDir, stateRoot, serverUser());
      if (state.elsewhere) onLog(`only root may enter ${dataDir}: the database is kept in ${state.root}`);
      const binaries = findBinaries(state.user, stateRoot);
      takeLock(state.lock, state.root);
      try {
        return await EmbeddedPostgres.startIn(state, binaries, settings, options.database ?? 'wireledger', onLog);
      } catch (error) {
        releaseLock(state.lock);
        throw error;
      }
    } catch (error) {
      throw explainFileError(error, dataDir);
    }
  }

  private static async startIn(
    state: StateFolder,
    binaries: Binaries,
    settings: ServerSettings,
    database: string,
    onLog: (line: string) => void,
  ): Promise<EmbeddedPostgres> {
    const socket = socketFolder(state);
    await cleanUpOrphan(state, socket, onLog);
    ensureCluster(binaries, state, settings);
    const launch = async () => {
      await cleanUpOrphan(state, socket, onLog);
      return launchServer(binaries, state, socket, settings);
    };
    const connection = { host: socket, port: 5432, user: SUPERUSER, password: readPassword(state), database };
    const child = await launch();
    try {
      await ensureDatabase(connection);
    } catch (error) {
      await stopServer(state.cluster, child.pid ?? null);
      throw error;
    }
    return new EmbeddedPostgres(state, connection, child, launch, onLog);
  }

  /** Process id of the running server. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Fast shutdown; at most 5 s. May be called again. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await stopServer(this.state.cluster, this.child.pid ?? null);
      releaseLock(this.state.lock);
    })();
    return this.stopping;
  }

  private watch(): void {
    this.child.once('exit', (code, signalName) => {
      if (this.stopping) return;
      this.onLog(`PostgreSQL ended unexpectedly (${signalName ?? `exit ${code}`}), starting it again`);
      void this.restart();
    });
  }

  private async restart(): Promise<void> {
    while (!this.stopping) {
      const now = Date.now();
      this.restarts = [...this.restarts.filter((at) => at > now - RESTART_WINDOW_MS), now];
      if (this.restarts.length > RESTARTS) {
        this.onLog(`PostgreSQL ended ${RESTARTS} times within a minute, it stays down. Details: ${this.state.log}`);
        return;
      }
      try {
        this.child = await this.relaunch();
        if (this.stopping) await stopServer(this.state.cluster, this.child.pid ?? null);
        else this.watch();
        return;
      } catch (error) {
        this.onLog((error as Error).message);
        await sleep(1_000);
      }
    }
  }
}

/**
 * A server that its supervisor left behind is stopped; lock files that no process stands behind any more are removed (their
 * process id may be another program's by now, and PostgreSQL would refuse to start).
 */
async function cleanUpOrphan({ cluster }: StateFolder, socket: string, onLog: (line: string) => void): Promise<void> {
  const orphans = serverProcesses(cluster);
  if (orphans.length > 0) {
    const postmaster = postmasterPid(cluster);
    if (postmaster !== null && orphans.includes(postmaster))
      onLog(`stopping a PostgreSQL server left behind by an earlier run (process ${postmaster})`);
    await stopServer(cluster, postmaster);
  }
  const left = serverProcesses(cluster);
  if (left.length > 0)
    throw new EmbeddedPostgresError(
      'taken',
      `A PostgreSQL server left behind in ${cluster} does not end (processes ${left.join(', ')}). End it by hand and start again.`,
    );
  for (const file of [`${cluster}/postmaster.pid`, `${socket}/.s.PGSQL.5432`, `${socket}/.s.PGSQL.5432.lock`])
    rmSync(file, { force: true });
}

function readPassword(state: StateFolder): string {
  if (!existsSync(state.password))
    throw new EmbeddedPostgresError(
      'damaged',
      `${state.password}, the password of the embedded database, is missing. Put it back from a backup, or move ${state.root} away to begin with an empty log.`,
    );
  return readFileSync(state.password, 'utf8').trim();
}

/** How to reach the server that somebody else runs on this folder; whether it runs is not asked. @throws EmbeddedPostgresError without a database there */
export function runningConnection(dataDir: string, database = 'wireledger'): EmbeddedConnection {
  const state = chooseStateFolder(dataDir, DEFAULT_STATE_ROOT, serverUser());
  return { host: socketFolder(state), port: 5432, user: SUPERUSER, password: readPassword(state), database };
}

async function ensureDatabase(connection: EmbeddedConnection): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [connection.database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(connection.database)}`);
  } finally {
    await client.end();
  }
}
