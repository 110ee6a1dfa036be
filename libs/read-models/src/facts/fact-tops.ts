import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import { FILTERED_MS } from '../sql/filtered-rows';
import type { Params } from '../sql/params';
import { hostsColumn } from '../sql/small-groups';
import type { FactModel } from './fact-model';
import { factRows } from './fact-list';
import type { FactConditions } from './fact-where';

/** What is counted of facts: the key of each list by its name, as SQL that gives text; '' and NULL are not counted. */
export interface TopsOf<N extends string> {
  readonly keys: Readonly<Record<N, string>>;
  /** The list whose keys are the clients themselves. */
  readonly clients?: string;
}

/** Greatest keys of several lists by rows, and the number of all rows. */
export interface Tops<N extends string> {
  readonly total: number;
  readonly lists: Readonly<Record<N, TopListShape>>;
}

export interface FactTopsArgs<W> {
  readonly where?: W | null;
  readonly first?: number | null;
}

/** Rows of each list at most. */
export const MOST_TOP = 50;

interface TopRow {
  readonly name: string;
  readonly key: string;
  readonly value: number;
  readonly total: number;
  readonly distinct: number;
  readonly suppressed: number;
}

/** A range without an end is no reason to keep a connection for long. */
const LONGEST_MS = 15_000;

/**
 * The greatest keys of each list among the rows that meet the conditions, in one look at them. Ties go by key; shares are those of a list's own
 * sum. @throws DomainError TIMEOUT when there are too many rows to count
 */
export async function factTops<N extends string>(
  db: Database,
  params: Params,
  {
    model,
    conditions,
    tops,
    first,
  }: {
    readonly model: FactModel;
    readonly conditions: FactConditions;
    readonly tops: TopsOf<N>;
    readonly first: number;
  },
): Promise<Tops<N>> {
  const names = Object.keys(tops.keys) as N[];
  const within = await factRows(db, model, conditions);
  const { smallest } = db;
  // Of a list of clients each row is one of them: so many there must be.
  const behind = `CASE WHEN c.name = '${tops.clients ?? '-'}' THEN count(*) OVER (PARTITION BY c.name) ELSE c.hosts END`;
  const isShown = smallest === 0 ? 'true' : `c.name = '' OR ${behind} >= ${params.of(smallest)}::int4`;
  const values = names.map((name) => `('${name}', (${tops.keys[name]})::text COLLATE "C")`).join(', ');
  const rows = await db.rowsWithin<TopRow>(
    conditions.filter ? FILTERED_MS : LONGEST_MS,
    `WITH counted AS (
       SELECT v.name, v.key, count(*)::float8 AS value ${hostsColumn(smallest, 'f.client')}
       FROM (SELECT * FROM ${within}) f CROSS JOIN LATERAL (VALUES ('', ''), ${values}) v(name, key)
       WHERE v.name = '' OR v.key <> '' GROUP BY v.name, v.key
     ), told AS (
       SELECT c.*, ${isShown} AS is_shown FROM counted c
     )
     SELECT name, key, value, total, "distinct", suppressed FROM (
       SELECT t.*, sum(value) FILTER (WHERE is_shown) OVER w AS total, count(*) FILTER (WHERE is_shown) OVER w AS "distinct",
         count(*) FILTER (WHERE NOT is_shown) OVER w AS suppressed,
         row_number() OVER (PARTITION BY name ORDER BY is_shown DESC, value DESC, key) AS place
       FROM told t WINDOW w AS (PARTITION BY name)
     ) r WHERE place <= ${params.of(first)} AND (is_shown OR place = 1) ORDER BY name, place`,
    params,
  );
  const lists = Object.fromEntries(
    names.map((name): [N, TopListShape] => {
      const own = rows.filter((row) => row.name === name);
      const total = own[0]?.total ?? 0;
      const distinct = own[0]?.distinct ?? 0;
      return [
        name,
        {
          rows:
            distinct === 0 ? [] : own.map(({ key, value }) => ({ key, value, share: total > 0 ? value / total : 0 })),
          total,
          distinct,
          suppressed: smallest === 0 ? null : (own[0]?.suppressed ?? 0),
        },
      ];
    }),
  ) as Record<N, TopListShape>;
  return { total: rows.find(({ name }) => name === '')?.value ?? 0, lists };
}
