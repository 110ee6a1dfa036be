import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import type { Params } from './params';
import { type Behind, hostsBehind } from './small-groups';

interface Row {
  readonly key: string | null;
  readonly value: number;
  readonly total: number;
  readonly distinct: number;
  readonly suppressed: number;
}

/**
 * The greatest keys of a statement with columns `key` (text) and `value`, one row a key, and the sum over all keys. Ties
 * go by key. Keys without value are left out; where the reader is held to the rule of small groups also those of few hosts, from the sums too, so that nobody
 * subtracts them. `behind`: whose rows these are; a column stands in the statement as `hosts` (`hostsColumn`) then.
 */
export async function topList(
  db: Database,
  grouped: string,
  params: Params,
  { first, behind }: { readonly first: number; readonly behind: Behind },
): Promise<TopListShape> {
  const limit = params.of(first);
  const { smallest } = db;
  const hosts = smallest === 0 ? '0' : hostsBehind(behind);
  const rows = await db.rows<Row>(
    `WITH told AS (
       SELECT g.key, g.value::float8 AS value, ${hosts} AS hosts FROM (${grouped}) g WHERE g.value > 0
     ), shown AS (
       SELECT key, value, (sum(value) OVER ())::float8 AS total, (count(*) OVER ()) AS "distinct"
       FROM told WHERE hosts >= ${params.of(smallest)}::int4 ORDER BY value DESC, key COLLATE "C" LIMIT ${limit}
     )
     SELECT shown.*, hidden.suppressed FROM (SELECT count(*) AS suppressed FROM told WHERE hosts < ${params.of(smallest)}::int4) hidden
     LEFT JOIN shown ON true ORDER BY value DESC, key COLLATE "C"`,
    params,
  );
  const total = rows[0]?.total ?? 0;
  return {
    rows: rows.flatMap(({ key, value }) =>
      key === null ? [] : [{ key, value, share: total > 0 ? value / total : 0 }],
    ),
    total,
    distinct: rows[0]?.distinct ?? 0,
    suppressed: smallest === 0 ? null : (rows[0]?.suppressed ?? 0),
  };
}
