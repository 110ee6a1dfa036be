import { randomUUID } from 'node:crypto';
import type { Scope } from '@wireledger/access';
import type { ReportFile, ReportFormat } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { Pool, PoolClient } from 'pg';

import { inTransaction } from '../runner/transaction';
import {
  type ClaimedReport,
  type NewReport,
  REPORT_LIMITS,
  type ReportDeliveryShape,
  type ReportShape,
  type ReportState,
  type WrittenReport,
} from './report-shapes';

/** A claim without a sign of life for this long is given to another worker. */
const STALE_SECONDS = 60;
const PIECE_BYTES = 256 * 1024;
const ACTIVE = `state IN ('waiting', 'running')`;
const ALIVE = `created_at > clock_timestamp() - interval '${REPORT_LIMITS.days} days'`;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const SHOWN = `id, owner, template, name, range_from, range_to, zone, format, scope, shared, schedule, state, progress, error, files, deliveries,
  created_at, beat_at, finished_at`;

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly template: string;
  readonly name: string;
  readonly range_from: number;
  readonly range_to: number;
  readonly zone: string;
  readonly format: ReportFormat;
  readonly scope: Scope | null;
  readonly shared: boolean;
  readonly schedule: string | null;
  readonly state: ReportState;
  readonly progress: number;
  readonly error: string | null;
  readonly files: readonly ReportFile[];
  readonly deliveries: readonly ReportDeliveryShape[];
  readonly created_at: Date;
  readonly beat_at: Date;
  readonly finished_at: Date | null;
}

/** Whose reports are asked for: one's own, and shared ones of some templates. */
export interface ReportReader {
  readonly owner: string;
  /** One's own are among them. */
  readonly own: boolean;
  /** Templates that he may read. */
  readonly templates: readonly string[];
}

/** Reports and their files in the database. What somebody may not read is answered as if there were none. */
export class ReportStore {
  constructor(private readonly pool: Pool) {}

