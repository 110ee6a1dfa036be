import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { type EmbeddedConnection, EmbeddedPostgres } from '../embedded-postgres';
import { postmasterPid, stopServer } from '../processes';
import { supervisorOf } from '../supervisor-lock';
import { putReadyCluster } from './ready-cluster';

const PREFIX = 'wl-test-pg-';

export interface TestPostgres {
  readonly connection: EmbeddedConnection;
  readonly server: EmbeddedPostgres;
  /** A new, empty database in the same server. */
  createDatabase(name: string): Promise<EmbeddedConnection>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

/** A PostgreSQL server of its own for one spec file: half a second to start, in a temporary folder, not durable unless asked. */
export async function startTestPostgres(options: { readonly fsync?: boolean } = {}): Promise<TestPostgres> {
  await sweepLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // Passable for the server's own user: under root the data stay here and go with the folder.
  chmodSync(folder, 0o711);
  await putReadyCluster(folder);
  const server = await EmbeddedPostgres.start({ dataDir: folder, settings: { fsync: options.fsync ?? false } });
  return {
    server,
    connection: server.connection,
    createDatabase: async (name) => {
      const client = new Client(server.connection);
      await client.connect();
      try {
        await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return { ...server.connection, database: name };
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Servers of killed test runs; folders younger than a minute may be starting. */
async function sweepLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).mtimeMs < 60_000 || supervisorOf(join(folder, 'supervisor.pid')) !== null)
        continue;
      const cluster = join(folder, 'cluster');
      await stopServer(cluster, postmasterPid(cluster));
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // another run sweeps it, or it is another user's
    }
  }
}
