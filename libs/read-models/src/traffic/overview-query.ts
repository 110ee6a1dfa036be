import { isNarrow } from '@wireledger/access';

import type { Database } from '../database';
import { countFlows } from '../flows/flow-queries';
import { flowRelations } from '../flows/flow-relations';
import { runningOverTime } from '../flows/running-flows';
import type { FigureShape, OverviewShape } from '../shapes';
import { bucketIndex, type Buckets, chooseBuckets, zeros } from '../sql/buckets';
import { Params } from '../sql/params';
import { type RangeInput, readRange, shownTime, type Span } from '../sql/range';
import { trafficRows, wholeSeconds } from './traffic-rows';

const MAX_SPARK = 60;
const COUNTERS = ['packets', 'bytes', 'queries', 'requests'] as const;
type Counters = Record<(typeof COUNTERS)[number], number>;

export interface OverviewArgs {
  readonly range: RangeInput;
  readonly sensor?: string | null;
}

/**
 * Figures of a range: means per second (or minute), the same for the range of equal length before it, and at most 60 points.
 * Counts seconds of traffic in whole seconds; `flows` as the list of flows counts them. @throws DomainError BAD_USER_INPUT
 */
export async function overview(db: Database, args: OverviewArgs): Promise<OverviewShape> {
  const asked = readRange(args.range);
  const span = wholeSeconds(asked);
  const length = span.to - span.from;
  const seconds = length / 1e6;
  const before = { from: span.from - length, to: span.from };
  const buckets = sparkBuckets(span);
  const [points, total, previous, flows, running, seen] = await Promise.all([
    spark(db, span, args.sensor, buckets),
    totals(db, span, args.sensor),
    totals(db, before, args.sensor),
    countFlows(db, { range: args.range, ...(args.sensor ? { sensor: [args.sensor] } : {}) }, 'all'),
    runningOverTime(db, asked, args.sensor, buckets),
    lastSeen(db, span, args.sensor),
  ]);
  const figure = (name: keyof Counters, factor: number, per: number): FigureShape => ({
    value: (total.sums[name] * factor) / (seconds / per),
    previous: previous.rows > 0 ? (previous.sums[name] * factor) / (seconds / per) : null,
    spark: points[name].map((value) => (value * factor) / (buckets.width / per)),
  });
  return {
    bitsPerSecond: figure('bytes', 8, 1),
    packetsPerSecond: figure('packets', 1, 1),
    dnsQueriesPerSecond: figure('queries', 1, 1),
    // A request stands in no flow: who may see only some flows cannot be told how many there were.
    requestsPerMinute: isNarrow(db.scope) ? null : figure('requests', 1, 60),
    runningFlows: {
      value: running.end,
      previous: previous.rows > 0 || running.start > 0 ? running.start : null,
      spark: running.spark,
    },
    packets: total.sums.packets,
    bytes: total.sums.bytes,
    flows,
    dnsQueries: total.sums.queries,
    lastSeen: seen.last === null ? null : shownTime(seen.last),
    everRecorded: seen.ever,
  };
}

function sparkBuckets(span: Span): Buckets {
  const least = Math.ceil((span.to - span.from) / 1e6 / (MAX_SPARK - 1));
  const width = least >= 3600 ? Math.ceil(least / 3600) * 3600 : least >= 60 ? Math.ceil(least / 60) * 60 : least;
  return chooseBuckets(span, width);
}

const sums = `coalesce(sum(packets), 0)::float8 AS packets, coalesce(sum(bytes_in + bytes_out), 0)::float8 AS bytes,
  coalesce(sum(queries), 0)::float8 AS queries, coalesce(sum(requests), 0)::float8 AS requests`;

async function totals(
  db: Database,
  span: Span,
  sensor: string | null | undefined,
): Promise<{ readonly sums: Counters; readonly rows: number }> {
  const params = new Params();
  const source = await trafficRows(db, params, span, sensor, 3600);
  const [row] = await db.rows<Counters & { rows: number }>(
    `SELECT ${sums}, count(*) AS rows FROM (${source}) t`,
    params,
  );
  return { sums: row ?? { packets: 0, bytes: 0, queries: 0, requests: 0 }, rows: row?.rows ?? 0 };
}

async function spark(
  db: Database,
  span: Span,
  sensor: string | null | undefined,
  buckets: Buckets,
): Promise<Record<keyof Counters, number[]>> {
  const params = new Params();
  const source = await trafficRows(db, params, span, sensor, buckets.width);
  const rows = await db.rows<Counters & { i: number }>(
    `SELECT ${bucketIndex(buckets, 'time')} AS i, ${sums} FROM (${source}) t GROUP BY 1`,
    params,
  );
  const points = { packets: zeros(buckets), bytes: zeros(buckets), queries: zeros(buckets), requests: zeros(buckets) };
  for (const row of rows) for (const name of COUNTERS) points[name][row.i] = row[name];
  return points;
}

/** Start of the last second with packets, or the last packet of a flow when that is later. */
async function lastSeen(
  db: Database,
  span: Span,
  sensor: string | null | undefined,
): Promise<{ readonly last: number | null; readonly ever: boolean }> {
  const params = new Params();
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const scope = await db.sensors(params, sensor);
  const [secondDays, minuteDays, flowDays] = [
    await db.days('traffic_second', span),
    await db.days('traffic_minute', span),
    await db.days('flow', span),
  ];
  const { ended, running } = flowRelations(db, params, flowDays);
  const upTo = db.upTo(params);
  const [row] = await db.rows<{ last: number | null; ever: boolean }>(
    `SELECT greatest(
       (SELECT max(time) * 1000000 FROM rm.traffic_second WHERE ${secondDays} AND time >= ${from}::int8 / 1000000
          AND time < ${to}::int8 / 1000000 AND ${upTo} AND ${scope}),
       (SELECT max(time) * 1000000 FROM rm.traffic_minute WHERE ${minuteDays} AND time >= ${from}::int8 / 1000000
          AND time < ${to}::int8 / 1000000 AND ${upTo} AND ${scope}),
       (SELECT max(last) FROM ${ended} WHERE ${flowDays} AND last >= ${from}::int8 AND last < ${to}::int8 AND ${scope}),
       (SELECT max(last) FROM ${running} WHERE last >= ${from}::int8 AND last < ${to}::int8 AND ${scope})
     ) AS last, EXISTS (SELECT FROM rm.source) AS ever`,
    params,
  );
  return row ?? { last: null, ever: false };
}
