import type { JsonObject } from '@wireledger/event-sourcing';

import type { Database } from '../database';
import { viewpoint } from '../runner/viewpoint';
import type { PageShape } from '../shapes';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';
import type { AuditActShape, AuditDetailShape, EventShape, FieldChangeShape } from './audit-shapes';
import { auditWhere, type AuditWhere, eventWhere, type EventWhere } from './audit-where';

const MAX_ROWS = 200;
const MAX_CHAIN = 200;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

interface Paging {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly asOf?: string | null;
}

export interface AuditArgs extends Paging {
  readonly where?: AuditWhere | null;
  /** Acts of this one alone: whoever may read but his own. */
  readonly own?: string | null;
}

export interface AuditActArgs {
  readonly id: string;
  readonly own?: string | null;
  readonly asOf?: string | null;
}

export interface EventsArgs extends Paging {
  readonly where?: EventWhere | null;
}

interface ActRow {
  readonly act: string;
  readonly position: string;
  readonly at: number;
  readonly operation: string;
  readonly kind: string;
  readonly permission: string | null;
  readonly actor: string;
  readonly role: string | null;
  readonly session: string | null;
  readonly mfa_at: number | null;
  readonly ip: string;
  readonly agent: string;
  readonly via: string;
  readonly target_kind: string | null;
  readonly target: string | null;
  readonly reason: string | null;
  readonly result: string | null;
  readonly code: string | null;
  readonly count: number;
  readonly correlation: string;
}

type DetailRow = ActRow & {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly caused: AuditDetailShape['caused'];
};

interface EventRow extends Omit<EventShape, 'at' | 'recordedAt'> {
  readonly at: number;
  readonly recorded_at: number;
}

const ACT = `act, position, at, operation, kind, permission, actor, role, session, mfa_at, ip, agent, via, target_kind, target, reason, code,
  count, correlation`;
const EVENT = 'position, id, stream, revision, type, version, actor, at, recorded_at, correlation, causation';

/** Conditions and the outcome as they were at the viewpoint: an act whose outcome came later is open. */
function asOfParts(params: Params, position: string | null): { readonly seen: string; readonly result: string } {
  if (position === null) return { seen: 'true', result: `coalesce(result, 'open')` };
  const at = `${params.of(position)}::text`;
  return { seen: `position <= ${at}`, result: `CASE WHEN ended <= ${at} THEN result ELSE 'open' END` };
}

/** Acts, newest first. @throws DomainError BAD_USER_INPUT */
export async function audit(db: Database, args: AuditArgs): Promise<PageShape<AuditActShape>> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const { seen, result } = asOfParts(params, view.position);
  const own = typeof args.own === 'string' ? `actor = ${params.of(args.own)}::text` : 'true';
  const table = `(SELECT ${ACT}, ${result} AS result FROM rm.audit WHERE ${seen} AND ${own}) a`;
  const condition = auditWhere(params, args.where ?? {});
  return page<ActRow, AuditActShape>(db, params, { list: 'audit', table, condition, args, shape: actShape });
}

/** Envelopes of events, newest first. @throws DomainError BAD_USER_INPUT */
export async function events(db: Database, args: EventsArgs): Promise<PageShape<EventShape>> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const seen = view.position === null ? 'true' : `position <= ${params.of(view.position)}::text`;
  const condition = eventWhere(params, args.where ?? {});
  const table = `(SELECT ${EVENT} FROM rm.event WHERE ${seen}) e`;
  return page<EventRow, EventShape>(db, params, { list: 'events', table, condition, args, shape: eventShape });
}

interface Listed<Row, Shape> {
  readonly list: string;
  readonly table: string;
  readonly condition: string;
  readonly args: Paging;
  readonly shape: (row: Row) => Shape;
}

