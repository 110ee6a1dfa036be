import type { FeedPart, Noted } from '@wireledger/domain';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

const PAGE = 2000;

/** Where the objects of feeds are kept that are asked for what has changed. */
export class FeedPartStore {
  constructor(private readonly pool: Pool) {}

  /** From where on a feed is asked; null: from the beginning. What another source said before is forgotten. */
  async begin(list: string, source: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ source: string; cursor: string | null }>(
      'SELECT source, cursor FROM rm.feed_cursor WHERE list = $1',
      [list],
    );
    if (rows[0]?.source === source) return rows[0].cursor;
    await inTransaction(this.pool, async (client) => {
      await client.query('DELETE FROM rm.feed_part WHERE list = $1', [list]);
      await client.query(
        `INSERT INTO rm.feed_cursor (list, source) VALUES ($1, $2)
         ON CONFLICT (list) DO UPDATE SET source = excluded.source, cursor = NULL`,
        [list, source],
      );
    });
    return null;
  }

  /** Objects that are kept, with their stamps. */
  async stamps(list: string): Promise<Map<string, string>> {
    const { rows } = await this.pool.query<{ key: string; stamp: string }>(
      'SELECT key, stamp FROM rm.feed_part WHERE list = $1',
      [list],
    );
    return new Map(rows.map(({ key, stamp }) => [key, stamp]));
  }

  async count(list: string): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      'SELECT count(*)::float8 AS n FROM rm.feed_part WHERE list = $1',
      [list],
    );
    return rows[0]?.n ?? 0;
  }

  /** Keeps objects and from where on to ask next, at once. `newestOnly`: an older version never takes the place of a newer one. */
  async put(list: string, parts: readonly FeedPart[], cursor: string | null, newestOnly: boolean): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      for (let at = 0; at < parts.length; at += PAGE) {
        const rows = parts.slice(at, at + PAGE).map(({ key, stamp, untilUs, entries }) => ({
          ...{ key: storable(key), stamp: storable(stamp), until: untilUs, entries: storableJson(entries) },
        }));
        await client.query(
          `INSERT INTO rm.feed_part (list, key, stamp, until, entries)
           SELECT $1, p.key, p.stamp, p.until, p.entries
           FROM jsonb_to_recordset($2::jsonb) AS p(key text, stamp text, until int8, entries jsonb)
           ON CONFLICT (list, key) DO UPDATE SET stamp = excluded.stamp, until = excluded.until, entries = excluded.entries
             WHERE NOT $3 OR feed_part.stamp <= excluded.stamp`,
          [list, JSON.stringify(rows), newestOnly],
        );
      }
      await client.query('UPDATE rm.feed_cursor SET cursor = $2 WHERE list = $1', [list, cursor]);
    });
  }

  /** Forgets objects that the feed has no more. */
  async remove(list: string, keys: readonly string[]): Promise<void> {
    await this.pool.query('DELETE FROM rm.feed_part WHERE list = $1 AND key = ANY($2)', [list, keys]);
  }

  /** Whether something ended in between, µs. */
  async ended(list: string, sinceUs: number, nowUs: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'SELECT FROM rm.feed_part WHERE list = $1 AND until > $2 AND until <= $3 LIMIT 1',
      [list, sinceUs, nowUs],
    );
    return rowCount === 1;
  }

  /** The entries of all objects that have not ended, in the order of their keys. */
  async *entries(list: string, nowUs: number): AsyncGenerator<readonly Noted[]> {
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<{ key: string; entries: readonly Noted[]; over: boolean }>(
        `SELECT key, entries, coalesce(until <= $3, false) AS over FROM rm.feed_part
         WHERE list = $1 AND key > $2 ORDER BY key LIMIT ${PAGE}`,
        [list, after, nowUs],
      );
      yield rows.filter(({ over }) => !over).flatMap((row) => row.entries);
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.key ?? after;
    }
  }
}
