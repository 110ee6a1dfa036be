import { randomUUID } from 'node:crypto';

import type { EventLog, Position } from '@wireledger/event-sourcing';
import { RETRO_HUNT } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import { AlertsProjection } from '../alerts/alerts-projection';
import { waitForPosition } from '../runner/min-position';
import { inTransaction } from '../runner/transaction';
import { type HuntCause, type HuntMatch, HUNTER, type HuntProgress, type HuntShape } from './hunt-shapes';

/** What a worker needs to know to run one. */
export interface ClaimedHunt {
  readonly id: string;
  readonly claim: string;
  readonly cause: HuntCause;
  readonly list: string | null;
  readonly position: Position | null;
  readonly entries: readonly string[] | null;
  /** A person has seen how much it matches, and wants it all the same. */
  readonly accepted: boolean;
}

/** An alert of looking back, and the entry that it tells of. */
export interface OpenAlert {
  readonly alert: string;
  readonly indicator: string;
}

/** What a person looks for: entries, or all that is on a list. */
export type NewHunt = { readonly owner: string; readonly askedAt: number } & (
  { readonly entries: readonly string[]; readonly list: null } | { readonly entries: null; readonly list: string }
);

/** Bounds of looking back. */
export const HUNT_LIMITS = {
  /** Entries that a person may ask for at once. */
  entries: 1000,
  /** Unfinished ones that people asked for, all together. */
  active: 4,
  /** Of one person. */
  kept: 20,
  /** Changes of lists that are older than so many days when they are first seen are passed over; what came of looking back is kept a day longer. */
  days: 30,
} as const;

const ALERTS = [new AlertsProjection()];
const STALE = "interval '60 seconds'";
const ACTIVE = `state IN ('waiting', 'running')`;
const SHOWN = `id, cause, list, entries, owner, asked_at AS "askedAt", state, progress, looked, matched, alerts, took_ms AS "tookMs", note, matches`;
/** Whoever counts those under way does so alone. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('wireledger hunt'))`;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** What happens to lists → why somebody looks back. */
const CAUSES = Object.entries({
  ...{ ListImported: 'imported', ListReverted: 'reverted', ListResumed: 'resumed' },
  ...{ IndicatorAdded: 'added', IndicatorRemoved: 'removed' },
});

/** Who looks back, in the database. What a person asked for is his alone; what lists brought about is for whoever may change lists. */
export class HuntStore {
  constructor(private readonly pool: Pool) {}

  /** Notes a hunt for each change of a list that has none yet. The same change makes the same hunt, whoever sees it. */
  async subscribe(): Promise<void> {
    await this.pool.query(
      `INSERT INTO rm.hunt (id, cause, list, position, owner, asked_at, beat_at)
       SELECT md5('hunt ' || l.id || ' ' || l.valid_from)::uuid, c.cause, l.id, l.valid_from, 'system:worker', l.at, 'epoch'
         FROM rm.list l JOIN unnest($1::text[], $2::text[]) AS c(action, cause) ON c.action = l.action
        WHERE l.definition->>'action' <> 'allow'
          AND l.at > (extract(epoch FROM clock_timestamp()) - ${HUNT_LIMITS.days} * 86400) * 1e6
       ON CONFLICT (id) DO NOTHING`,
      [CAUSES.map(([action]) => action), CAUSES.map(([, cause]) => cause)],
    );
  }

