import { type Severity, SEVERITIES } from '@wireledger/events';
import { readFilter } from '@wireledger/filter';

import type { Database } from '../database';
import type { Params } from '../sql/params';
import { badInput, type RangeInput, readRange } from '../sql/range';
import { containing } from '../sql/search';
import { validAt, type Viewpoint } from '../runner/viewpoint';
import { isSuppressed } from '../suppressions/suppression-queries';
import { alertCondition } from './alert-filter';

export interface AlertWhere {
  readonly severity?: readonly string[] | null;
  readonly kind?: readonly string[] | null;
  readonly rule?: readonly string[] | null;
  readonly entity?: string | null;
  /** Equal to an end of the alert, as text. */
  readonly endpoint?: readonly string[] | null;
  readonly sensor?: readonly string[] | null;
  /** Contained in title, entity, ends or summary, whatever the case. */
  readonly search?: string | null;
  /** Packet times of alert and range overlap. */
  readonly range?: RangeInput | null;
  /** An expression of the filter language; holds beside all other conditions. */
  readonly filter?: string | null;
}

export const ALERT_TABS = ['INBOX', 'MINE', 'ESCALATED', 'SNOOZED', 'SUPPRESSED', 'CLOSED', 'ALL'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

/**
 * Alerts at the viewpoint, as a FROM and WHERE over `alert` a, `alert_version` v and `suppressed` of q; sensors that are hidden are left
 * out.
 */
export async function alertsAt(
  db: Database,
  params: Params,
  view: Viewpoint,
  sensor?: readonly string[] | null,
): Promise<string> {
  return `rm.alert a JOIN rm.alert_version v ON v.alert = a.id
    CROSS JOIN LATERAL (SELECT ${isSuppressed(params, view)} AS suppressed) q
    WHERE ${validAt(params, view, 'v')} AND ${await db.sensors(params, sensor)}`;
}

/** @throws DomainError BAD_USER_INPUT for a severity that does not exist, an empty range, a search that is too long; BAD_FILTER */
export function whereOf(params: Params, where: AlertWhere): string {
  const any = (column: string, values: readonly string[] | null | undefined) =>
    values?.length ? [`${column} = ANY(${params.of(values)}::text[])`] : [];
  const conditions = [...any('a.kind', where.kind), ...any('a.rule', where.rule)];
  if (where.severity?.length)
    conditions.push(`v.severity = ANY(${params.of(where.severity.map(severityRank))}::int2[])`);
  if (typeof where.entity === 'string') conditions.push(`a.entity = ${params.of(where.entity)}`);
  if (where.endpoint?.length) {
    const ends = `${params.of(where.endpoint)}::text[]`;
    conditions.push(`(a.src = ANY(${ends}) OR a.dst = ANY(${ends}))`);
  }
  if (where.range) {
    const { from, to } = readRange(where.range);
    conditions.push(`v.last >= ${params.of(from)}::int8 AND v.first < ${params.of(to)}::int8`);
  }
  if (where.search) {
    const pattern = params.of(containing(where.search));
    const texts = ['a.rule_name', 'a.entity', 'a.src', 'a.dst', 'v.summary'];
    conditions.push(`(${texts.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`);
  }
  const expression = readFilter(where.filter, 'alert');
  if (expression) conditions.push(alertCondition(params, expression));
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}

function severityRank(name: string): number {
  const rank = SEVERITIES.indexOf(name as Severity);
  if (rank < 0) throw badInput(`${JSON.stringify(name)} is not a severity; there are ${SEVERITIES.join(', ')}`);
  return rank;
}

/** Condition of a tab, by name. `viewer`: the user that `MINE` is about; nobody's are none. */
export function tabConditions(
  params: Params,
  view: Viewpoint,
  viewer: string | null | undefined,
): (tab: AlertTab) => string {
  const open = "v.status <> 'closed'";
  let now: string | null = null;
  const asleep = () => `coalesce(v.snoozed_until > ${(now ??= `${params.of(Math.floor(view.now))}::int8`)}, false)`;
  const conditions: Readonly<Record<AlertTab, () => string>> = {
    INBOX: () => `(${open} AND NOT ${asleep()} AND NOT q.suppressed)`,
    MINE: () => (viewer ? `(${open} AND v.assignee = ${params.of(viewer)}::uuid)` : 'false'),
    ESCALATED: () => `(${open} AND v.escalated)`,
    SNOOZED: () => `(${open} AND ${asleep()})`,
    SUPPRESSED: () => `(${open} AND q.suppressed)`,
    CLOSED: () => "(v.status = 'closed')",
    ALL: () => 'true',
  };
  return (tab) => conditions[tab]();
}
