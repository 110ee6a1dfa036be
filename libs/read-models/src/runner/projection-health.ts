import type { Position } from '@wireledger/event-sourcing';
import type { Pool } from 'pg';

import type { Projection } from '../projection';

/** How a projection, or the detectors, do. `lagSeconds` = age of the last event that it folded, 0 when it has reached the log's head. */
export interface ProjectionHealth {
  readonly name: string;
  readonly state: 'running' | 'halted';
  readonly position: Position | null;
  readonly lagSeconds: number;
  /** Time since the checkpoint moved while the log's head is ahead of it; 0 otherwise. */
  readonly stalledSeconds: number;
  readonly deadLetters: number;
  readonly error: string | null;
}

interface Row {
  readonly projection: string;
  readonly state: 'running' | 'halted';
  readonly position: string;
  readonly error: string | null;
  readonly age: number | null;
  readonly still: number;
  readonly letters: number;
}

/** Health of each projection; `head` is the greatest committed position of the log, when it is known. */
export async function projectionHealth(
  pool: Pool,
  projections: readonly Pick<Projection, 'name' | 'version'>[],
  head: Position | 'start' | null,
): Promise<ProjectionHealth[]> {
  const { rows } = await pool.query<Row>(
    `SELECT c.projection, c.state, c.position, c.error,
       extract(epoch FROM clock_timestamp())::float8 - c.last_event_at / 1e6::float8 AS age,
       extract(epoch FROM clock_timestamp() - c.updated_at)::float8 AS still,
       (SELECT count(*) FROM rm.dead_letter d WHERE d.projection = c.projection AND d.version = c.version AND d.state = 'open') AS letters
     FROM rm.checkpoint c JOIN unnest($1::text[], $2::int4[]) AS p (name, version)
       ON c.projection = p.name AND c.version = p.version AND c.part = 0`,
    [projections.map(({ name }) => name), projections.map(({ version }) => version)],
  );
  const byName = new Map(rows.map((row) => [row.projection, row]));
  return projections.map(({ name }) => {
    const row = byName.get(name);
    if (!row)
      return {
        name,
        state: 'running',
        position: null,
        lagSeconds: 0,
        stalledSeconds: 0,
        deadLetters: 0,
        error: null,
      };
    const atHead = head === 'start' || (head !== null && row.position >= head);
    return {
      name,
      state: row.state,
      position: row.position === '' ? null : (row.position as Position),
      lagSeconds: atHead ? 0 : Math.max(0, row.age ?? row.still),
      stalledSeconds: atHead || head === null ? 0 : row.still,
      deadLetters: row.letters,
      error: row.error,
    };
  });
}
