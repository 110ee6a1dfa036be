import type { Database } from '../database';
import { Params } from '../sql/params';
import { badInput } from '../sql/range';
import { validAt, viewpoint, type Viewpoint } from '../runner/viewpoint';
import { activityShape, type ActivityRow } from './alert-activity';
import { evidenceShape, type EvidenceRow } from './alert-evidence';
import { ALERT_ROW, type AlertRow, alertShape, namedTexts, shownOrNull } from './alert-row';
import type { AlertActivityShape, AlertDetailShape, AlertEvidenceShape, AlertShape } from './alert-shapes';

const SIMILAR = 8;
const MAX_ACTIVITY = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Everything about one alert at the viewpoint; null when there is none. @throws DomainError BAD_USER_INPUT */
export async function alert(
  db: Database,
  args: { readonly id: string; readonly asOf?: string | null },
): Promise<AlertDetailShape | null> {
  if (!UUID.test(args.id)) throw badInput('`id` is the UUID of an alert');
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const [row] = await db.rows<AlertRow>(
    `SELECT ${ALERT_ROW} FROM rm.alert a JOIN rm.alert_version v ON v.alert = a.id
     WHERE a.id = ${params.of(args.id)}::uuid AND ${validAt(params, view, 'v')}`,
    params,
  );
  if (!row) return null;
  const [rule, evidence, activity, similar] = await Promise.all([
    ruleBehind(db, row, view),
    evidenceOf(db, row.id, view),
    activityOf(db, row.id, view),
    similarTo(db, row, view),
  ]);
  return {
    alert: alertShape(row),
    detector: row.detector,
    detectorVersion: row.detector_version,
    parameters: namedTexts(row.parameters),
    measure: row.measure,
    windowFrom: shownOrNull(row.window_from),
    windowTo: shownOrNull(row.window_to),
    baseline: Object.entries(row.baseline).map(([name, value]) => ({ name, value })),
    condition: rule?.description ?? '',
    ruleEnabledAt: shownOrNull(rule?.at ?? null),
    ruleEnabledBy: rule?.by ?? null,
    evidence,
    evidenceKept: row.kept,
    evidenceLeft: row.not_kept,
    activity,
    similar,
  };
}

interface RuleBehind {
  readonly description: string;
  readonly by: string | null;
  readonly at: number | null;
}

/** What the rule's version says, and who published it last before the alert. */
async function ruleBehind(db: Database, row: AlertRow, view: Viewpoint): Promise<RuleBehind | undefined> {
  const params = new Params();
  const [rule, version] = [params.of(row.rule), params.of(row.rule_version)];
  const upTo = view.position === null ? 'true' : `r.valid_from <= ${params.of(view.position)}::text`;
  const rows = await db.rows<RuleBehind>(
    `SELECT d.definition->>'description' AS description, p.by, p.at FROM rm.rule_draft d
     LEFT JOIN LATERAL (SELECT r.by, r.at FROM rm.rule r WHERE r.rule = d.rule AND r.action = 'published' AND r.published = d.version
       AND ${upTo} ORDER BY r.valid_from DESC LIMIT 1) p ON true
     WHERE d.rule = ${rule} AND d.version = ${version}::int4`,
    params,
  );
  return rows[0];
}

/** Copied records, newest first. */
async function evidenceOf(db: Database, id: string, view: Viewpoint): Promise<AlertEvidenceShape[]> {
  const params = new Params();
  const upTo = view.position === null ? '' : `AND kept_at <= ${params.of(view.position)}::text`;
  const rows = await db.rows<EvidenceRow>(
    `SELECT event, n, position, hash, kind, record FROM rm.alert_evidence
     WHERE alert = ${params.of(id)}::uuid ${upTo} ORDER BY step DESC, position DESC, n DESC, i DESC`,
    params,
  );
  return rows.map(evidenceShape);
}

/** What happened to the alert, newest first. */
async function activityOf(db: Database, id: string, view: Viewpoint): Promise<AlertActivityShape[]> {
  const params = new Params();
  const upTo = view.position === null ? '' : `AND position <= ${params.of(view.position)}::text`;
  const rows = await db.rows<ActivityRow>(
    `SELECT position, action, by, at, command, body FROM rm.alert_activity
     WHERE alert = ${params.of(id)}::uuid ${upTo} ORDER BY position DESC LIMIT ${MAX_ACTIVITY}`,
    params,
  );
  const undone = new Set(rows.flatMap(({ action, body }) => (action === 'reverted' ? [body.undone] : [])));
  return rows.map((row) => activityShape(row, undone.has(row.command ?? '')));
}

/** Earlier alerts of the same rule or about the same entity, those that share both first. */
async function similarTo(db: Database, row: AlertRow, view: Viewpoint): Promise<AlertShape[]> {
  const params = new Params();
  const [rule, entity] = [params.of(row.rule), params.of(row.entity)];
  const rows = await db.rows<AlertRow>(
    `SELECT ${ALERT_ROW} FROM rm.alert a JOIN rm.alert_version v ON v.alert = a.id
     WHERE (a.rule = ${rule} OR a.entity = ${entity}) AND a.id <> ${params.of(row.id)}::uuid
       AND v.first <= ${params.of(row.last)}::int8 AND ${validAt(params, view, 'v')} AND ${await db.sensors(params, null)}
     ORDER BY (a.rule = ${rule} AND a.entity = ${entity}) DESC, v.last DESC, a.id LIMIT ${SIMILAR}`,
    params,
  );
  return rows.map(alertShape);
}
