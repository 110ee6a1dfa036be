import type { Database } from '../database';
import { Params } from './params';
import type { Span } from './range';

/** Rows up to which the past is added up record by record instead of from rollups. */
const FEW = 500_000;

const TIMES = { flow: 'last', flow_part: 'd_last', dns_transaction: 'time' } as const;

/** True when the records of a span are few enough to be added up one by one. */
export async function isFew(db: Database, model: keyof typeof TIMES, span: Span, most = FEW): Promise<boolean> {
  const params = new Params();
  const [from, to] = [params.of(span.from), params.of(span.to)];
  const [row] = await db.rows<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM rm.${model} WHERE ${await db.days(model, span)}
       AND ${TIMES[model]} >= ${from}::int8 AND ${TIMES[model]} < ${to}::int8 LIMIT ${most + 1}) r`,
    params,
  );
  return (row?.count ?? 0) <= most;
}