async function page<Row extends { readonly position: string }, Shape>(
  db: Database,
  params: Params,
  { list, table, condition, args, shape }: Listed<Row, Shape>,
): Promise<PageShape<Shape>> {
  const limit = readFirst(args.first, 100, MAX_ROWS);
  const after = decodeCursor(args.after, list);
  const place = after ? `position < ${params.of(String(after.key))}::text` : 'true';
  const rows = await db.rows<Row & { readonly n: number }>(
    `WITH m AS (SELECT * FROM ${table} WHERE ${condition}),
       n AS (SELECT count(*)::int4 AS n FROM (SELECT FROM m LIMIT ${COUNT_LIMIT + 1}) c)
     SELECT n.n, p.* FROM n LEFT JOIN (SELECT * FROM m WHERE ${place} ORDER BY position DESC LIMIT ${limit + 1}) p ON true
     ORDER BY p.position DESC`,
    params,
  );
  const counted = rows[0]?.n ?? 0;
  const found = rows.filter(({ position }) => (position as string | null) !== null);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map((row) => shape(row)),
    next: last ? encodeCursor({ sort: list, key: last.position, id: last.position }) : null,
    count: Math.min(counted, COUNT_LIMIT),
    exact: counted <= COUNT_LIMIT,
  };
}

/** One act in full; null when there is none, or it is not one's own. */
export async function auditAct(db: Database, { id, own, asOf }: AuditActArgs): Promise<AuditDetailShape | null> {
  if (!UUID.test(id)) return null;
  const view = await viewpoint(db, asOf);
  const params = new Params();
  const { seen, result } = asOfParts(params, view.position);
  const mine = typeof own === 'string' ? `actor = ${params.of(own)}::text` : 'true';
  const [row] = await db.rows<DetailRow>(
    `SELECT ${ACT}, ${result} AS result, before, after, caused FROM rm.audit WHERE act = ${params.of(id)}::uuid AND ${seen} AND ${mine}`,
    params,
  );
  if (!row) return null;
  const ended = row.result !== 'open';
  const chain = await chainOf(db, row.correlation, view.position);
  return {
    act: actShape(row),
    changes: ended ? fieldChanges(row.before, row.after) : [],
    caused: ended ? row.caused : [],
    chain,
    projections: await folded(db, chain.at(-1)?.position ?? row.position),
  };
}

/** Everything with a correlation, and what that caused in turn: notifications carry the event that they tell of. */
async function chainOf(db: Database, correlation: string, position: string | null): Promise<EventShape[]> {
  const params = new Params();
  const of = `${params.of(correlation)}::text`;
  const seen = position === null ? 'true' : `position <= ${params.of(position)}::text`;
  const rows = await db.rows<EventRow>(
    `WITH RECURSIVE c AS (
       SELECT ${EVENT} FROM rm.event WHERE correlation = ${of}
       UNION
       SELECT ${EVENT.replace(/(\w+)/g, 'e.$1')} FROM c JOIN rm.event e ON e.causation = c.id::text
     )
     SELECT * FROM (SELECT * FROM c WHERE ${seen} LIMIT ${MAX_CHAIN}) l ORDER BY position`,
    params,
  );
  return rows.map(eventShape);
}

async function folded(db: Database, position: string): Promise<string[]> {
  const params = new Params();
  const rows = await db.rows<{ projection: string }>(
    `SELECT DISTINCT projection FROM rm.checkpoint WHERE position >= ${params.of(position)}::text ORDER BY projection`,
    params,
  );
  return rows.map(({ projection }) => projection);
}

/** Two sides of a change as lines. */
export function fieldChanges(before: JsonObject | null, after: JsonObject | null): FieldChangeShape[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const text = (side: JsonObject | null, field: string) =>
    side && field in side ? JSON.stringify(side[field], null, 1) : null;
  return fields.map((field) => ({ field, before: text(before, field), after: text(after, field) }));
}

const actShape = ({ act, at, mfa_at, target_kind, result, ...row }: ActRow): AuditActShape => ({
  ...{ id: act, position: row.position, at: shownTime(at), operation: row.operation, kind: row.kind },
  ...{ permission: row.permission, actor: row.actor, role: row.role, session: row.session },
  ...{ mfaAt: mfa_at === null ? null : shownTime(mfa_at), ip: row.ip, agent: row.agent, via: row.via },
  ...{ targetKind: target_kind, target: row.target, reason: row.reason, result: result ?? 'open' },
  ...{ code: result === 'open' ? null : row.code, count: row.count, correlation: row.correlation },
});

const eventShape = ({ at, recorded_at, ...row }: EventRow): EventShape => ({
  ...{ position: row.position, id: row.id, stream: row.stream, revision: row.revision, type: row.type },
  ...{ version: row.version, actor: row.actor, at: shownTime(at), recordedAt: shownTime(recorded_at) },
  ...{ correlation: row.correlation, causation: row.causation },
});
