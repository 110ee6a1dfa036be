import type { Database } from '../database';
import type { PageShape } from '../shapes';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst, rowCount } from '../sql/page';
import { filteredRows } from '../sql/filtered-rows';
import { Params } from '../sql/params';
import { badInput } from '../sql/range';
import { ENDS, type FactModel, type FactRow } from './fact-model';
import type { FactConditions } from './fact-where';

const MAX_ROWS = 200;
const PLACE = /^(.+)#(\d{1,9})$/;

/** Orders of a list: a column of whole numbers, and which end comes first. */
export type FactSorts = Readonly<Record<string, readonly [column: string, direction: 'ASC' | 'DESC']>>;

export interface FactListArgs<W> {
  readonly where?: W | null;
  readonly sort?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A list of facts as a value: its model, its orders, its conditions, and what the API shows of a row. */
export interface FactList<W, R extends FactRow, S> {
  readonly model: FactModel;
  readonly sorts: FactSorts;
  conditions(db: Database, params: Params, where: W): Promise<FactConditions>;
  shape(row: R): S;
}

const everyRow = (conditions: FactConditions): string =>
  conditions.sql.length > 0 ? conditions.sql.join(' AND ') : 'true';

/** Rows of a model that meet the conditions, as `FROM` and `WHERE` of a statement. */
export async function factRows(db: Database, { table }: FactModel, conditions: FactConditions): Promise<string> {
  return `rm.${table} WHERE ${await db.days(table, conditions.span)} AND ${everyRow(conditions)}`;
}

/** A page of facts, newest first unless asked otherwise. At most 200 rows; the count is exact to 10,000, then estimated. @throws DomainError BAD_USER_INPUT, BAD_FILTER, TIMEOUT */
export async function factPage<W, R extends FactRow, S>(
  db: Database,
  { model, sorts, conditions, shape }: FactList<W, R, S>,
  args: FactListArgs<W>,
): Promise<PageShape<S>> {
  const sort = args.sort ?? 'TIME_DESC';
  const order = Object.hasOwn(sorts, sort) ? sorts[sort] : undefined;
  if (!order) throw badInput(`${JSON.stringify(sort)} is not an order of this list`);
  const [column, direction] = order;
  const named = `${model.kind} ${sort}`;
  const limit = readFirst(args.first, 50, MAX_ROWS);
  const after = decodeCursor(args.after, named);
  const params = new Params();
  const asked = await conditions(db, params, (args.where ?? {}) as W);
  const within = await factRows(db, model, asked);
  const [counted] = await filteredRows<{ count: number }>(
    db,
    asked,
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${within} LIMIT ${COUNT_LIMIT + 1}) d`,
    params,
  );
  const count = await rowCount(db, counted?.count ?? 0, `SELECT 1 FROM ${within}`, params);
  let place = 'true';
  if (after) {
    const [, position, n] = PLACE.exec(after.id) ?? [];
    if (!position) throw badInput('`after` is not a cursor of this list; leave it out to begin at the first page');
    place = `(${column}, position, n) ${direction === 'DESC' ? '<' : '>'}
      (${params.of(after.key)}::int8, ${params.of(position)}::text, ${params.of(Number(n))}::int4)`;
  }
  const columns = [...ENDS, ...model.columns.map(([name]) => name)].filter((name) => name !== 'day');
  const found = await filteredRows<R & { key: number }>(
    db,
    asked,
    `SELECT ${columns.join(', ')}, ${column}::int8 AS key FROM ${within} AND ${place}
     ORDER BY ${['key', 'position', 'n'].map((one) => `${one === 'key' ? column : one} ${direction}`).join(', ')} LIMIT ${limit + 1}`,
    params,
  );
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(shape),
    next: last ? encodeCursor({ sort: named, key: last.key, id: `${last.position}#${last.n}` }) : null,
    ...count,
  };
}
