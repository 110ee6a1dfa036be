import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import type { Params } from './params';

/**
 * The greatest keys of a statement with columns `key` (text) and `value`, one row a key, and the sum over all keys. Ties
 * go by key. Keys without value are left out.
 */
export async function topList(db: Database, grouped: string, params: Params, first: number): Promise<TopListShape> {
  const limit = params.of(first);
  const rows = await db.rows<{ key: string; value: number; total: number; distinct: number }>(
    `SELECT key, value::float8 AS value, (sum(value) OVER ())::float8 AS total, (count(*) OVER ()) AS "distinct"
     FROM (${grouped}) g WHERE value > 0 ORDER BY g.value DESC, key COLLATE "C" LIMIT ${limit}`,
    params,
  );
  const total = rows[0]?.total ?? 0;
  return {
    rows: rows.map(({ key, value }) => ({ key, value, share: total > 0 ? value / total : 0 })),
    total,
    distinct: rows[0]?.distinct ?? 0,
  };
}