  /** Begins one for a person; what he had under way ends. @throws DomainError LIMIT_EXCEEDED when too many others are under way */
  async create({ owner, askedAt, entries, list }: NewHunt): Promise<HuntShape> {
    return inTransaction(this.pool, async (client) => {
      await client.query(LOCK);
      const asked = `cause = 'asked' AND ${ACTIVE}`;
      await client.query(`UPDATE rm.hunt SET state = 'canceled', claim = NULL WHERE owner = $1 AND ${asked}`, [owner]);
      const { rows: others } = await client.query(`SELECT FROM rm.hunt WHERE ${asked}`);
      if (others.length >= HUNT_LIMITS.active)
        throw new DomainError(
          'LIMIT_EXCEEDED',
          `${HUNT_LIMITS.active} others look back. Wait until one of them has finished, then try again.`,
        );
      await client.query(
        `DELETE FROM rm.hunt WHERE id IN (SELECT id FROM rm.hunt WHERE owner = $1 AND cause = 'asked' AND NOT (${ACTIVE})
           ORDER BY asked_at DESC OFFSET ${HUNT_LIMITS.kept - 1})`,
        [owner],
      );
      const { rows } = await client.query<HuntShape>(
        `INSERT INTO rm.hunt (id, cause, list, entries, owner, asked_at) VALUES ($1, 'asked', $2, $3, $4, $5) RETURNING ${SHOWN}`,
        [randomUUID(), list, entries, owner, askedAt],
      );
      return rows[0] as HuntShape;
    });
  }

  /** The newest of a list, or a person's own when there is none, without what they found; at most 20. */
  async latest(owner: string, list: string | null): Promise<HuntShape[]> {
    const of = list === null ? 'list IS NULL AND owner = $1' : 'list = $2 AND $1::text IS NOT NULL';
    const { rows } = await this.pool.query<HuntShape>(
      `SELECT ${SHOWN.replace('matches', `'[]'::jsonb AS matches`)} FROM rm.hunt WHERE ${of} ORDER BY asked_at DESC, id LIMIT 20`,
      list === null ? [owner] : [owner, readId(list)],
    );
    return rows;
  }

  /** @throws DomainError NOT_FOUND also for what another person asked for */
  async get(owner: string, id: string): Promise<HuntShape> {
    const { rows } = await this.pool.query<HuntShape>(
      `SELECT ${SHOWN} FROM rm.hunt WHERE id = $2 AND (owner = $1 OR list IS NOT NULL)`,
      [owner, readId(id)],
    );
    return found(rows[0]);
  }

  /** Ends one that is under way or held; a finished one stays as it is. @throws DomainError NOT_FOUND */
  async cancel(owner: string, id: string): Promise<HuntShape> {
    await this.pool.query(
      `UPDATE rm.hunt SET state = 'canceled', claim = NULL WHERE id = $2 AND (owner = $1 OR list IS NOT NULL) AND (${ACTIVE} OR state = 'held')`,
      [owner, readId(id)],
    );
    return this.get(owner, id);
  }

  /** Has one that is held tell of all that it matches. @throws DomainError NOT_FOUND, NOT_HELD */
  async release(owner: string, id: string): Promise<HuntShape> {
    const { rows } = await this.pool.query<HuntShape>(
      `UPDATE rm.hunt SET state = 'waiting', accepted = true, beat_at = clock_timestamp() WHERE id = $2 AND (owner = $1 OR list IS NOT NULL) AND state = 'held'
       RETURNING ${SHOWN}`,
      [owner, readId(id)],
    );
    if (rows[0]) return rows[0];
    await this.get(owner, id);
    throw new DomainError('NOT_HELD', 'It is not held any more. Look at what became of it.');
  }

  /** Takes one that waits, or whose worker is gone, and begins it anew. Null when there is nothing to do, or another one of its list is under way. */
  async claim(id: string): Promise<ClaimedHunt | null> {
    return inTransaction(this.pool, async (client) => {
      await client.query(LOCK);
      const { rows } = await client.query<ClaimedHunt>(
        `UPDATE rm.hunt h SET state = 'running', claim = $2, beat_at = clock_timestamp(), progress = 0, looked = 0, matched = 0, alerts = 0
         WHERE id = $1 AND (state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - ${STALE})
           AND NOT EXISTS (SELECT FROM rm.hunt o WHERE o.list = h.list AND o.id <> h.id AND o.state = 'running' AND o.beat_at >= clock_timestamp() - ${STALE})
         RETURNING id, claim, cause, list, position, entries, accepted`,
        [readId(id), randomUUID()],
      );
      return rows[0] ?? null;
    });
  }

