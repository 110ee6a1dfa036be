import type { Database } from '../database';
import { viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { type RangeInput, readRange } from '../sql/range';
import { alertsAt } from './alert-where';

/** How long something took, seconds; null where it never happened. */
export interface TookShape {
  readonly alerts: number;
  readonly meanSeconds: number | null;
  readonly medianSeconds: number | null;
}

/** From when an alert was raised to when somebody first acted on it, and to when it was closed. */
export interface AlertTimesShape {
  readonly alerts: number;
  readonly touched: TookShape;
  readonly closed: TookShape;
}

interface TimesRow {
  readonly alerts: number;
  readonly touched: number;
  readonly touched_mean: number | null;
  readonly touched_median: number | null;
  readonly closed: number;
  readonly closed_mean: number | null;
  readonly closed_median: number | null;
}

/** Of alerts whose deciding record lies in the range. Who acted is a person or a token, never a process of ours. @throws DomainError BAD_USER_INPUT */
export async function alertTimes(
  db: Database,
  args: { readonly range: RangeInput; readonly asOf?: string | null },
): Promise<AlertTimesShape> {
  const { from, to } = readRange(args.range);
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const alerts = await alertsAt(db, params, view);
  const [start, end] = [`${params.of(from)}::int8`, `${params.of(to)}::int8`];
  const took = (column: string) => `(avg(t.${column}) / 1e6)::float8 AS ${column}_mean,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY t.${column}) / 1e6)::float8 AS ${column}_median`;
  const rows = await db.rows<TimesRow>(
    `WITH m AS MATERIALIZED (SELECT a.id, a.raised_at, v.status FROM ${alerts} AND a.fired_at >= ${start} AND a.fired_at < ${end}),
     t AS (
       SELECT min(c.at) FILTER (WHERE c.by ~ '^(user|token):') - m.raised_at AS touched,
         max(c.at) FILTER (WHERE c.action = 'closed' AND m.status = 'closed') - m.raised_at AS closed
       FROM m LEFT JOIN rm.alert_activity c ON c.alert = m.id GROUP BY m.id, m.raised_at, m.status
     )
     SELECT count(*)::int4 AS alerts, count(t.touched)::int4 AS touched, ${took('touched')}, count(t.closed)::int4 AS closed, ${took('closed')} FROM t`,
    params,
  );
  const row = rows[0] as TimesRow;
  return {
    alerts: row.alerts,
    touched: { alerts: row.touched, meanSeconds: row.touched_mean, medianSeconds: row.touched_median },
    closed: { alerts: row.closed, meanSeconds: row.closed_mean, medianSeconds: row.closed_median },
  };
}
