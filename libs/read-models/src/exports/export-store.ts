import { randomUUID } from 'node:crypto';
import type { Scope } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import { EXPORT_KINDS, type ExportFormat, type FileKind } from './export-format';

export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'canceled';

/** An export as its owner sees it. */
export interface ExportShape {
  readonly id: string;
  readonly what: FileKind;
  readonly format: ExportFormat;
  readonly state: ExportState;
  /** Rows written so far. */
  readonly rows: number;
  /** Rows that the query had when it was started; null when they are more than can be counted quickly. */
  readonly total: number | null;
  readonly bytes: number;
  /** True when the query had more rows than an export takes. */
  readonly truncated: boolean;
  readonly error: string | null;
  readonly fileName: string;
  /** Addresses and names in it are masked. */
  readonly masked: boolean;
  readonly createdAt: string;
  /** When the file is removed. */
  readonly expiresAt: string;
}

/** Forms of masked addresses, as the masking serialiser has them. */
export type ExportMasking = 'truncate' | 'pseudonym' | 'prefix';

/** What a worker needs to know to run one. */
export interface ClaimedExport {
  readonly id: string;
  readonly claim: string;
  readonly owner: string;
  readonly what: FileKind;
  readonly format: ExportFormat;
  readonly args: Readonly<Record<string, unknown>>;
  /** Forced filter of who started it; null = none. */
  readonly scope: Scope | null;
  /** What becomes of addresses in it; null = names and addresses in clear. */
  readonly masking: ExportMasking | null;
}

export interface NewExport {
  readonly owner: string;
  readonly what: FileKind;
  readonly format: ExportFormat;
  /** Arguments of the list's query, without `first` and `after`. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Forced filter of the owner: the file holds nothing that lies outside. null = none. */
  readonly scope: Scope | null;
  /** What becomes of addresses in it; null = names and addresses in clear. */
  readonly masking: ExportMasking | null;
  readonly total: number | null;
}

/** Limits of exports; a file holds the rows up to the first that is reached. */
export const EXPORT_LIMITS = {
  rows: 500_000,
  bytes: 256 * 1024 * 1024,
  /** Unfinished ones of one person. */
  active: 3,
  /** All of one person; a further one takes the place of the oldest that is finished. */
  kept: 10,
  hours: 24,
} as const;

/** A claim without a sign of life for this long is given to another worker. */
const STALE_SECONDS = 60;

interface Row {
  readonly id: string;
  readonly what: FileKind;
  readonly format: ExportFormat;
  readonly state: ExportState;
  readonly rows: number;
  readonly total: number | null;
  readonly bytes: number;
  readonly truncated: boolean;
  readonly error: string | null;
  readonly masked: boolean;
  readonly created_at: Date;
}
const SHOWN =
  'id, what, format, state, rows, total, bytes, truncated, error, masking IS NOT NULL AS masked, created_at';
const ALIVE = `created_at > clock_timestamp() - interval '${EXPORT_LIMITS.hours} hours'`;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Exports and their pieces in the database. Whoever is not the owner gets the same answer as for one that does not exist. */
export class ExportStore {
  /** `kinds`: whose owners ask here; a worker writes files of every kind. */
  constructor(
    private readonly pool: Pool,
    private readonly kinds: readonly FileKind[] = EXPORT_KINDS,
  ) {}

