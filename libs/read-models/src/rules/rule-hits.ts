import { alertsAt } from '../alerts/alert-where';
import type { Database } from '../database';
import { viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { type RangeInput, readRange } from '../sql/range';
import type { RuleHitsShape } from './rule-shapes';

/** Bars of a rule. */
const BARS = 12;

interface HitsRow {
  readonly rule: string;
  readonly bars: readonly number[];
  readonly total: number;
  readonly true_positives: number;
  readonly false_positives: number;
}

/**
 * Alerts of each rule whose deciding record lies in the range, over the range in twelve equal bars, and what people made of them. Rules without
 * any are left out. @throws DomainError BAD_USER_INPUT
 */
export async function ruleHits(
  db: Database,
  args: { readonly range: RangeInput; readonly asOf?: string | null },
): Promise<RuleHitsShape[]> {
  const { from, to } = readRange(args.range);
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const [start, end] = [`${params.of(from)}::int8`, `${params.of(to)}::int8`];
  const alerts = await alertsAt(db, params, view);
  const rows = await db.rows<HitsRow>(
    `WITH m AS MATERIALIZED (
       SELECT a.rule, v.close_reason, least(${BARS - 1}, (a.fired_at - ${start}) * ${BARS} / (${end} - ${start}))::int4 AS bar
       FROM ${alerts} AND a.fired_at >= ${start} AND a.fired_at < ${end}
     )
     SELECT rule, count(*)::int4 AS total,
       (count(*) FILTER (WHERE close_reason = 'truePositive'))::int4 AS true_positives,
       (count(*) FILTER (WHERE close_reason IN ('falsePositive', 'benign')))::int4 AS false_positives,
       (SELECT array_agg((SELECT count(*) FROM m one WHERE one.rule = m.rule AND one.bar = b)::int4 ORDER BY b)
        FROM generate_series(0, ${BARS - 1}) b) AS bars
     FROM m GROUP BY rule ORDER BY rule COLLATE "C"`,
    params,
  );
  return rows.map(({ rule, bars, total, true_positives, false_positives }) => ({
    ...{ rule, bars, total },
    ...{ truePositives: true_positives, falsePositives: false_positives },
  }));
}
