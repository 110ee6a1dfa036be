import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import { bucketIndex, type Buckets } from '../sql/buckets';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { type RangeInput, readRange, type Span } from '../sql/range';
import { hostsColumn } from '../sql/small-groups';
import { topList } from '../sql/top-list';
import { flowRelations } from './flow-relations';

const TCP = 6;
const MAX_STATES = 200;

/**
 * Number of flows that run at the start, at the end, and at the end of each bucket of a span, by packet time: begun, and
 * neither ended nor silent for good. Flows that still run count from their first packet on.
 */
export async function runningOverTime(
  db: Database,
  span: Span,
  sensor: string | null | undefined,
  buckets: Buckets,
): Promise<{ readonly start: number; readonly end: number; readonly spark: number[] }> {
  const params = new Params();
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const scope = await db.sensors(params, sensor);
  const days = await db.days('flow', span);
  const { ended, running: live } = flowRelations(db, params, days);
  const index = (column: string) => bucketIndex(buckets, column, 1e6);
  const rows = await db.rows<{ i: number; change: number }>(
    `SELECT i, sum(change)::int4 AS change FROM (
       SELECT CASE WHEN first < ${from}::int8 THEN -1 ELSE ${index('first')} END AS i, 1 AS change FROM ${ended}
         WHERE ${days} AND first < ${to}::int8 AND last >= ${from}::int8 AND ${scope}
       UNION ALL
       SELECT ${index('last')}, -1 FROM ${ended} WHERE ${days} AND last >= ${from}::int8 AND last < ${to}::int8 AND ${scope}
       UNION ALL
       SELECT CASE WHEN first < ${from}::int8 THEN -1 ELSE ${index('first')} END, 1 FROM ${live}
         WHERE first < ${to}::int8 AND ${scope}
     ) c GROUP BY i`,
    params,
  );
  const changes = new Map(rows.map(({ i, change }) => [i, change]));
  const start = changes.get(-1) ?? 0;
  let running = start;
  const spark = Array.from({ length: buckets.count }, (_, i) => (running += changes.get(i) ?? 0));
  return { start, end: running, spark };
}

/** TCP flows whose last packet is in the range, by Zeek's conn_state; those that run as RUNNING. */
export async function connectionStates(
  db: Database,
  args: { readonly range: RangeInput; readonly sensor?: string | null },
): Promise<TopListShape> {
  const span = readRange(args.range);
  const params = new Params();
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const scope = await db.sensors(params, args.sensor);
  const days = await db.days('flow', span);
  const { ended, running } = flowRelations(db, params, days);
  const grouped = `SELECT state AS key, sum(flows) AS value ${hostsColumn(db.smallest, 'src')} FROM (
      SELECT state, src, 1 AS flows FROM ${ended}
        WHERE ${days} AND proto = ${TCP} AND last >= ${from}::int8 AND last < ${to}::int8 AND ${scope}
      UNION ALL
      SELECT 'RUNNING', src, 1 FROM ${running}
        WHERE proto = ${TCP} AND first < ${to}::int8 AND last >= ${from}::int8 AND ${scope}
    ) s GROUP BY state`;
  return topList(db, grouped, params, {
    first: readFirst(undefined, MAX_STATES, MAX_STATES),
    behind: { column: 'src' },
  });
}
