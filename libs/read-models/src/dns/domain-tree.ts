import type { Database } from '../database';
import type { DomainBranchShape, DomainTreeShape } from '../shapes';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, type RangeInput, readRange } from '../sql/range';
import { domainFacts } from './domain-facts';
import { nameConditions } from './domain-queries';
import { domainRows } from './domain-rows';

export interface DomainTreeArgs {
  readonly range: RangeInput;
  readonly search?: string | null;
  readonly sort?: string | null;
  readonly sensor?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface BranchRow {
  readonly name: string;
  readonly asked: boolean;
  readonly names: number;
  readonly queries: number;
  readonly nx_share: number;
}

const MAX_BRANCHES = 200;

/**
 * Registrable names under which a name was asked for in the range, by queries or by name; a name without a registrable one
 * is a branch of its own. The names of a branch are `domains(under: …)`. @throws DomainError BAD_USER_INPUT
 */
export async function domainTree(db: Database, args: DomainTreeArgs): Promise<DomainTreeShape> {
  const span = readRange(args.range);
  const sort = args.sort ?? 'QUERIES_DESC';
  if (sort !== 'QUERIES_DESC' && sort !== 'NAME_ASC')
    throw badInput(`the tree of domains has the orders QUERIES_DESC and NAME_ASC, not ${JSON.stringify(sort)}`);
  const limit = readFirst(args.first, 50, MAX_BRANCHES);
  const after = decodeCursor(args.after, `tree ${sort}`);
  const params = new Params();
  const scope = (await db.sensors(params, args.sensor)) + nameConditions(params, args);
  const rows = await domainRows(db, params, span, scope);
  const byName = sort === 'NAME_ASC';
  const place = !after
    ? 'true'
    : byName
      ? `name > ${params.of(after.id)}`
      : `(queries < ${params.of(after.key)}::float8 OR (queries = ${params.of(after.key)}::float8 AND name > ${params.of(after.id)}))`;
  const order = byName ? 'name' : 'queries DESC, name';
  const found = await db.rows<BranchRow & { total: number; all_names: number }>(
    `WITH a AS (
       SELECT name, sum(queries)::float8 AS queries, sum(nx)::float8 AS nx, sum(answered)::float8 AS answered
       FROM (${rows}) d GROUP BY name
     ), b AS MATERIALIZED (
       SELECT branch AS name, bool_or(name = branch) AS asked, count(*)::int4 AS names, sum(queries)::float8 AS queries,
         coalesce(sum(nx) / nullif(sum(answered), 0), 0)::float8 AS nx_share
       FROM (SELECT a.*, coalesce(nullif(n.registrable, ''), a.name) COLLATE "C" AS branch FROM a JOIN rm.dns_name n USING (name)) x
       GROUP BY branch
     ), c AS (SELECT count(*) AS total, coalesce(sum(names), 0)::int8 AS all_names FROM b),
     page AS (SELECT * FROM b WHERE ${place} ORDER BY ${order} LIMIT ${limit + 1})
     SELECT page.*, c.total, c.all_names FROM c LEFT JOIN page ON true ORDER BY ${order}`,
    params,
  );
  const total = found[0]?.total ?? 0;
  const some = found.filter(({ name }) => name !== null);
  const page = some.slice(0, limit);
  const last = some.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(branchShape),
    next: last ? encodeCursor({ sort: `tree ${sort}`, key: last.queries, id: last.name }) : null,
    count: Math.min(total, COUNT_LIMIT),
    exact: total <= COUNT_LIMIT,
    names: found[0]?.all_names ?? 0,
  };
}

function branchShape({ name, asked, names, queries, nx_share: nxShare }: BranchRow): DomainBranchShape {
  const { unicode, mixedScript } = domainFacts(name);
  return { name, asked, names, queries, nxShare, unicode, mixedScript };
}
