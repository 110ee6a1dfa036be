import type { Database } from '../database';
import type { PageShape } from '../shapes';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, shownTime } from '../sql/range';
import { viewpoint } from '../runner/viewpoint';
import { ALERT_ROW, type AlertRow, alertShape, severityName } from './alert-row';
import type { AlertCountsShape, AlertGroupShape } from './alert-shapes';
import { alertsAt, type AlertTab, type AlertWhere, tabConditions, whereOf } from './alert-where';

const MAX_GROUPS = 200;
const MAX_MEMBERS = 100;
const HOUR_US = 3_600_000_000;

/** Sort keys as text that sorts, over the columns of a group. Every order has the key of the group as its tie-breaker. */
const SORTS = {
  SEVERITY: { key: "g.severity::text || lpad(greatest(g.last, 0)::text, 18, '0')", order: 'DESC' },
  NEWEST: { key: "lpad(greatest(g.last, 0)::text, 18, '0')", order: 'DESC' },
  OLDEST: { key: "lpad(greatest(g.first, 0)::text, 18, '0')", order: 'ASC' },
  COUNT: { key: "lpad(g.count::text, 12, '0')", order: 'DESC' },
} as const;
export type AlertSort = keyof typeof SORTS;

/** What makes a group. */
const GROUPS = { RULE_ENTITY: "a.rule || E'\\x1f' || a.entity", NONE: 'a.id::text' } as const;
export type AlertGrouping = keyof typeof GROUPS;

export interface AlertsArgs {
  readonly tab?: AlertTab | null;
  readonly where?: AlertWhere | null;
  readonly group?: AlertGrouping | null;
  readonly sort?: AlertSort | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly asOf?: string | null;
  /** The user that `MINE` is about. */
  readonly viewer?: string | null;
}

type GroupRow = AlertRow & {
  readonly group_key: string;
  readonly sort_key: string;
  readonly group_count: number;
  readonly group_severity: number;
  readonly group_first: number;
  readonly group_last: number;
  readonly members: readonly string[];
  readonly versions: readonly number[];
  readonly total: number;
};

/** Alerts of a tab, grouped and in order. @throws DomainError BAD_USER_INPUT */
export async function alerts(db: Database, args: AlertsArgs): Promise<PageShape<AlertGroupShape>> {
  const view = await viewpoint(db, args.asOf);
  const [sort, grouping, tab] = [args.sort ?? 'SEVERITY', args.group ?? 'RULE_ENTITY', args.tab ?? 'INBOX'];
  if (!(sort in SORTS) || !(grouping in GROUPS)) throw badInput('there is no such order or grouping of alerts');
  const { key, order } = SORTS[sort];
  const list = `alerts ${tab} ${sort} ${grouping}`;
  const limit = readFirst(args.first, 50, MAX_GROUPS);
  const after = decodeCursor(args.after, list);
  const params = new Params();
  const where = args.where ?? {};
  const from = await alertsAt(db, params, view, where.sensor);
  const matching = `${from} AND ${tabConditions(params, view, args.viewer)(tab)} AND ${whereOf(params, where)}`;
  const place = after
    ? `(sort_key, group_key) ${order === 'DESC' ? '<' : '>'} (${params.of(after.key)}::text, ${params.of(after.id)}::text)`
    : 'true';
  const rows = await db.rows<GroupRow>(
    `WITH m AS MATERIALIZED (SELECT a.id, v.severity, v.first, v.last, v.version, (${GROUPS[grouping]}) COLLATE "C" AS group_key FROM ${matching}),
     g AS (
       SELECT group_key, count(*)::int4 AS count, max(severity) AS severity, min(first) AS first, max(last) AS last,
         (array_agg(id::text ORDER BY severity DESC, last DESC, id))[1:${MAX_MEMBERS}] AS members,
         (array_agg(version ORDER BY severity DESC, last DESC, id))[1:${MAX_MEMBERS}] AS versions
       FROM m GROUP BY group_key
     ),
     k AS (SELECT g.*, (${key}) COLLATE "C" AS sort_key FROM g),
     page AS (SELECT * FROM k WHERE ${place} ORDER BY sort_key ${order}, group_key ${order} LIMIT ${limit + 1})
     SELECT ${ALERT_ROW}, page.group_key, page.sort_key, page.members, page.versions, page.count AS group_count,
       page.severity AS group_severity, page.first AS group_first, page.last AS group_last, n.total
     FROM (SELECT count(*)::int4 AS total FROM g) n LEFT JOIN page ON true
     LEFT JOIN rm.alert a ON a.id = page.members[1]::uuid
     LEFT JOIN rm.alert_version v ON v.alert = a.id AND ${validIn(params, view.position)}
     ORDER BY page.sort_key ${order}, page.group_key ${order}`,
    params,
  );
  const total = rows[0]?.total ?? 0;
  const found = rows.filter(({ group_key }) => group_key !== null);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(groupShape),
    next: last ? encodeCursor({ sort: list, key: last.sort_key, id: last.group_key }) : null,
    count: Math.min(total, COUNT_LIMIT),
    exact: total <= COUNT_LIMIT,
  };
}

