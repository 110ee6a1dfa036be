import { randomUUID } from 'node:crypto';
import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import type { BacktestResult, BacktestShape } from './backtest-shapes';

export interface NewBacktest {
  readonly owner: string;
  /** µs since 1970 UTC. */
  readonly askedAt: number;
  readonly rule: string;
  readonly version: number;
  /** The version that it is compared with; null where it is none. */
  readonly against: number | null;
  /** Compared with the alerts that were really raised then; `against` is null. */
  readonly live: boolean;
  /** As they were asked for; of a range that has a beginning, those that it spans. */
  readonly days: number;
  /** Facts are read that were recorded at `from` or later and before `to`, µs. */
  readonly from: number;
  readonly to: number;
}

/** What a worker needs to know to run one. */
export interface ClaimedBacktest extends NewBacktest {
  readonly id: string;
  readonly claim: string;
}

/** How far one is. */
export interface BacktestProgress {
  readonly progress: number;
  readonly records: number;
  readonly alerts: number;
}

/** Bounds of back-tests. */
export const BACKTEST_LIMITS = {
  /** Days back from the end of a range for which no beginning is named. */
  days: 30,
  /** Unfinished ones of all people together. */
  active: 4,
  /** Of one person. */
  kept: 20,
  /** After which they are removed. */
  hours: 24,
} as const;

const STALE = "interval '60 seconds'";
const ACTIVE = `state IN ('waiting', 'running')`;
const ASKED = `asked_at AS "askedAt", rule, version, against, live, days, from_at AS "from", to_at AS "to"`;
const SHOWN = `id, ${ASKED}, state, progress, records, alerts, took_ms AS "tookMs", error, result`;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Back-tests in the database. Whoever is not the owner gets the same answer as for one that does not exist. */
export class BacktestStore {
  constructor(private readonly pool: Pool) {}

  /** Begins one; what the owner had under way ends. @throws DomainError LIMIT_EXCEEDED when too many others are under way */
  async create(asked: NewBacktest): Promise<BacktestShape> {
    const { owner, askedAt, rule, version, against, live, days, from, to } = asked;
    return inTransaction(this.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('wireledger backtest'))`);
      await client.query(`UPDATE rm.backtest SET state = 'canceled', claim = NULL WHERE owner = $1 AND ${ACTIVE}`, [
        owner,
      ]);
      const { rows: others } = await client.query(`SELECT FROM rm.backtest WHERE ${ACTIVE}`);
      if (others.length >= BACKTEST_LIMITS.active)
        throw new DomainError(
          'LIMIT_EXCEEDED',
          `${BACKTEST_LIMITS.active} back-tests are under way. Wait until one of them is finished, then try again.`,
        );
      await client.query(
        `DELETE FROM rm.backtest WHERE id IN (SELECT id FROM rm.backtest WHERE owner = $1 ORDER BY asked_at DESC OFFSET ${BACKTEST_LIMITS.kept - 1})`,
        [owner],
      );
      const { rows } = await client.query<BacktestShape>(
        `INSERT INTO rm.backtest (id, owner, asked_at, rule, version, against, live, days, from_at, to_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${SHOWN}`,
        [randomUUID(), owner, askedAt, rule, version, against, live, days, from, to],
      );
      return rows[0] as BacktestShape;
    });
  }

  /** The owner's newest of a rule; null when there is none. */
  async latest(owner: string, rule: string): Promise<BacktestShape | null> {
    const { rows } = await this.pool.query<BacktestShape>(
      `SELECT ${SHOWN} FROM rm.backtest WHERE owner = $1 AND rule = $2 ORDER BY asked_at DESC, id LIMIT 1`,
      [owner, rule],
    );
    return rows[0] ?? null;
  }

  /** @throws DomainError NOT_FOUND */
  async get(owner: string, id: string): Promise<BacktestShape> {
    const { rows } = await this.pool.query<BacktestShape>(
      `SELECT ${SHOWN} FROM rm.backtest WHERE owner = $1 AND id = $2`,
      [owner, readId(id)],
    );
    return found(rows[0]);
  }

  /** Ends one that is under way; a finished one stays as it is. @throws DomainError NOT_FOUND */
  async cancel(owner: string, id: string): Promise<BacktestShape> {
    await this.pool.query(
      `UPDATE rm.backtest SET state = 'canceled', claim = NULL WHERE owner = $1 AND id = $2 AND ${ACTIVE}`,
      [owner, readId(id)],
    );
    return this.get(owner, id);
  }

  /** Takes one that waits, or whose worker is gone, and begins it anew. Null when there is nothing to do. */
  async claim(id: string): Promise<ClaimedBacktest | null> {
    const { rows } = await this.pool.query<ClaimedBacktest>(
      `UPDATE rm.backtest SET state = 'running', claim = $2, beat_at = clock_timestamp(), progress = 0, records = 0, alerts = 0, result = NULL
       WHERE id = $1 AND (state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - ${STALE})
       RETURNING id, claim, owner, ${ASKED}`,
      [readId(id), randomUUID()],
    );
    return rows[0] ?? null;
  }

  /** Tells how far it is, and what was found so far; null: that is as it was. False when it is no longer this worker's: canceled, or given to another one. */
  async beat(
    { id, claim }: ClaimedBacktest,
    { progress, records, alerts }: BacktestProgress,
    partial: BacktestResult | null,
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.backtest SET progress = $3, records = $4, alerts = $5, result = coalesce($6, result), beat_at = clock_timestamp()
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, progress, records, alerts, partial && stored(partial)],
    );
    return rowCount === 1;
  }

  /** False when it is no longer this worker's. */
  async finish(
    { id, claim }: ClaimedBacktest,
    result: BacktestResult,
    at: BacktestProgress & { tookMs: number },
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.backtest SET state = 'done', progress = 1, records = $3, alerts = $4, took_ms = $5, result = $6
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, at.records, at.alerts, at.tookMs, stored(result)],
    );
    return rowCount === 1;
  }

  /** Gives it up with a reason that its owner reads. */
  async fail({ id, claim }: ClaimedBacktest, error: string): Promise<void> {
    await this.pool.query(
      `UPDATE rm.backtest SET state = 'failed', error = $3 WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [...[id, claim, error.replaceAll('\0', '').slice(0, 500)]],
    );
  }

  /** Removes what is old; answers the ids of those that wait for a worker, or whose worker is gone. */
  async sweep(): Promise<string[]> {
    await this.pool.query(
      `DELETE FROM rm.backtest WHERE asked_at < (extract(epoch FROM clock_timestamp()) - ${BACKTEST_LIMITS.hours} * 3600) * 1e6 AND NOT (${ACTIVE})`,
    );
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.backtest WHERE ${ACTIVE} AND beat_at < clock_timestamp() - ${STALE}`,
    );
    return rows.map(({ id }) => id);
  }
}

/** As `jsonb` can hold it. */
const stored = (result: BacktestResult): string => JSON.stringify(result).replaceAll('\\u0000', '\\ufffd');

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new DomainError('NOT_FOUND', 'There is no such back-test, or it has expired.');
  return row;
}

function readId(id: string): string {
  if (!UUID.test(id)) throw new DomainError('NOT_FOUND', 'There is no such back-test, or it has expired.');
  return id;
}
