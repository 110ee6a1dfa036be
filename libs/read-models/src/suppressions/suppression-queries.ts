import type { Database } from '../database';
import { validAt, type Viewpoint, viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';

/** Alerts kept out of the inbox. The person is known by id. */
export interface SuppressionShape {
  readonly id: string;
  readonly rule: string | null;
  readonly entity: string | null;
  readonly sensor: string | null;
  readonly src: string | null;
  readonly dst: string | null;
  /** RFC 3339; null = until somebody ends it. */
  readonly until: string | null;
  readonly reason: string;
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: string;
  /** Alerts that it keeps out. */
  readonly alerts: number;
}

interface Row extends Omit<SuppressionShape, 'until' | 'changedBy' | 'changedAt'> {
  readonly until: number | null;
  readonly by: string;
  readonly at: number;
}

/** An end of an alert is a hardware address or a name sometimes: no prefix holds it. */
const within = (end: string, prefix: string): string =>
  `(${prefix} IS NULL OR CASE WHEN pg_input_is_valid(${end}, 'inet') THEN ${end}::inet <<= ${prefix} ELSE false END)`;

/** Whether suppression `s` is for alert `a`. */
export const FITS = [
  ...['rule', 'entity', 'sensor'].map((name) => `(s.${name} IS NULL OR s.${name} = a.${name})`),
  ...['src', 'dst'].map((name) => within(`a.${name}`, `s.${name}`)),
].join(' AND ');

const lasting = (params: Params, view: Viewpoint): string =>
  `${validAt(params, view, 's')} AND NOT s.ended AND (s.until IS NULL OR s.until > ${params.of(Math.floor(view.now))}::int8)`;

/** Whether alert `a` is kept out of the inbox at the viewpoint. */
export const isSuppressed = (params: Params, view: Viewpoint): string =>
  `EXISTS (SELECT FROM rm.suppression s WHERE ${lasting(params, view)} AND ${FITS})`;

/** Those that last at the viewpoint, the newest first. */
export async function suppressions(db: Database, args: { readonly asOf?: string | null }): Promise<SuppressionShape[]> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const rows = await db.rows<Row>(
    `SELECT s.id, s.rule, s.entity, s.sensor, s.src::text AS src, s.dst::text AS dst, s.until, s.reason, s.revision, s.by, s.at,
       (SELECT count(*) FROM rm.alert a JOIN rm.alert_version v ON v.alert = a.id
        WHERE ${validAt(params, view, 'v')} AND v.status <> 'closed' AND ${FITS})::int4 AS alerts
     FROM rm.suppression s WHERE ${lasting(params, view)} ORDER BY s.at DESC, s.id`,
    params,
  );
  return rows.map(({ until, by, at, ...row }) => ({
    ...row,
    ...{ until: until === null ? null : shownTime(until), changedBy: by, changedAt: shownTime(at) },
  }));
}
