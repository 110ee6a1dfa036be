import type { Database } from '../database';
import { deltasWithin } from '../flows/flow-deltas';
import type { TopListShape, TrafficSeriesShape, TrafficShape } from '../shapes';
import { bucketIndex, bucketTimes, chooseBuckets, zeros } from '../sql/buckets';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, type RangeInput, readRange, type Span } from '../sql/range';
import { hostsColumn } from '../sql/small-groups';
import { topList } from '../sql/top-list';
import { trafficRows } from './traffic-rows';

const KEYS = { APP: 'app', SENSOR: 'sensor', TOTAL: `'total'` } as const;
export type TrafficBy = keyof typeof KEYS;

export interface TrafficArgs {
  readonly range: RangeInput;
  readonly by: TrafficBy;
  readonly bucket?: number | null;
  readonly sensor?: string | null;
}

export interface TopArgs {
  readonly range: RangeInput;
  readonly first?: number | null;
  readonly sensor?: string | null;
}

export const MAX_TOP = 200;

/**
 * Traffic over time; series by greatest total, then by key. Of applications those that few hosts have are left out where the reader is held to that. @throws DomainError BAD_USER_INPUT */
export async function traffic(db: Database, args: TrafficArgs): Promise<TrafficShape> {
  const span = readRange(args.range);
  const key = (KEYS as Record<string, string | undefined>)[args.by];
  if (!key) throw badInput(`\`by\` is APP, SENSOR or TOTAL, not ${JSON.stringify(args.by)}`);
  const buckets = chooseBuckets(span, args.bucket);
  const params = new Params();
  const all = await trafficRows(db, params, span, args.sensor, buckets.width);
  const source = args.by === 'APP' ? await ofLargeApps(db, params, span, args.sensor, all) : all;
  const rows = await db.rows<{ key: string; i: number; packets: number; bytes_in: number; bytes_out: number }>(
    `SELECT ${key} AS key, ${bucketIndex(buckets, 'time')} AS i, sum(packets)::float8 AS packets,
       sum(bytes_in)::float8 AS bytes_in, sum(bytes_out)::float8 AS bytes_out
     FROM (${source}) t GROUP BY 1, 2`,
    params,
  );
  const series = new Map<string, { total: number; bytesIn: number[]; bytesOut: number[]; packets: number[] }>();
  for (const row of rows) {
    let one = series.get(row.key);
    if (!one) {
      one = { total: 0, bytesIn: zeros(buckets), bytesOut: zeros(buckets), packets: zeros(buckets) };
      series.set(row.key, one);
    }
    one.total += row.bytes_in + row.bytes_out;
    one.bytesIn[row.i] = row.bytes_in;
    one.bytesOut[row.i] = row.bytes_out;
    one.packets[row.i] = row.packets;
  }
  const sorted = [...series].sort(([a, x], [b, y]) => y.total - x.total || (a < b ? -1 : 1));
  return {
    bucket: buckets.width,
    times: bucketTimes(buckets),
    series: sorted.map(([name, { bytesIn, bytesOut, packets }]): TrafficSeriesShape => ({
      key: name,
      bytesIn,
      bytesOut,
      packets,
    })),
  };
}

/** Applications by bytes. */
export async function protocols(db: Database, args: TopArgs): Promise<TopListShape> {
  const span = readRange(args.range);
  const first = readFirst(args.first, 8, MAX_TOP);
  const params = new Params();
  const source = await trafficRows(db, params, span, args.sensor, 3600);
  const behind = { column: 'src' };
  const apps = `SELECT app AS key, sum(bytes_in + bytes_out) AS value FROM (${source}) t GROUP BY app`;
  if (db.smallest === 0) return topList(db, apps, params, { first, behind });
  const hosts = await hostsOfApps(db, params, span, args.sensor);
  const known = `SELECT a.key, a.value, coalesce(h.hosts, 0) AS hosts FROM (${apps}) a LEFT JOIN (${hosts}) h ON h.app = a.key`;
  return topList(db, known, params, { first, behind });
}

/** Columns `app` and `hosts`, as SQL. Samples of traffic know no hosts: flows tell who stands behind an application. */
async function hostsOfApps(db: Database, params: Params, span: Span, sensor: TopArgs['sensor']): Promise<string> {
  const deltas = await deltasWithin(db, params, [span], () => 'app, src', await db.sensors(params, sensor));
  return `SELECT app ${hostsColumn(db.smallest, 'src')} FROM (${deltas.join(' UNION ALL ')}) d GROUP BY app`;
}

/** Those of the rows whose application is no small group in the whole span. */
async function ofLargeApps(
  db: Database,
  params: Params,
  span: Span,
  sensor: TopArgs['sensor'],
  rows: string,
): Promise<string> {
  if (db.smallest === 0) return rows;
  const hosts = await hostsOfApps(db, params, span, sensor);
  return `SELECT r.* FROM (${rows}) r JOIN (${hosts}) h USING (app) WHERE h.hosts >= ${params.of(db.smallest)}::int4`;
}
