import { DomainError } from '@wireledger/kernel';
import { Client, type Pool, type PoolClient } from 'pg';

const gone = () => new DomainError('CANCELED', 'Whoever asked has gone.');

/** Has PostgreSQL stop what the connection does, over a connection of its own: those of the pool may all be busy. */
async function stop(pool: Pool, pid: number): Promise<void> {
  const other = new Client(pool.options);
  other.on('error', () => undefined);
  await other.connect();
  try {
    await other.query('SELECT pg_cancel_backend($1)', [pid]);
  } finally {
    await other.end();
  }
}

/**
 * Work on a connection that ends when the signal aborts, in the database as well: nobody waits for it any more. The connection is not used again
 * then, so that a stop that comes late meets nobody else's statement. @throws DomainError CANCELED
 */
export async function stoppable<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw gone();
  const client = await pool.connect();
  const { processID } = client as unknown as { readonly processID: number };
  const onError = () => undefined;
  client.on('error', onError);
  let stopping: Promise<void> | undefined;
  const onAbort = () => {
    stopping = stop(pool, processID).catch(() => undefined);
  };
  let broken: Error | undefined;
  try {
    if (signal.aborted) throw gone();
    signal.addEventListener('abort', onAbort, { once: true });
    return await work(client);
  } catch (error) {
    broken = error as Error;
    throw stopping ? gone() : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await stopping;
    client.off('error', onError);
    client.release(broken ?? (stopping ? gone() : undefined));
  }
}
