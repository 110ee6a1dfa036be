import type { Pool, PoolClient } from 'pg';

/** How a transaction is made to last: `lazy` commits do not wait for the disk; a crash of the server may undo the newest of them. */
export type Durability = 'durable' | 'lazy';
const BEGIN: Readonly<Record<Durability, string>> = {
  durable: 'BEGIN',
  lazy: 'BEGIN; SET LOCAL synchronous_commit = off',
};

/**
 * Runs work in one transaction on one connection and gives it back. When the connection itself broke it is thrown away, so
 * that nobody gets it again.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  durability: Durability = 'durable',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query(BEGIN[durability]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback: Error) => (broken ??= rollback));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
