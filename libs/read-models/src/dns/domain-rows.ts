import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import { Params } from '../sql/params';
import { splitSpan, type Span } from '../sql/range';
import { isFew } from '../sql/raw-rows';
import { topList } from '../sql/top-list';
import { NXDOMAIN } from './dns-codes';

const HOUR_US = 3_600_000_000;

/**
 * Queries per name and client in exactly the span, as one statement with columns `name`, `client`, `queries`, `answered`, `nx`:
 * whole hours from `dns_hour`, edges from the transactions; the past from transactions alone while they are few. Messages without a question are left out.
 */
export async function domainRows(db: Database, params: Params, span: Span, conditions: string): Promise<string> {
  const raw = db.asOf !== null && (await isFew(db, 'dns_transaction', span));
  if (db.asOf !== null && !raw) db.coarse = true;
  const { whole, edges } = raw ? { whole: null, edges: [span] } : splitSpan(span, HOUR_US);
  const parts: string[] = [];
  for (const edge of edges) {
    const [from, to] = [params.of(edge.from), params.of(edge.to)];
    parts.push(
      `SELECT name, client, queries::int8 AS queries, (rcode >= 0)::int AS answered, (rcode = ${NXDOMAIN})::int AS nx
       FROM rm.dns_transaction WHERE ${await db.days('dns_transaction', edge)} AND time >= ${from}::int8
         AND time < ${to}::int8 AND name <> '' AND ${db.upTo(params)} AND ${conditions}`,
    );
  }
  if (whole) {
    const [from, to] = [params.of(whole.from / HOUR_US), params.of(whole.to / HOUR_US)];
    parts.push(
      `SELECT name, client, queries, answered, nx FROM rm.dns_hour
       WHERE ${await db.days('dns_hour', whole)} AND hour >= ${from}::int4 AND hour < ${to}::int4 AND ${conditions}`,
    );
  }
  return parts.join(' UNION ALL ');
}

/** Names that a client asked for, by queries. */
export async function clientDomains(
  db: Database,
  args: {
    readonly span: Span;
    readonly client: string;
    readonly sensor: string | null | undefined;
    readonly first: number;
  },
): Promise<TopListShape> {
  const params = new Params();
  const asked = `client = ${params.of(args.client)}::inet AND ${await db.sensors(params, args.sensor)}`;
  const rows = await domainRows(db, params, args.span, asked);
  return topList(db, `SELECT name AS key, sum(queries) AS value FROM (${rows}) d GROUP BY name`, params, {
    first: args.first,
    behind: 'one',
  });
}
