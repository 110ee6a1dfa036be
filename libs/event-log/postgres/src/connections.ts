import { setTimeout as sleep } from 'node:timers/promises';

import { Pool, type PoolClient, type PoolConfig } from 'pg';

/** Bounds of every session of the log: no snapshot is held long, nothing hangs for ever. */
const SESSION_OPTIONS =
  '-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000 -c transaction_timeout=60000 -c application_name=wireledger-log';

/** Settings for pool and single clients: the caller's, plus the log's bounds. */
export const sessionConfig = (connection: PoolConfig): PoolConfig => ({
  keepAlive: true,
  connectionTimeoutMillis: 5_000,
  query_timeout: 35_000,
  ...connection,
  options: [connection.options, SESSION_OPTIONS].filter(Boolean).join(' '),
});

/** A pool that survives a lost server, and that can be closed within a bounded time. */
export class Connections {
  readonly pool: Pool;
  private readonly open = new Set<PoolClient>();

  constructor(connection: PoolConfig, size: number) {
    this.pool = new Pool({ ...sessionConfig(connection), max: size });
    this.pool.on('error', () => undefined); // an idle connection was lost; the pool makes a new one
    this.pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.open.add(client);
    });
    this.pool.on('remove', (client) => this.open.delete(client));
  }

  /** Runs a read again while the connection is what fails, for at most `ms`. */
  async retrying<T>(work: () => Promise<T>, closed: AbortSignal, ms = 3_000): Promise<T> {
    const deadline = Date.now() + ms;
    for (let pause = 25; ; pause = Math.min(pause * 2, 500)) {
      try {
        return await work();
      } catch (error) {
        if (!isTransient(error) || closed.aborted || Date.now() + pause > deadline) throw error;
        await sleep(pause, undefined, { signal: closed }).catch(() => undefined); // closing ends the pause early
      }
    }
  }

  /** Ends all connections; those still busy after `ms` are cut. */
  async close(ms: number): Promise<void> {
    const ended = this.pool.end().catch(() => undefined); // a second close
    const bound = new AbortController();
    await Promise.race([ended, sleep(ms, undefined, { signal: bound.signal }).catch(() => undefined)]);
    bound.abort();
    for (const client of this.open) cut(client);
  }
}

/** pg's types do not tell the socket. */
function cut(client: PoolClient): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}

/** SQLSTATE classes and codes after which the same work may succeed: connection, shutdown, deadlock, timeout, too many clients. */
const TRANSIENT_STATE = /^(08...|57P0[123]|57014|40001|40P01|55P03|53300|25P0[34])$/;
const TRANSIENT_ERRNO = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EAI_AGAIN',
]);
const TRANSIENT_TEXT = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

/** The connection or the moment is at fault, not the work. */
export function isTransient(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return (
    (code !== undefined && (TRANSIENT_STATE.test(code) || TRANSIENT_ERRNO.has(code))) ||
    TRANSIENT_TEXT.test(message ?? '')
  );
}
