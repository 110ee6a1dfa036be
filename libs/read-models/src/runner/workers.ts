import type { Pool } from 'pg';

const ALIVE = "interval '10 seconds'";
const FORGET = "interval '1 day'";

/** Notes that a worker process lives; each does so every few seconds. */
export async function beat(pool: Pool, name: string): Promise<void> {
  await pool.query(
    `WITH gone AS (DELETE FROM rm.worker WHERE beat_at < clock_timestamp() - ${FORGET})
     INSERT INTO rm.worker (name, beat_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at`,
    [name],
  );
}

/** Removes the sign of life of a worker that ends on purpose. */
export async function depart(pool: Pool, name: string): Promise<void> {
  await pool.query('DELETE FROM rm.worker WHERE name = $1', [name]);
}

/** Names of the workers that gave a sign of life in the last 10 s. */
export async function aliveWorkers(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT name FROM rm.worker WHERE beat_at > clock_timestamp() - ${ALIVE} ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}