  /**
   * Takes one on; the same id again is the same report, unless that failed: then it waits once more. @throws DomainError LIMIT_EXCEEDED when the owner has
   * too many unfinished ones
   */
  async create(made: NewReport): Promise<ReportShape> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['reports']);
      const { rows: known } = await client.query<Row>(`SELECT ${SHOWN} FROM rm.report WHERE id = $1`, [made.id]);
      if (known[0] && known[0].state !== 'failed') return shapeOf(known[0]);
      // A schedule's turn waits in any case: it is not the person who is impatient.
      if (made.schedule === null) await assertFree(client, made.owner);
      if (!known[0]) await makeRoom(client, made.owner);
      const { id, owner, order, scope, clear, leaveUntil, shared, schedule, recipients } = made;
      const deliveries = recipients.map((recipient) => ({ recipient, state: 'waiting', error: null, at: null }));
      const { rows } = await client.query<Row>(
        `INSERT INTO rm.report (id, owner, template, name, range_from, range_to, zone, format, scope, clear, leave_until, shared, schedule, recipients, deliveries)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (id) DO UPDATE SET state = 'waiting', error = NULL, progress = 0, claim = NULL, finished_at = NULL,
           scope = excluded.scope, clear = excluded.clear, leave_until = excluded.leave_until, beat_at = clock_timestamp()
         RETURNING ${SHOWN}`,
        [
          ...[id, owner, order.template, order.name, order.from, order.to, order.zone, order.format],
          ...[scope && JSON.stringify(scope), clear, leaveUntil, shared, schedule, recipients],
          JSON.stringify(deliveries),
        ],
      );
      return shapeOf(rows[0] as Row);
    });
  }

  /** What somebody may read, newest first; `changedSince` (ms since 1970 UTC): those that were touched later. At most `limit`. */
  async list(reader: ReportReader, limit: number, changedSince: number | null = null): Promise<ReportShape[]> {
    const since = changedSince === null ? null : new Date(changedSince);
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM rm.report WHERE ${READABLE} AND ${ALIVE} AND ($4::timestamptz IS NULL OR beat_at > $4)
       ORDER BY created_at DESC, id LIMIT $5`,
      [reader.owner, reader.own, reader.templates, since, limit],
    );
    return rows.map(shapeOf);
  }

  /** @throws DomainError NOT_FOUND */
  async get(reader: ReportReader, id: string): Promise<ReportShape> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM rm.report WHERE ${READABLE} AND ${ALIVE} AND id = $4`,
      [reader.owner, reader.own, reader.templates, readId(id)],
    );
    return shapeOf(found(rows[0]));
  }

  /** The bytes of a file, piece by piece. @throws DomainError NOT_FOUND once it may not be read, or is gone */
  async *pieces(reader: ReportReader, id: string, masked: boolean): AsyncGenerator<Buffer> {
    for (let n = 0; ; n++) {
      const { rows } = await this.pool.query<{ body: Buffer | null }>(
        `SELECT p.body FROM rm.report LEFT JOIN rm.report_piece p ON p.report = id AND p.masked = $5 AND p.n = $6
         WHERE ${READABLE} AND ${ALIVE} AND id = $4 AND state = 'done'`,
        [reader.owner, reader.own, reader.templates, readId(id), masked, n],
      );
      const { body } = found(rows[0]);
      if (body === null) return;
      yield body;
    }
  }

  async share(id: string, shared: boolean): Promise<void> {
    await this.pool.query(`UPDATE rm.report SET shared = $2, beat_at = clock_timestamp() WHERE id = $1`, [
      readId(id),
      shared,
    ]);
  }

  async remove(id: string): Promise<void> {
    await this.pool.query('DELETE FROM rm.report WHERE id = $1', [readId(id)]);
  }

  /** Ends all that somebody has under way, because he may do less. Ids of these. */
  async endAll(owner: string, why: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `UPDATE rm.report SET state = 'failed', error = $2, claim = NULL, finished_at = clock_timestamp(), beat_at = clock_timestamp()
       WHERE owner = $1 AND ${ACTIVE} RETURNING id`,
      [owner, why],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Forgets somebody who is erased: what his reports were called, whom they went to, and every file that may have his name in it: of his own reports, and of
   * those of templates that tell of people (`about`). What was done failed then, with the reason; what is under way begins anew. Ids of those that failed.
   */
  async forget(owners: readonly string[], label: string, about: readonly string[], why: string): Promise<string[]> {
    return inTransaction(this.pool, async (client) => {
      await client.query(
        `UPDATE rm.report SET name = $2, recipients = '{}', deliveries = '[]', beat_at = clock_timestamp() WHERE owner = ANY($1)`,
        [owners, label],
      );
      await client.query(
        `UPDATE rm.report SET state = 'waiting', claim = NULL, progress = 0, beat_at = clock_timestamp()
         WHERE template = ANY($1) AND state = 'running'`,
        [about],
      );
      const { rows } = await client.query<{ id: string }>(
        `UPDATE rm.report SET state = 'failed', error = $3, files = '[]', beat_at = clock_timestamp()
         WHERE (owner = ANY($1) OR template = ANY($2)) AND state = 'done' RETURNING id`,
        [owners, about, why],
      );
      const ids = rows.map(({ id }) => id);
      await client.query('DELETE FROM rm.report_piece WHERE report = ANY($1)', [ids]);
      return ids;
    });
  }

  /** Puts a label in the place of an e-mail address that is erased, in any spelling of capitals, wherever a report was to be told of. */
  async forgetRecipient(address: string, label: string): Promise<void> {
    await this.pool.query(
      `UPDATE rm.report SET recipients = ARRAY(SELECT r FROM unnest(recipients) r WHERE lower(r) <> lower($1)),
         deliveries = (SELECT coalesce(jsonb_agg(CASE WHEN lower(d ->> 'recipient') = lower($1) THEN d || jsonb_build_object('recipient', $2::text) ELSE d END), '[]')
           FROM jsonb_array_elements(deliveries) d), beat_at = clock_timestamp()
       WHERE lower($1) IN (SELECT lower(r) FROM unnest(recipients) r UNION SELECT lower(d ->> 'recipient') FROM jsonb_array_elements(deliveries) d)`,
      [address, label],
    );
  }

  /** Takes one that waits, or whose worker is gone, and begins it anew. Null when there is nothing to do. */
  async claim(id: string): Promise<ClaimedReport | null> {
    const { rows } = await this.pool.query<
      Row & { claim: string; clear: boolean; leave_until: number | null; recipients: string[] }
    >(
      `UPDATE rm.report SET state = 'running', claim = $2, progress = 0, beat_at = clock_timestamp()
       WHERE id = $1 AND ${ALIVE} AND (state = 'waiting' OR
         state = 'running' AND beat_at < clock_timestamp() - interval '${STALE_SECONDS} seconds')
       RETURNING ${SHOWN}, claim, clear, leave_until, recipients`,
      [readId(id), randomUUID()],
    );
    if (!rows[0]) return null;
    const { claim, clear, leave_until: leaveUntil, recipients } = rows[0];
    const { owner, order, scope } = shapeOf(rows[0]);
    return { id, claim, owner, order, scope, clear, leaveUntil, recipients };
  }

  /** Tells how far it is (null: as far as before). False when it is no longer this worker's: removed, ended, or given to another one. */
  async beat({ id, claim }: ClaimedReport, progress: number | null): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.report SET progress = coalesce($3, progress), beat_at = clock_timestamp() WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, progress],
    );
    return rowCount === 1;
  }

  /** Offers the files. False when it is no longer this worker's. */
  async finish({ id, claim }: ClaimedReport, files: readonly WrittenReport[]): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const told = files.map(({ body: _body, ...file }) => file);
      const { rowCount } = await client.query(
        `UPDATE rm.report SET state = 'done', progress = 1, files = $3, finished_at = clock_timestamp(), beat_at = clock_timestamp()
         WHERE id = $1 AND claim = $2 AND state = 'running'`,
        [id, claim, JSON.stringify(told)],
      );
      if (rowCount !== 1) return false;
      await client.query('DELETE FROM rm.report_piece WHERE report = $1', [id]);
      for (const { masked, body } of files)
        for (let n = 0; n * PIECE_BYTES < body.length; n++)
          await client.query('INSERT INTO rm.report_piece (report, masked, n, body) VALUES ($1, $2, $3, $4)', [
            ...[id, masked, n],
            body.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES),
          ]);
      return true;
    });
  }

  /** Gives it up with a reason that its owner reads. */
  async fail({ id, claim }: ClaimedReport, error: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.report SET state = 'failed', error = $3, finished_at = clock_timestamp(), beat_at = clock_timestamp()
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, error],
    );
    return rowCount === 1;
  }

  /** What became of messages about it. */
  async delivered(id: string, deliveries: readonly ReportDeliveryShape[]): Promise<void> {
    await this.pool.query(`UPDATE rm.report SET deliveries = $2, beat_at = clock_timestamp() WHERE id = $1`, [
      id,
      JSON.stringify(deliveries).replaceAll('\\u0000', '\\ufffd'),
    ]);
  }

  /** Removes what has expired; answers the ids of those that wait for a worker, or whose worker is gone. */
  async sweep(): Promise<string[]> {
    await this.pool.query(`DELETE FROM rm.report WHERE NOT (${ALIVE})`);
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.report WHERE ${ACTIVE} AND beat_at < clock_timestamp() - interval '${STALE_SECONDS} seconds' LIMIT 100`,
    );
    return rows.map(({ id }) => id);
  }
}

/** `$1` who asks, `$2` whether for his own too, `$3` templates that he may read. */
const READABLE = '(owner = $1 AND $2::boolean OR shared) AND template = ANY($3::text[])';

/** @throws DomainError LIMIT_EXCEEDED */
async function assertFree(client: PoolClient, owner: string): Promise<void> {
  const { rows } = await client.query(`SELECT FROM rm.report WHERE owner = $1 AND ${ACTIVE} AND schedule IS NULL`, [
    owner,
  ]);
  if (rows.length >= REPORT_LIMITS.active)
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `You have ${REPORT_LIMITS.active} reports under way. Wait until one is finished, or remove one.`,
    );
}

async function makeRoom(client: PoolClient, owner: string): Promise<void> {
  const oldest = (where: string, kept: number) =>
    `DELETE FROM rm.report WHERE id IN (SELECT id FROM rm.report WHERE ${where} AND NOT (${ACTIVE}) ORDER BY created_at DESC OFFSET ${kept - 1})`;
  await client.query(oldest('owner = $1', REPORT_LIMITS.kept), [owner]);
  await client.query(oldest('true', REPORT_LIMITS.all));
}

function shapeOf(row: Row): ReportShape {
  const { id, owner, scope, shared, schedule, state, progress, error, files, deliveries } = row;
  const { template, name, range_from: from, range_to: to, zone, format } = row;
  return {
    ...{ id, owner, order: { template, name, from: Number(from), to: Number(to), zone, format } },
    ...{ scope, shared, schedule, state, progress, error, files, deliveries },
    createdAt: row.created_at.toISOString(),
    touchedAt: row.beat_at.getTime(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: new Date(row.created_at.getTime() + REPORT_LIMITS.days * 86_400_000).toISOString(),
  };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw unknownReport();
  return row;
}

/** The answer for what there is not, and for what somebody may not know of. */
export const unknownReport = (): DomainError => new DomainError('NOT_FOUND', 'There is no such report, or it is gone.');

function readId(id: string): string {
  if (!UUID.test(id)) throw unknownReport();
  return id;
}
