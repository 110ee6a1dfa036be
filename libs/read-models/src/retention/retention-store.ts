import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import type { AgingClass, RetentionRunShape, RetentionStorage, RetentionUnit } from './retention-shapes';

/** A run in a worker's hands. */
export interface ClaimedRetention {
  readonly id: string;
  readonly claim: string;
  readonly dry: boolean;
  readonly askedAt: number;
  /** False: it has no plan yet. */
  readonly planned: boolean;
}

const STALE = "interval '60 seconds'";
const ACTIVE = `state IN ('waiting', 'running')`;
/** Runs that are kept, of each kind. */
const KEPT = 20;
const SHOWN = `id, dry, asked_by AS "askedBy", asked_at AS "askedAt", state, policy, finished_at AS "finishedAt", error`;
const UNIT = `class AS "streamClass", store, name, from_day::text AS "fromDay", to_day::text AS "toDay", count, bytes, state, why`;

/** Runs of retention in the database. */
export class RetentionStore {
  constructor(private readonly pool: Pool) {}

  /** The one of its kind that waits or runs, or a new one. */
  async ask(dry: boolean, askedBy: string, askedAt: number): Promise<string> {
    return inTransaction(this.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('wireledger retention'))`);
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM rm.retention_run WHERE dry = $1 AND ${ACTIVE} ORDER BY asked_at LIMIT 1`,
        [dry],
      );
      if (rows[0]) return rows[0].id;
      await client.query(
        `DELETE FROM rm.retention_run WHERE id IN (
           SELECT id FROM rm.retention_run WHERE dry = $1 ORDER BY asked_at DESC OFFSET ${KEPT - 1})`,
        [dry],
      );
      const id = randomUUID();
      await client.query('INSERT INTO rm.retention_run (id, dry, asked_by, asked_at) VALUES ($1, $2, $3, $4)', [
        ...[id, dry, askedBy, askedAt],
      ]);
      return id;
    });
  }

  /** Takes one that waits, or whose worker is gone. Null when there is nothing to do. */
  async claim(id: string): Promise<ClaimedRetention | null> {
    const { rows } = await this.pool.query<ClaimedRetention>(
      `UPDATE rm.retention_run SET state = 'running', claim = $2, beat_at = clock_timestamp()
       WHERE id = $1 AND (state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - ${STALE})
       RETURNING id, claim, dry, asked_at AS "askedAt", planned`,
      [id, randomUUID()],
    );
    return rows[0] ?? null;
  }

  /** Writes the plan down, at once and once. */
  async plan(
    { id, claim }: ClaimedRetention,
    policy: Readonly<Record<AgingClass, number>>,
    units: readonly RetentionUnit[],
  ): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE rm.retention_run SET planned = true, policy = $3, beat_at = clock_timestamp()
         WHERE id = $1 AND claim = $2 AND NOT planned`,
        [id, claim, JSON.stringify(policy)],
      );
      if (rowCount === 0) return;
      await client.query(
        `INSERT INTO rm.retention_unit (run, n, class, store, name, from_day, to_day, count, bytes, state, why)
         SELECT $1, u.n, u."streamClass", u.store, u.name, u."fromDay", u."toDay", u.count, u.bytes, u.state, u.why
           FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS ("streamClass" text, store text, name text, "fromDay" date, "toDay" date,
             count int8, bytes int8, state text, why text)) WITH ORDINALITY u("streamClass", store, name, "fromDay", "toDay", count, bytes, state, why, n)`,
        [id, JSON.stringify(units)],
      );
    });
  }

  /** Shows that the run's worker is alive. */
  async beat({ id, claim }: ClaimedRetention): Promise<void> {
    await this.pool.query('UPDATE rm.retention_run SET beat_at = clock_timestamp() WHERE id = $1 AND claim = $2', [
      ...[id, claim],
    ]);
  }

  /** The next that is to go, with its number; null when all is done, or the run is another worker's by now. */
  async nextDue({ id, claim }: ClaimedRetention): Promise<(RetentionUnit & { readonly n: number }) | null> {
    const { rows } = await this.pool.query<RetentionUnit & { readonly n: number }>(
      `SELECT n, ${UNIT} FROM rm.retention_unit WHERE run = $1 AND state = 'due'
         AND EXISTS (SELECT FROM rm.retention_run r WHERE r.id = $1 AND r.claim = $2 AND r.state = 'running') ORDER BY n LIMIT 1`,
      [id, claim],
    );
    return rows[0] ?? null;
  }

  /** What became of a unit. False when the run is another worker's by now. */
  async note({ id, claim }: ClaimedRetention, n: number, state: RetentionUnit['state'], why = ''): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `WITH mine AS (UPDATE rm.retention_run SET beat_at = clock_timestamp() WHERE id = $1 AND claim = $2 RETURNING id)
       UPDATE rm.retention_unit u SET state = $4, why = nullif($5, '') FROM mine WHERE u.run = mine.id AND u.n = $3`,
      [id, claim, n, state, why.slice(0, 300)],
    );
    return rowCount === 1;
  }

  async finish({ id, claim }: ClaimedRetention, at: number, error: string | null = null): Promise<void> {
    await this.pool.query(
      `UPDATE rm.retention_run SET state = $3, finished_at = $4, error = $5 WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, error === null ? 'done' : 'failed', at, error?.replaceAll('\0', '').slice(0, 500) ?? null],
    );
  }

  /** A run with its units; null when there is none. */
  async run(id: string): Promise<RetentionRunShape | null> {
    return this.shown('WHERE id = $1', [id]);
  }

  /** The newest of a kind, whatever its state; null when there is none. */
  async latest(dry: boolean): Promise<RetentionRunShape | null> {
    return this.shown('WHERE dry = $1 ORDER BY asked_at DESC LIMIT 1', [dry]);
  }

  /** Ids of those that wait for a worker, or whose worker is gone. */
  async standingStill(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.retention_run WHERE ${ACTIVE} AND beat_at < clock_timestamp() - ${STALE}`,
    );
    return rows.map(({ id }) => id);
  }

  async noteStorage(storage: RetentionStorage): Promise<void> {
    await this.pool.query(
      'INSERT INTO rm.retention_storage (body) VALUES ($1) ON CONFLICT (one) DO UPDATE SET body = excluded.body',
      [JSON.stringify(storage)],
    );
  }

  /** Null until a worker has looked. */
  async storage(): Promise<RetentionStorage | null> {
    const { rows } = await this.pool.query<{ body: RetentionStorage }>('SELECT body FROM rm.retention_storage');
    return rows[0]?.body ?? null;
  }

  private async shown(which: string, values: unknown[]): Promise<RetentionRunShape | null> {
    const { rows } = await this.pool.query<RetentionRunShape>(`SELECT ${SHOWN} FROM rm.retention_run ${which}`, values);
    const [run] = rows;
    if (!run) return null;
    const units = await this.pool.query<RetentionUnit>(
      `SELECT ${UNIT} FROM rm.retention_unit WHERE run = $1 ORDER BY n`,
      [run.id],
    );
    return { ...run, units: units.rows };
  }
}
