import type { Database } from '../database';
import { Params } from '../sql/params';
import { splitSpan, type Span } from '../sql/range';
import { PastTraffic } from './past-traffic';

const COLUMNS = 'time, sensor, app, packets, bytes_in, bytes_out, queries, requests';
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 3600 * SECOND;
type TrafficModel = 'traffic_second' | 'traffic_minute' | 'traffic_hour';

/** A span of packet time in whole seconds: the seconds that hold its first and last µs belong to it. */
export const wholeSeconds = ({ from, to }: Span): Span => ({
  from: Math.floor(from / SECOND) * SECOND,
  to: Math.ceil(to / SECOND) * SECOND,
});

/**
 * Rows of traffic that together are exactly the span, as one statement: hours in the middle, minutes and seconds at the
 * edges. `width` is the greatest bucket in seconds that rows may be wide. Where seconds are no longer kept, the minutes that
 * begin in the edge take their place.
 */
export async function trafficRows(
  db: Database,
  params: Params,
  span: Span,
  sensor: string | null | undefined,
  width: number,
): Promise<string> {
  const { from, to } = wholeSeconds(span);
  const rows: string[] = [];
  const scope = await db.sensors(params, sensor);
  const past = new PastTraffic(db, params);
  const add = async (model: TrafficModel, part: Span) => {
    const days = await db.days(model, part);
    const [start, end] = [params.of(part.from / SECOND), params.of(part.to / SECOND)];
    const within = `time >= ${start}::int8 AND time < ${end}::int8 AND ${scope}`;
    rows.push(`SELECT ${COLUMNS} FROM rm.${model} WHERE ${days} AND ${within} AND ${await past.recorded(model)}`);
    if (past.splits && model !== 'traffic_second')
      rows.push(
        `SELECT ${COLUMNS} FROM rm.traffic_second s WHERE ${await db.days('traffic_second', part)} AND ${within} AND ${past.split(model)}`,
      );
  };
  const edges = async (part: Span) => {
    const { whole, edges: left } = width % 60 === 0 ? splitSpan(part, MINUTE) : { whole: null, edges: [part] };
    if (whole) await add('traffic_minute', whole);
    for (const edge of left) await add((await keepsSeconds(db, edge)) ? 'traffic_second' : 'traffic_minute', edge);
  };
  const { whole, edges: left } =
    width % 3600 === 0 ? splitSpan({ from, to }, HOUR) : { whole: null, edges: [{ from, to }] };
  if (whole) await add('traffic_hour', whole);
  for (const edge of left) await edges(edge);
  return rows.join(' UNION ALL ');
}

/** False when a day that minutes were recorded on for this span has lost its partition of seconds. */
async function keepsSeconds(db: Database, span: Span): Promise<boolean> {
  const params = new Params();
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const dropped = await db.rows(
    `SELECT FROM rm.partition m WHERE m.model = 'traffic_minute' AND m.least < ${to} AND m.greatest >= ${from}
       AND NOT EXISTS (SELECT FROM rm.partition s WHERE s.model = 'traffic_second' AND s.day = m.day) LIMIT 1`,
    params,
  );
  return dropped.length === 0;
}
