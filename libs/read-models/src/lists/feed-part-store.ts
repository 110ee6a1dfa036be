import type { FeedPart, Noted } from '@wireledger/domain';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

/** Objects, and bytes of their entries, that are written or read at once; a single object may have more. */
const PAGE = 2000;
const PAGE_BYTES = 8 * 1024 * 1024;

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
         ON CONFLICT (list) DO UPDATE SET source = excluded.source, cursor = NULL, pending = true`,
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

  /** Objects that are kept, and the bytes of their entries. */
  async size(list: string): Promise<{ readonly parts: number; readonly bytes: number }> {
    const { rows } = await this.pool.query<{ parts: number; bytes: number }>(
      'SELECT count(*)::float8 AS parts, coalesce(sum(bytes), 0)::float8 AS bytes FROM rm.feed_part WHERE list = $1',
      [list],
    );
    return rows[0] ?? { parts: 0, bytes: 0 };
  }

  /** Keeps objects and from where on to ask next, at once. `newestOnly`: an older version never takes the place of a newer one. Answers about how many bytes that are. */
  async put(list: string, parts: readonly FeedPart[], cursor: string | null, newestOnly: boolean): Promise<number> {
    const rows = rowsOf(parts, newestOnly);
    let bytes = 0;
    await inTransaction(this.pool, async (client) => {
      for (const page of pagesOf(rows)) {
        bytes += page.length;
        await client.query(
          `INSERT INTO rm.feed_part (list, key, stamp, until, entries)
           SELECT $1, p.key, p.stamp, p.until, p.entries
           FROM jsonb_to_recordset($2::jsonb) AS p(key text, stamp text, until int8, entries jsonb)
           ON CONFLICT (list, key) DO UPDATE SET stamp = excluded.stamp, until = excluded.until, entries = excluded.entries
             WHERE NOT $3 OR feed_part.stamp <= excluded.stamp`,
          [list, page, newestOnly],
        );
      }
      await client.query('UPDATE rm.feed_cursor SET cursor = $2, pending = pending OR $3 WHERE list = $1', [
        ...[list, cursor, rows.length > 0],
      ]);
    });
    return bytes;
  }

  /** Forgets objects that the feed has no more. */
  async remove(list: string, keys: readonly string[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query('DELETE FROM rm.feed_part WHERE list = $1 AND key = ANY($2)', [list, keys]);
      await client.query('UPDATE rm.feed_cursor SET pending = true WHERE list = $1', [list]);
    });
  }

  /** Whether the list has yet to be made of what is kept: a process may end in between. */
  async pending(list: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM rm.feed_cursor WHERE list = $1 AND pending', [list]);
    return rowCount === 1;
  }

  /** The list was made of what is kept. */
  async taken(list: string): Promise<void> {
    await this.pool.query('UPDATE rm.feed_cursor SET pending = false WHERE list = $1', [list]);
  }

  /** Forgets what was kept for all lists but these. */
  async keepOnly(lists: readonly string[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<{ list: string }>(
        'DELETE FROM rm.feed_cursor WHERE NOT list = ANY($1) RETURNING list',
        [lists],
      );
      if (rows.length === 0) return;
      await client.query('DELETE FROM rm.feed_part WHERE list = ANY($1)', [rows.map(({ list }) => list)]);
    });
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
        `SELECT key, entries, coalesce(until <= $3, false) AS over FROM (
           SELECT *, sum(bytes) OVER (ORDER BY key ROWS UNBOUNDED PRECEDING) - bytes AS before FROM (
             SELECT * FROM rm.feed_part WHERE list = $1 AND key > $2 ORDER BY key LIMIT ${PAGE}
           ) AS page
         ) AS summed WHERE before < ${PAGE_BYTES} ORDER BY key`,
        [list, after, nowUs],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.filter(({ over }) => !over).flatMap((row) => row.entries);
      after = last.key;
    }
  }
}

/** One row for each name: two that differ on the wire may be one once they can be stored, and a statement changes no row twice. */
function rowsOf(parts: readonly FeedPart[], newestOnly: boolean) {
  const rows = new Map<string, { key: string; stamp: string; until: number | null; entries: unknown }>();
  for (const part of parts) {
    const [key, stamp] = [storable(part.key), storable(part.stamp)];
    const before = rows.get(key);
    if (newestOnly && before && before.stamp > stamp) continue;
    rows.set(key, { key, stamp, until: part.untilUs, entries: storableJson(part.entries) });
  }
  return [...rows.values()];
}

/** Rows as JSON, page by page. */
function* pagesOf(rows: readonly object[]): Generator<string> {
  let [page, bytes]: [string[], number] = [[], 0];
  for (const row of rows) {
    const json = JSON.stringify(row);
    if (page.length === PAGE || (page.length > 0 && bytes + json.length > PAGE_BYTES)) {
      yield `[${page.join()}]`;
      [page, bytes] = [[], 0];
    }
    page.push(json);
    bytes += json.length;
  }
  if (page.length > 0) yield `[${page.join()}]`;
}
