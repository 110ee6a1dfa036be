import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

import type { Position } from '@wireledger/event-sourcing';
import type { Pool } from 'pg';

/** What detectors remember after all events up to a position. */
export interface Snapshot {
  readonly position: Position | 'start';
  readonly memory: string;
}

const NAME = 'detection';
/** The detectors' row among the checkpoints, so that health, the sweeper and `replay --wait` see them beside the projections. */
export const JUDGED = { name: NAME, version: 1 } as const;
const pack = promisify(deflate);
const unpack = promisify(inflate);
const stored = (position: Position | 'start'): string => (position === 'start' ? '' : position);

/** Where the detectors' memory is kept between runs, and how far they have judged. */
export class DetectionSnapshots {
  constructor(private readonly pool: Pool) {}

  /** Position of the newest snapshot; `start` when there is none. */
  async position(): Promise<Position | 'start'> {
    const { rows } = await this.pool.query<{ position: string }>('SELECT position FROM rm.detection WHERE name = $1', [
      NAME,
    ]);
    return (rows[0]?.position || 'start') as Position | 'start';
  }

  async read(): Promise<Snapshot | null> {
    const { rows } = await this.pool.query<{ position: string; memory: Buffer }>(
      'SELECT position, memory FROM rm.detection WHERE name = $1',
      [NAME],
    );
    const [row] = rows;
    if (!row) return null;
    return { position: (row.position || 'start') as Position | 'start', memory: (await unpack(row.memory)).toString() };
  }

  /** Keeps a snapshot in the place of the one at `before`; false when somebody else has kept another meanwhile. */
  async save(snapshot: Snapshot, before: Position | 'start'): Promise<boolean> {
    const memory = await pack(snapshot.memory, { level: 1 });
    const { rowCount } = await this.pool.query(
      `INSERT INTO rm.detection AS d (name, position, memory) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET position = $2, memory = $3, saved_at = clock_timestamp() WHERE d.position = $4`,
      [NAME, stored(snapshot.position), memory, stored(before)],
    );
    return rowCount === 1;
  }

  /**
   * Notes that everything up to there is judged and its alerts are written. Never goes back: whoever judges again from an older memory writes
   * nothing new before it has passed that place. `lastEventAt`: recorded time of the last event, µs.
   */
  async judged(position: Position, lastEventAt: number | null): Promise<void> {
    await this.pool.query(
      `UPDATE rm.checkpoint SET position = $3, last_event_at = coalesce($4, last_event_at), updated_at = clock_timestamp()
       WHERE projection = $1 AND part = 0 AND version = $2 AND position < $3`,
      [JUDGED.name, JUDGED.version, position, lastEventAt],
    );
  }
}
