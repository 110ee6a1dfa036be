import type { Database } from '../database';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst, type RowCount, rowCount } from '../sql/page';
import { filteredRows } from '../sql/filtered-rows';
import { Params } from '../sql/params';
import { badInput } from '../sql/range';
import type { FlowRecordShape, FlowShape, PageShape } from '../shapes';
import { ENDED_ROW, flowRecordShape, type FlowRow, flowShape, RUNNING_ROW } from './flow-shape';
import { END } from './flow-page';
import { flowRelations } from './flow-relations';
import { asksForLostState } from './flow-filter';
import { flowConditions, type FlowWhere, readUuid } from './flow-where';

const SORT_KEYS = {
  START: 'first',
  BYTES: 'src_bytes + dst_bytes',
  DURATION: 'last - first',
  PACKETS: 'src_packets + dst_packets',
};
export type FlowSort = `${keyof typeof SORT_KEYS}_${'ASC' | 'DESC'}`;

export interface FlowsArgs {
  readonly where?: FlowWhere | null;
  readonly sort?: FlowSort | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

const MAX_FLOWS = 1000;

function sortKey(sort: string): { readonly key: string; readonly ascending: boolean } {
  const [name = '', direction] = sort.split('_');
  const key = (SORT_KEYS as Record<string, string | undefined>)[name];
  if (!key || (direction !== 'ASC' && direction !== 'DESC'))
    throw badInput(
      `${JSON.stringify(sort)} is not an order of flows; take START, BYTES, DURATION or PACKETS with _ASC or _DESC`,
    );
  return { key, ascending: direction === 'ASC' };
}

/**
 * A page of flows, ended and running. Rows follow by (sort key, id), so a page repeats or loses none while flows are
 * added; a running flow whose sort key grows meanwhile may move. At most 1,000 rows; the count is exact to 10,000,
 * then estimated.
 */
export async function flows(db: Database, args: FlowsArgs): Promise<PageShape<FlowShape>> {
  const sort = args.sort ?? 'START_DESC';
  const { key, ascending } = sortKey(sort);
  const limit = readFirst(args.first, 50, MAX_FLOWS);
  const after = decodeCursor(args.after, `flows ${sort}`);
  const where = args.where ?? {};
  const params = new Params();
  const { sql, span } = await flowConditions(db, params, where);
  const counted = countPage(db, where);
  const place = after
    ? `(${key}, id) ${ascending ? '>' : '<'} (${params.of(after.key)}::int8, ${params.of(readUuid(after.id, 'a flow'))}::uuid)`
    : 'true';
  const order = (column: string) =>
    `ORDER BY ${column} ${ascending ? 'ASC' : 'DESC'}, id ${ascending ? 'ASC' : 'DESC'}`;
  const days = await db.days('flow', span);
  const part = (row: string, table: string, more: string) =>
    `(SELECT ${row}, ${key} AS sort_key FROM ${table} WHERE ${more} AND ${sql} AND ${place} ${order(key)} LIMIT ${limit + 1})`;
  const { ended, running } = flowRelations(db, params, days);
  const parts = flowTables(where).map((table) =>
    table === 'rm.flow' ? part(ENDED_ROW, ended, days) : part(RUNNING_ROW, running, 'true'),
  );
  const [found, count] = await Promise.all([
    filteredRows<FlowRow & { sort_key: number }>(
      db,
      where,
      `SELECT * FROM (${parts.join(' UNION ALL ')}) f ${order('sort_key')} LIMIT ${limit + 1}`,
      params,
    ),
    counted,
  ]);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  noteLostStates(db, where, page);
  return {
    rows: await complete(db, page),
    next: last ? encodeCursor({ sort: `flows ${sort}`, key: last.sort_key, id: last.id }) : null,
    ...count,
  };
}

/** One flow, or null. @throws DomainError BAD_USER_INPUT when it is not a flow's id */
export async function flow(db: Database, args: { readonly id: string }): Promise<FlowShape | null> {
  const params = new Params();
  const id = params.of(readUuid(args.id, 'the id of a flow'));
  const { ended, running } = flowRelations(db, params, 'true');
  const rows = await db.rows<FlowRow>(
    `SELECT ${ENDED_ROW} FROM ${ended} WHERE id = ${id}::uuid
     UNION ALL SELECT ${RUNNING_ROW} FROM ${running} WHERE id = ${id}::uuid ORDER BY running LIMIT 1`,
    params,
  );
  return (await complete(db, rows))[0] ?? null;
}

/** Number of flows that match, counted up to `limit`. */
export async function countFlows(db: Database, where: FlowWhere, limit: number | 'all'): Promise<number> {
  const { rows, params } = await matching(db, where);
  const bound = limit === 'all' ? '' : ` LIMIT ${limit}`;
  const [row] = await filteredRows<{ count: number }>(
    db,
    where,
    `SELECT count(*) AS count FROM (${rows}${bound}) f`,
    params,
  );
  return row?.count ?? 0;
}

async function countPage(db: Database, where: FlowWhere): Promise<RowCount> {
  const counted = await countFlows(db, where, COUNT_LIMIT + 1);
  const { rows, params } = await matching(db, where);
  return rowCount(db, counted, rows, params);
}

/** A row for each flow that matches. */
async function matching(db: Database, where: FlowWhere): Promise<{ readonly rows: string; readonly params: Params }> {
  const params = new Params();
  const { sql, span } = await flowConditions(db, params, where);
  const days = await db.days('flow', span);
  const { ended, running } = flowRelations(db, params, days);
  const parts = flowTables(where).map(
    (table) =>
      `SELECT 1 FROM ${table === 'rm.flow' ? ended : running} WHERE ${table === 'rm.flow' ? days : 'true'} AND ${sql}`,
  );
  return { rows: parts.join(' UNION ALL '), params };
}

/** A flow that still ran at the position has no state to show or to filter by. */
function noteLostStates(db: Database, where: FlowWhere, rows: readonly FlowRow[]): void {
  if (db.asOf === null) return;
  if (rows.some((row) => row.running && row.state === '') || asksForLostState(where)) db.coarse = true;
}

const BOTH = ['rm.flow', 'rm.flow_live'] as const;
/** Tables that hold the flows asked for: ended ones, running ones, or both. */
export const flowTables = ({ running }: FlowWhere): readonly (typeof BOTH)[number][] =>
  typeof running === 'boolean' ? BOTH.filter((table) => (table === 'rm.flow_live') === running) : BOTH;

/** Adds each flow's domain and records. */
export async function complete(db: Database, rows: readonly FlowRow[]): Promise<FlowShape[]> {
  if (rows.length === 0) return [];
  const [domains, records] = await Promise.all([domainsOf(db, rows), recordsOf(db, rows)]);
  return rows.map((row) => {
    const own = records.get(row.id) ?? [];
    const end = row.running || row.n < 0 ? [] : [flowRecordShape({ ...row, kind: END })];
    return flowShape(row, domains.get(row.id) ?? null, [...own, ...end]);
  });
}

/** Newest name that each flow's originator had resolved to the responder's address when the flow began. */
async function domainsOf(db: Database, rows: readonly FlowRow[]): Promise<Map<string, string>> {
  const params = new Params();
  const columns = [
    params.of(rows.map(({ id }) => id)),
    params.of(rows.map(({ sensor }) => sensor)),
    params.of(rows.map(({ src }) => src)),
    params.of(rows.map(({ dst }) => dst)),
    params.of(rows.map(({ first }) => first)),
  ];
  const upTo = db.upTo(params);
  const named = await db.rows<{ id: string; name: string }>(
    `SELECT f.id, r.name FROM unnest(${columns[0]}::uuid[], ${columns[1]}::text[], ${columns[2]}::inet[],
       ${columns[3]}::inet[], ${columns[4]}::int8[]) AS f (id, sensor, src, dst, first)
     CROSS JOIN LATERAL (SELECT name FROM rm.dns_resolved d WHERE d.client = f.src AND d.address = f.dst
       AND d.time <= f.first AND d.sensor = f.sensor AND ${upTo} ORDER BY d.time DESC, d.name LIMIT 1) r`,
    params,
  );
  return new Map(named.map(({ id, name }) => [id, name]));
}

async function recordsOf(db: Database, rows: readonly FlowRow[]): Promise<Map<string, FlowRecordShape[]>> {
  const params = new Params();
  const ids = params.of(rows.map(({ id }) => id));
  const parts = await db.rows<Parameters<typeof flowRecordShape>[0] & { id: string }>(
    `SELECT id, position, n, kind, at, d_src_packets + d_dst_packets AS d_packets, d_src_bytes + d_dst_bytes AS d_bytes
     FROM rm.flow_part WHERE id = ANY(${ids}::uuid[]) AND ${db.upTo(params)} ORDER BY rec`,
    params,
  );
  const byFlow = new Map<string, FlowRecordShape[]>();
  for (const part of parts) {
    const list = byFlow.get(part.id);
    if (list) list.push(flowRecordShape(part));
    else byFlow.set(part.id, [flowRecordShape(part)]);
  }
  return byFlow;
}
