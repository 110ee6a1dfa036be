import type { Database } from '../database';
import type { FlowsOverTimeShape } from '../shapes';
import { type Buckets, bucketIndex, bucketTimes, chooseBuckets, zeros } from '../sql/buckets';
import { Params } from '../sql/params';
import { badInput, readRange, type Span } from '../sql/range';
import { asksForLostState } from './flow-filter';
import { flowConditions, type FlowWhere } from './flow-where';
import { flowTables } from './flow-queries';
import { flowRelations } from './flow-relations';

export interface FlowsOverTimeArgs {
  readonly where: FlowWhere;
  readonly bucket?: number | null;
}

/** Longest that the statement may run: it reads every delta of the range. */
const STATEMENT_MS = 8_000;
/** Bucket of flows that began before the range. */
const BEFORE = -1;

interface BucketRow {
  readonly i: number;
  readonly src_bytes: number;
  readonly dst_bytes: number;
  readonly packets: number;
  readonly flows: number;
}

/**
 * The flows that `flows` lists for the same conditions, over time. Bytes and packets are sums of deltas by the time of the
 * delta's last packet, so a range that holds whole flows adds up to their counters; a flow counts once, where it begins.
 * @throws DomainError BAD_USER_INPUT without a range; TIMEOUT when there are too many flows to add up
 */
export async function flowsOverTime(db: Database, args: FlowsOverTimeArgs): Promise<FlowsOverTimeShape> {
  const { where } = args;
  if (!where.range) throw badInput('`where.range` says over which time; give `from` and `to`');
  const span = readRange(where.range);
  const buckets = chooseBuckets(span, args.bucket);
  const params = new Params();
  const statement = await overTimeStatement(db, params, where, span, buckets);
  const rows = await db.rowsWithin<BucketRow>(STATEMENT_MS, statement, params);
  const answer = {
    bytesOut: zeros(buckets),
    bytesIn: zeros(buckets),
    packets: zeros(buckets),
    flows: zeros(buckets),
  };
  let runningBefore = 0;
  for (const row of rows) {
    if (row.i === BEFORE) {
      runningBefore = row.flows;
      continue;
    }
    answer.bytesOut[row.i] = row.src_bytes;
    answer.bytesIn[row.i] = row.dst_bytes;
    answer.packets[row.i] = row.packets;
    answer.flows[row.i] = row.flows;
  }
  return { bucket: buckets.width, times: bucketTimes(buckets), ...answer, runningBefore };
}

async function overTimeStatement(
  db: Database,
  params: Params,
  where: FlowWhere,
  span: Span,
  buckets: Buckets,
): Promise<string> {
  const { sql } = await flowConditions(db, params, where);
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const [days, partDays] = [await db.days('flow', span), await db.days('flow_part', span)];
  const { ended, running } = flowRelations(db, params, days);
  const tables = flowTables(where).map((name) =>
    name === 'rm.flow' ? { name, table: ended, rows: days } : { name, table: running, rows: 'true' },
  );
  if (db.asOf !== null && asksForLostState(where)) db.coarse = true;
  const index = (column: string) => bucketIndex(buckets, column, 1e6);
  const deltas = 'd_src_bytes, d_dst_bytes, d_src_packets + d_dst_packets AS d_packets, 0 AS flows';
  const matching = tables.map(({ table, rows }) => `SELECT id FROM ${table} WHERE ${rows} AND ${sql}`);
  const parts = await partCondition(db, params, where);
  return `WITH matching AS (${matching.join(' UNION ALL ')})
    SELECT i, sum(d_src_bytes)::float8 AS src_bytes, sum(d_dst_bytes)::float8 AS dst_bytes,
      sum(d_packets)::float8 AS packets, sum(flows)::float8 AS flows FROM (
      ${tables
        .filter(({ name }) => name === 'rm.flow')
        .map(
          ({ table, rows }) =>
            `SELECT ${index('last')} AS i, ${deltas} FROM ${table}
             WHERE ${rows} AND ${sql} AND last >= ${from}::int8 AND last < ${to}::int8 UNION ALL`,
        )
        .join(' ')}
      SELECT ${index('d_last')} AS i, ${deltas} FROM rm.flow_part
      WHERE ${partDays} AND d_last >= ${from}::int8 AND d_last < ${to}::int8 AND ${db.upTo(params)} AND ${parts}
      ${tables
        .map(
          ({ table, rows }) =>
            `UNION ALL SELECT CASE WHEN first < ${from}::int8 THEN ${BEFORE} ELSE ${index('first')} END, 0, 0, 0, 1
             FROM ${table} WHERE ${rows} AND ${sql}`,
        )
        .join(' ')}
    ) d GROUP BY i`;
}

/** Conditions that name the sensor or source alone are answered by the part itself; all others are those of its flow. */
async function partCondition(db: Database, params: Params, where: FlowWhere): Promise<string> {
  const { range: _range, sensor, source, ...others } = where;
  const narrowed = Object.values(others).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '',
  );
  if (narrowed) return 'id IN (SELECT id FROM matching)';
  return (await flowConditions(db, params, { ...(sensor ? { sensor } : {}), ...(source ? { source } : {}) })).sql;
}
