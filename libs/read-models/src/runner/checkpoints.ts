import type { Position } from '@wireledger/event-sourcing';
import type { ClientBase, Pool } from 'pg';

import type { Projection } from '../projection';

/** How far a projection is. `lastEventAt` = recorded time of the last event that it folded, µs. */
export interface Checkpoint {
  readonly position: Position | 'start';
  readonly state: 'running' | 'halted';
  readonly error: string | null;
  readonly lastEventAt: number | null;
}

const COLUMNS = 'position, state, error, last_event_at AS "lastEventAt"';
/** `''` is before every position and sorts so. */
const stored = (position: Position | 'start'): string => (position === 'start' ? '' : position);
const shown = (row: Checkpoint): Checkpoint => ((row.position as string) === '' ? { ...row, position: 'start' } : row);

/** Makes the checkpoint row if it is missing. */
export async function ensureCheckpoint(
  pool: Pool,
  { name, version }: Pick<Projection, 'name' | 'version'>,
): Promise<void> {
  await pool.query(
    `INSERT INTO rm.checkpoint (projection, version, position) VALUES ($1, $2, '') ON CONFLICT DO NOTHING`,
    [name, version],
  );
}

/** The committed checkpoint; one that was never made is at the start. */
export async function readCheckpoint(db: Pool | ClientBase, { name, version }: Projection): Promise<Checkpoint> {
  const { rows } = await db.query<Checkpoint>(
    `SELECT ${COLUMNS} FROM rm.checkpoint WHERE projection = $1 AND part = 0 AND version = $2`,
    [name, version],
  );
  return rows[0] ? shown(rows[0]) : { position: 'start', state: 'running', error: null, lastEventAt: null };
}

/** Locks the row for this transaction; null when somebody else holds it. */
export async function lockCheckpoint(client: ClientBase, { name, version }: Projection): Promise<Checkpoint | null> {
  const { rows } = await client.query<Checkpoint>(
    `SELECT ${COLUMNS} FROM rm.checkpoint WHERE projection = $1 AND part = 0 AND version = $2 FOR UPDATE SKIP LOCKED`,
    [name, version],
  );
  return rows[0] ? shown(rows[0]) : null;
}

/**
 * Moves the row on past what is not folded, in a transaction of its own that does not wait for the disk; false when somebody else holds or has moved it, or when it is halted.
 */
export async function skipTo(
  pool: Pool,
  { name, version }: Projection,
  from: Position | 'start',
  to: Position | 'start',
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'rm.skip',
    text: `UPDATE rm.checkpoint SET position = $4, updated_at = clock_timestamp()
            WHERE ctid = (SELECT ctid FROM rm.checkpoint WHERE projection = $1 AND part = 0 AND version = $2 FOR UPDATE SKIP LOCKED)
              AND position = $3 AND state = 'running' AND set_config('synchronous_commit', 'off', true) = 'off'`,
    values: [name, version, stored(from), stored(to)],
  });
  return rowCount === 1;
}

/** Moves the locked row on. */
export async function moveCheckpoint(
  client: ClientBase,
  { name, version }: Projection,
  to: { readonly position: Position | 'start'; readonly lastEventAt?: number | undefined; readonly halted?: string },
): Promise<void> {
  await client.query(
    `UPDATE rm.checkpoint SET position = $3, last_event_at = coalesce($4, last_event_at), state = $5, error = $6,
       updated_at = clock_timestamp() WHERE projection = $1 AND part = 0 AND version = $2`,
    [
      name,
      version,
      stored(to.position),
      to.lastEventAt ?? null,
      to.halted === undefined ? 'running' : 'halted',
      to.halted ?? null,
    ],
  );
}