  /** @throws DomainError LIMIT_EXCEEDED when the owner has too many unfinished ones */
  async create({ owner, what, format, args, scope, masking, total }: NewExport): Promise<ExportShape> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`export ${owner}`]);
      const { rows: own } = await client.query<{ id: string; active: boolean }>(
        `SELECT id, state IN ('waiting', 'running') AS active FROM rm.export WHERE owner = $1 AND what = ANY($2) ORDER BY created_at`,
        [owner, this.kinds],
      );
      if (own.filter(({ active }) => active).length >= EXPORT_LIMITS.active)
        throw new DomainError(
          'LIMIT_EXCEEDED',
          `You have ${EXPORT_LIMITS.active} exports under way. Wait until one is finished, or cancel one.`,
        );
      const gone = own.filter(({ active }) => !active).slice(0, Math.max(0, own.length + 1 - EXPORT_LIMITS.kept));
      await client.query('DELETE FROM rm.export WHERE id = ANY($1::uuid[])', [gone.map(({ id }) => id)]);
      const { rows } = await client.query<Row>(
        `INSERT INTO rm.export (id, owner, what, format, args, scope, masking, total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${SHOWN}`,
        [randomUUID(), owner, what, format, JSON.stringify(args), scope && JSON.stringify(scope), masking, total],
      );
      return shapeOf(rows[0] as Row);
    });
  }

  /** The owner's exports, newest first. */
  async list(owner: string): Promise<ExportShape[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM rm.export WHERE owner = $1 AND what = ANY($2) AND ${ALIVE} ORDER BY created_at DESC, id LIMIT 50`,
      [owner, this.kinds],
    );
    return rows.map(shapeOf);
  }

  /** @throws DomainError NOT_FOUND */
  async get(owner: string, id: string): Promise<ExportShape> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM rm.export WHERE owner = $1 AND id = $2 AND what = ANY($3) AND ${ALIVE}`,
      [owner, readId(id), this.kinds],
    );
    return shapeOf(found(rows[0]));
  }

  /** Stops it, or removes the file of a finished one; its pieces go at once. @throws DomainError NOT_FOUND */
  async cancel(owner: string, id: string): Promise<ExportShape> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<Row>(
        `UPDATE rm.export SET state = 'canceled', claim = NULL, bytes = 0, finished_at = clock_timestamp()
         WHERE owner = $1 AND id = $2 AND what = ANY($3) AND ${ALIVE} RETURNING ${SHOWN}`,
        [owner, readId(id), this.kinds],
      );
      await client.query('DELETE FROM rm.export_piece WHERE export = $1', [id]);
      return shapeOf(found(rows[0]));
    });
  }

  /** Stops all that the owner has under way, of whatever kind, and removes his files. Answers how many. */
  async cancelAll(owner: string): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `UPDATE rm.export SET state = 'canceled', claim = NULL, bytes = 0, finished_at = clock_timestamp()
         WHERE owner = $1 AND state IN ('waiting', 'running', 'done') RETURNING id`,
        [owner],
      );
      await client.query('DELETE FROM rm.export_piece WHERE export = ANY($1::uuid[])', [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  /** The text of a finished export, piece by piece. @throws DomainError NOT_FOUND when it is not the owner's or not finished */
  async *pieces(owner: string, id: string): AsyncGenerator<string> {
    for (let n = 0; ; n++) {
      const { rows } = await this.pool.query<{ body: string | null }>(
        `SELECT body FROM rm.export e LEFT JOIN rm.export_piece p ON p.export = e.id AND p.n = $3
         WHERE owner = $1 AND id = $2 AND what = ANY($4) AND state = 'done' AND ${ALIVE}`,
        [owner, readId(id), n, this.kinds],
      );
      const body = found(rows[0]).body;
      if (body === null) return;
      yield body;
    }
  }

  /** Takes one that waits, or whose worker is gone, and begins it anew. Null when there is nothing to do. */
  async claim(id: string): Promise<ClaimedExport | null> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<ClaimedExport>(
        `UPDATE rm.export SET state = 'running', claim = $2, rows = 0, bytes = 0, beat_at = clock_timestamp()
         WHERE id = $1 AND ${ALIVE} AND (state = 'waiting' OR
           state = 'running' AND beat_at < clock_timestamp() - interval '${STALE_SECONDS} seconds')
         RETURNING id, claim, owner, what, format, args, scope, masking`,
        [readId(id), randomUUID()],
      );
      if (rows[0]) await client.query('DELETE FROM rm.export_piece WHERE export = $1', [id]);
      return rows[0] ?? null;
    });
  }

  /** Adds a piece. False when the export is no longer this worker's: canceled, expired, or given to another one. */
  async append({ id, claim }: ClaimedExport, piece: { n: number; body: string; rows: number }): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE rm.export SET rows = rows + $3, bytes = bytes + $4, beat_at = clock_timestamp()
         WHERE id = $1 AND claim = $2 AND state = 'running'`,
        [id, claim, piece.rows, Buffer.byteLength(piece.body)],
      );
      if (rowCount !== 1) return false;
      await client.query('INSERT INTO rm.export_piece (export, n, body) VALUES ($1, $2, $3)', [
        id,
        piece.n,
        piece.body,
      ]);
      return true;
    });
  }

  /** Offers the file. False when it is no longer this worker's. */
  async complete({ id, claim }: ClaimedExport, truncated: boolean): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.export SET state = 'done', truncated = $3, finished_at = clock_timestamp()
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, truncated],
    );
    return rowCount === 1;
  }

  /** Gives it up with a reason that its owner reads; nothing half is kept. */
  async fail({ id, claim }: ClaimedExport, error: string): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE rm.export SET state = 'failed', error = $3, bytes = 0, finished_at = clock_timestamp()
         WHERE id = $1 AND claim = $2 AND state = 'running'`,
        [id, claim, error],
      );
      if (rowCount === 1) await client.query('DELETE FROM rm.export_piece WHERE export = $1', [id]);
    });
  }

  /** Removes what has expired; answers the ids of those that wait for a worker, or whose worker is gone. */
  async sweep(): Promise<string[]> {
    await this.pool.query(`DELETE FROM rm.export WHERE NOT (${ALIVE})`);
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.export WHERE state IN ('waiting', 'running')
       AND beat_at < clock_timestamp() - interval '${STALE_SECONDS} seconds'`,
    );
    return rows.map(({ id }) => id);
  }
}

function shapeOf({ created_at, ...row }: Row): ExportShape {
  const compact = created_at.toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    ...row,
    fileName: `${row.what}-${compact}-${row.id.slice(0, 8)}.${row.format}`,
    createdAt: created_at.toISOString(),
    expiresAt: new Date(created_at.getTime() + EXPORT_LIMITS.hours * 3600_000).toISOString(),
  };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new DomainError('NOT_FOUND', 'There is no such export, or its file has expired.');
  return row;
}

function readId(id: string): string {
  if (!UUID.test(id)) throw new DomainError('NOT_FOUND', 'There is no such export, or its file has expired.');
  return id;
}
