import type { Database } from '../database';
import { BEGINS_FLOW, deltasWithin } from '../flows/flow-deltas';
import type { Params } from '../sql/params';
import { isFew } from '../sql/raw-rows';
import { splitSpan, type Span } from '../sql/range';

const HOUR_US = 3_600_000_000;

/**
 * Traffic between originators and responders in exactly the span, as one statement with columns `time` (µs; start of the hour
 * where a rollup answers), `src`, `dst`, `flows`, `src_bytes`, `dst_bytes`: whole hours from `pair_hour`, edges from deltas.
 * `exactTime` asks for deltas everywhere; the past is answered from them while they are few, else whole hours are coarse.
 */
export async function pairRows(
  db: Database,
  params: Params,
  span: Span,
  conditions: string,
  exactTime = false,
): Promise<string> {
  const raw =
    exactTime || (db.asOf !== null && (await isFew(db, 'flow', span)) && (await isFew(db, 'flow_part', span)));
  if (db.asOf !== null && !raw) db.coarse = true;
  const { whole, edges } = raw ? { whole: null, edges: [span] } : splitSpan(span, HOUR_US);
  const parts = await deltasWithin(
    db,
    params,
    edges,
    (time) => `${time} AS time, src, dst, ${BEGINS_FLOW} AS flows, d_src_bytes AS src_bytes, d_dst_bytes AS dst_bytes`,
    conditions,
  );
  if (whole) {
    const [from, to] = [params.of(whole.from / HOUR_US), params.of(whole.to / HOUR_US)];
    parts.push(
      `SELECT hour * ${HOUR_US}::int8 AS time, src, dst, flows, src_bytes, dst_bytes FROM rm.pair_hour
       WHERE ${await db.days('pair_hour', whole)} AND hour >= ${from}::int4 AND hour < ${to}::int4 AND ${conditions}`,
    );
  }
  return parts.join(' UNION ALL ');
}