  /** Tells how far it is. False when it is no longer this worker's: canceled, or given to another one. */
  async beat({ id, claim }: ClaimedHunt, { progress, looked, matched, alerts }: HuntProgress): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.hunt SET progress = $3, looked = $4, matched = $5, alerts = $6, beat_at = clock_timestamp()
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [id, claim, progress, looked, matched, alerts],
    );
    return rowCount === 1;
  }

  /** Gives one back that cannot begin yet. */
  async wait({ id, claim }: ClaimedHunt): Promise<void> {
    await this.pool.query(`UPDATE rm.hunt SET state = 'waiting', claim = NULL WHERE id = $1 AND claim = $2`, [
      id,
      claim,
    ]);
  }

  /** Ends one. False when it is no longer this worker's. */
  async finish(
    { id, claim }: ClaimedHunt,
    state: 'done' | 'held' | 'failed',
    end: HuntProgress & {
      readonly tookMs: number;
      readonly note: string | null;
      readonly matches: readonly HuntMatch[];
    },
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE rm.hunt SET state = $3, progress = $4, looked = $5, matched = $6, alerts = $7, took_ms = $8, note = $9, matches = $10
       WHERE id = $1 AND claim = $2 AND state = 'running'`,
      [
        ...[id, claim, state, end.progress, end.looked, end.matched, end.alerts, end.tookMs],
        ...[
          end.note?.replaceAll('\0', '').slice(0, 500) ?? null,
          JSON.stringify(end.matches).replaceAll('\\u0000', '\\ufffd'),
        ],
      ],
    );
    return rowCount === 1;
  }

  /** Ids of those that nobody works on, those of lists in the order of their changes. */
  async standingStill(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM rm.hunt WHERE state = 'waiting' AND (list IS NOT NULL OR beat_at < clock_timestamp() - ${STALE})
         OR state = 'running' AND beat_at < clock_timestamp() - ${STALE} ORDER BY position NULLS FIRST, asked_at LIMIT 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Whether what was told of alerts up to a place of the log is read, or is within two seconds. @throws what log and database throw */
  async hasAlerts(log: Pick<EventLog, 'readAll'>, position: Position | 'start'): Promise<boolean> {
    if (position === 'start') return true;
    try {
      await waitForPosition(this.pool, log, ALERTS, position);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'STALE') return false;
      throw error;
    }
  }

  /** Open alerts of looking back for a list that no person has touched, in pages: what they tell of, oldest first. */
  async *openAlerts(list: string, page = 1000): AsyncGenerator<readonly OpenAlert[]> {
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<OpenAlert & { position: string }>(
        `SELECT a.id AS alert, a.parameters->>'indicator' AS indicator, a.position FROM rm.alert a JOIN rm.alert_version v ON v.alert = a.id
         WHERE v.valid_to IS NULL AND v.status = 'open' AND (v.act_by IS NULL OR v.act_by = '${HUNTER}')
           AND a.detector = '${RETRO_HUNT}' AND a.parameters->>'list' = $1 AND a.position > $2 ORDER BY a.position LIMIT $3`,
        [list, after, page],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < page) return;
      after = rows.at(-1)?.position as string;
    }
  }
}

/** Forgets what came of looking back before changes that would be noted again. `now`: ms since 1970. */
export async function forgetHunts(pool: Pool, now: number): Promise<void> {
  const before = (now - (HUNT_LIMITS.days + 1) * 86_400_000) * 1000;
  await pool.query(`DELETE FROM rm.hunt WHERE asked_at < $1 AND NOT (${ACTIVE})`, [before]);
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new DomainError('NOT_FOUND', 'There is no such look back, or it is gone.');
  return row;
}

function readId(id: string): string {
  if (!UUID.test(id)) throw new DomainError('NOT_FOUND', 'There is no such look back, or it is gone.');
  return id;
}
