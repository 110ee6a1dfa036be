import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';

const MINUTE_US = 60_000_000;
const DAY_US = 86_400_000_000;
/** Answers are kept so long, µs. */
const KEPT_US = 30 * DAY_US;

/** What a service says, as it is kept. */
export interface KeptOpinion {
  readonly verdict: string;
  readonly score: number | null;
  readonly facts: readonly { readonly name: string; readonly text: string }[];
}

/** An answer of a service. `askedAt` µs. */
export interface ReputationFact {
  readonly source: string;
  readonly value: string;
  readonly askedAt: number;
  readonly opinion: KeptOpinion;
}

/** How often a service was asked today (UTC); `blockedUntil` µs, 0 = not. */
export interface ReputationUse {
  readonly usedToday: number;
  readonly blockedUntil: number;
}

interface UseRow {
  readonly day: number;
  readonly used_day: number;
  readonly minute: number;
  readonly used_minute: number;
  readonly blocked_until: number;
}

/** What services outside have answered, and how often they were asked, by all processes together. */
export class ReputationStore {
  constructor(private readonly pool: Pool) {}

  /** The newest answers about a value. */
  async facts(value: string): Promise<ReputationFact[]> {
    const { rows } = await this.pool.query<ReputationFact>(
      'SELECT source, value, asked_at AS "askedAt", opinion FROM rm.reputation WHERE value = $1 ORDER BY source',
      [value],
    );
    return rows;
  }

  /** Keeps an answer in place of the one before, and lets go what is older than 30 days. */
  async keep({ source, value, askedAt, opinion }: ReputationFact, by: string): Promise<void> {
    await this.pool.query(
      `INSERT INTO rm.reputation (source, value, asked_at, asked_by, opinion) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (value, source) DO UPDATE SET asked_at = excluded.asked_at, asked_by = excluded.asked_by, opinion = excluded.opinion`,
      [source, value, askedAt, by, JSON.stringify(opinion).replaceAll('\\u0000', '\\ufffd')],
    );
    await this.pool.query('DELETE FROM rm.reputation WHERE asked_at < $1', [askedAt - KEPT_US]);
  }

  /** Takes one question out of the quota: null when there was one, else when the next one may be asked, µs. */
  async take(
    source: string,
    quota: { readonly perMinute: number; readonly perDay: number },
    at: number,
  ): Promise<number | null> {
    const [day, minute] = [Math.floor(at / DAY_US), Math.floor(at / MINUTE_US)];
    return inTransaction(this.pool, async (client) => {
      await client.query('INSERT INTO rm.reputation_use VALUES ($1, $2, 0, $3, 0, 0) ON CONFLICT (source) DO NOTHING', [
        source,
        day,
        minute,
      ]);
      const { rows } = await client.query<UseRow>('SELECT * FROM rm.reputation_use WHERE source = $1 FOR UPDATE', [
        source,
      ]);
      const row = rows[0] as UseRow;
      const usedDay = row.day === day ? row.used_day : 0;
      const usedMinute = row.minute === minute ? row.used_minute : 0;
      if (row.blocked_until > at) return row.blocked_until;
      if (usedDay >= quota.perDay) return (day + 1) * DAY_US;
      if (usedMinute >= quota.perMinute) return (minute + 1) * MINUTE_US;
      await client.query(
        'UPDATE rm.reputation_use SET day = $2, used_day = $3, minute = $4, used_minute = $5 WHERE source = $1',
        [source, day, usedDay + 1, minute, usedMinute + 1],
      );
      return null;
    });
  }

  /** It said that it wants to be left alone until then, µs. */
  async block(source: string, until: number): Promise<void> {
    await this.pool.query(
      'UPDATE rm.reputation_use SET blocked_until = greatest(blocked_until, $2) WHERE source = $1',
      [source, until],
    );
  }

  /** By source; those that were never asked are left out. */
  async use(at: number): Promise<Map<string, ReputationUse>> {
    const { rows } = await this.pool.query<UseRow & { source: string }>('SELECT * FROM rm.reputation_use');
    const day = Math.floor(at / DAY_US);
    return new Map(
      rows.map((row) => [
        row.source,
        { usedToday: row.day === day ? row.used_day : 0, blockedUntil: row.blocked_until > at ? row.blocked_until : 0 },
      ]),
    );
  }
}
