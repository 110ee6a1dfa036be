import { randomUUID } from 'node:crypto';
import type { Verification as Outcome } from '@wireledger/event-sourcing';
import type { Pool } from 'pg';

/** What the sealer tells of itself. */
export interface SealingState {
  /** PEM of the public half of the key that seals. */
  readonly publicKey: string;
  readonly key: string;
  /** Newest seal; null before the first. */
  readonly seal: { readonly n: number; readonly to: string; readonly hash: string; readonly at: number } | null;
  /** Places outside where seals are written down, with the newest seal there. `agrees`: none of them contradicts the log's. */
  readonly anchors: readonly {
    readonly name: string;
    readonly seal: number | null;
    readonly at: number | null;
    readonly agrees: boolean;
    readonly error: string | null;
  }[];
  /** When it looked last, µs since 1970 UTC. */
  readonly at: number;
}

/** A check of the whole history. */
export interface VerificationShape {
  readonly id: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** How far it is. */
  readonly position: string;
  readonly events: number;
  readonly tookMs: number | null;
  readonly result: Outcome | null;
  readonly error: string | null;
}

const STALE = "interval '60 seconds'";
const KEPT = 50;
const SHOWN = `id, asked_by AS "askedBy", asked_at AS "askedAt", state, position, events, took_ms AS "tookMs", result, error`;

/** Verifications and the sealer's state in the database. */
export class IntegrityStore {
  constructor(private readonly pool: Pool) {}

  /** The one that waits or runs, or a new one: a second check beside it would tell nothing else. */
  async ask(askedBy: string, askedAt: number): Promise<VerificationShape> {
    const { rows } = await this.pool.query<VerificationShape>(
      `WITH lock AS (SELECT pg_advisory_xact_lock(hashtext('wireledger verification'))),
         running AS (SELECT v.* FROM lock, rm.verification v WHERE state IN ('waiting', 'running') ORDER BY asked_at LIMIT 1),
         gone AS (DELETE FROM rm.verification WHERE id IN (SELECT id FROM rm.verification ORDER BY asked_at DESC OFFSET ${KEPT})),
         made AS (INSERT INTO rm.verification (id, asked_by, asked_at) SELECT $1, $2, $3 FROM lock WHERE NOT EXISTS (SELECT FROM running) RETURNING *)
       SELECT ${SHOWN} FROM (SELECT * FROM running UNION ALL SELECT * FROM made) v`,
      [randomUUID(), askedBy, askedAt],
    );
    return rows[0] as VerificationShape;
  }

  /** The newest, whatever its state; null when there is none. */
  async latest(): Promise<VerificationShape | null> {
    const { rows } = await this.pool.query<VerificationShape>(
      `SELECT ${SHOWN} FROM rm.verification ORDER BY asked_at DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  }

  /** Takes one that waits, or whose worker is gone. Null when there is nothing to do. */
  async claim(id: string): Promise<{ readonly claim: string; readonly askedBy: string } | null> {
    const claim = randomUUID();
    const { rows } = await this.pool.query<{ askedBy: string }>(
      `UPDATE rm.verification SET state = 'running', claim = $2, beat_at = clock_timestamp(), position = '', events = 0
       WHERE id = $1 AND (state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - ${STALE}) RETURNING asked_by AS "askedBy"`,
      [id, claim],
    );
    return rows[0] ? { claim, askedBy: rows[0].askedBy } : null;
  }

  async progress(claim: string, position: string, events: number): Promise<void> {
    await this.pool.query(
      `UPDATE rm.verification SET position = $2, events = $3, beat_at = clock_timestamp() WHERE claim = $1 AND state = 'running'`,
      [claim, position, events],
    );
  }

  async finish(claim: string, result: Outcome, tookMs: number): Promise<void> {
    await this.pool.query(
      `UPDATE rm.verification SET state = 'done', result = $2, took_ms = $3, position = $4, events = $5 WHERE claim = $1 AND state = 'running'`,
      [claim, JSON.stringify(result), tookMs, result.head, result.events],
    );
  }

  async fail(claim: string, error: string): Promise<void> {
    await this.pool.query(
      `UPDATE rm.verification SET state = 'failed', error = $2 WHERE claim = $1 AND state = 'running'`,
      [claim, error.replaceAll('\0', '').slice(0, 500)],
    );
  }

  /** Ids of those that wait for a worker, or whose worker is gone. */
  async standingStill(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.verification WHERE state IN ('waiting', 'running') AND beat_at < clock_timestamp() - ${STALE}`,
    );
    return rows.map(({ id }) => id);
  }

  async noteSealing(state: SealingState): Promise<void> {
    await this.pool.query(
      'INSERT INTO rm.integrity (body) VALUES ($1) ON CONFLICT (one) DO UPDATE SET body = excluded.body',
      [JSON.stringify(state)],
    );
  }

  /** Null until a sealer has run. */
  async sealing(): Promise<SealingState | null> {
    const { rows } = await this.pool.query<{ body: SealingState }>('SELECT body FROM rm.integrity');
    return rows[0]?.body ?? null;
  }
}
