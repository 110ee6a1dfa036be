import { Pool } from 'pg';
import { parse } from 'pg-connection-string';

/** Schema of BullMQ's PostgreSQL backend: the name that it looks for when it is handed a pool. */
export const SCHEMA = 'bullmq';
/** Two for statements, one that listens. */
const POOL_SIZE = 3;

/** Settings of a connection to the queues' tables. Commits there need not wait for the disk: a lost doorbell is rung again by the sweeper. */
export function queueConnection(url: string) {
  const { host, port, user, password, database } = parse(url);
  return {
    host: host ?? 'localhost',
    ...(port ? { port: Number(port) } : {}),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    database: database ?? 'wireledger',
    keepAlive: true,
    application_name: 'wireledger queue',
    options: `-c synchronous_commit=off -c search_path=${SCHEMA}`,
  };
}

/**
 * Connections of one queue or worker, which BullMQ takes and gives back. One that breaks while nobody asks it anything would
 * end the process unless somebody listened from its first moment: so the pool is ours. Broken ones are replaced;
 * BullMQ tells of them.
 */
export function openQueuePool(url: string): Pool {
  const pool = new Pool({
    ...queueConnection(url),
    max: POOL_SIZE,
    onConnect: (client) => void client.on('error', () => undefined),
  });
  return pool.on('error', () => undefined);
}

/** Whoever closes it ends its connections too, once. */
export function endingWith<T extends { close(): Promise<void> }>(one: T, pool: Pool): T {
  const close = one.close.bind(one);
  let ended: Promise<void> | undefined;
  return Object.assign(one, { close: () => (ended ??= close().finally(() => pool.end())) });
}