function validIn(params: Params, position: string | null): string {
  if (position === null) return 'v.valid_to IS NULL';
  const at = `${params.of(position)}::text`;
  return `v.valid_from <= ${at} AND (v.valid_to IS NULL OR v.valid_to > ${at})`;
}

const groupShape = (row: GroupRow): AlertGroupShape => ({
  key: row.group_key,
  count: row.group_count,
  severity: severityName(row.group_severity),
  first: shownTime(row.group_first),
  last: shownTime(row.group_last),
  alert: alertShape(row),
  members: row.members.map((id, i) => ({ id, version: row.versions[i] ?? 0 })),
});

export interface AlertCountsArgs {
  readonly where?: AlertWhere | null;
  readonly asOf?: string | null;
  readonly viewer?: string | null;
}

/** Alerts of each tab, and those of the inbox by severity. `closedLastHour`: closed in the hour before, and still so. */
export async function alertCounts(db: Database, args: AlertCountsArgs): Promise<AlertCountsShape> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const where = args.where ?? {};
  const from = await alertsAt(db, params, view, where.sensor);
  const tab = tabConditions(params, view, args.viewer);
  const inbox = tab('INBOX');
  const hour = `${params.of(Math.floor(view.now) - HOUR_US)}::int8`;
  const m = 'm v CROSS JOIN LATERAL (SELECT v.suppressed) q';
  const of = (condition: string) => `(count(*) FILTER (WHERE ${condition}))::int4`;
  const bySeverity = ['info', 'low', 'medium', 'high', 'critical'].map(
    (name, rank) => `${of(`${inbox} AND v.severity = ${rank}`)} AS ${name}`,
  );
  const rows = await db.rows<Omit<AlertCountsShape, 'oldestGravest'> & { oldest: number | null }>(
    `WITH m AS MATERIALIZED (SELECT v.*, a.raised_at, q.suppressed FROM ${from} AND ${whereOf(params, where)})
     SELECT ${of(inbox)} AS inbox, ${of(tab('MINE'))} AS mine, ${of(tab('ESCALATED'))} AS escalated,
       ${of(tab('SNOOZED'))} AS snoozed, ${of(tab('SUPPRESSED'))} AS suppressed, ${of(tab('CLOSED'))} AS closed, count(*)::int4 AS all, ${bySeverity.join(', ')},
       min(v.raised_at) FILTER (WHERE ${inbox} AND v.severity = (SELECT max(v.severity) FROM ${m} WHERE ${inbox})) AS oldest,
       ${of(`v.status = 'closed' AND EXISTS (SELECT FROM rm.alert_activity c WHERE c.alert = v.alert AND c.action = 'closed' AND c.at > ${hour})`)} AS "closedLastHour"
     FROM ${m}`,
    params,
  );
  const { oldest, ...counts } = rows[0] as Omit<AlertCountsShape, 'oldestGravest'> & { oldest: number | null };
  return { ...counts, oldestGravest: oldest === null ? null : shownTime(oldest) };
}
