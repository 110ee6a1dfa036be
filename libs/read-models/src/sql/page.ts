import type { Database } from '../database';
import type { Params } from './params';
import { badInput } from './range';

/** Last row of a page: the value it was sorted by, and its id as the tie-breaker. `sort` guards against another list's cursor. */
export interface Keyset {
  readonly sort: string;
  readonly key: number | string;
  readonly id: string;
}

/** Cursor of the next page: opaque to users. */
export const encodeCursor = ({ sort, key, id }: Keyset): string =>
  Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');

/** @throws DomainError BAD_USER_INPUT when it is not a cursor of this list in this order */
export function decodeCursor(after: string | null | undefined, sort: string): Keyset | null {
  if (after === null || after === undefined) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(after, 'base64url').toString());
  } catch {
    parsed = null;
  }
  if (Array.isArray(parsed) && parsed.length === 3) {
    const [of, key, id] = parsed as unknown[];
    if (of === sort && typeof id === 'string' && (typeof key === 'string' || Number.isFinite(key)))
      return { sort, key: key as number | string, id };
  }
  throw badInput('`after` is not a cursor of this list in this order; leave it out to begin at the first page');
}

/** Number of rows that are asked for. @throws DomainError BAD_USER_INPUT outside 1 … max */
export function readFirst(first: number | null | undefined, fallback: number, max: number): number {
  const value = first ?? fallback;
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw badInput(`\`first\` must be 1 to ${max}, not ${value}; ask for further pages with \`after\``);
  return value;
}

/** Rows of a table are counted up to here; beyond it the answer is the planner's estimate. */
export const COUNT_LIMIT = 10_000;

/** What a page says of the number of rows. */
export interface RowCount {
  readonly count: number;
  /** False when `count` is an estimate. */
  readonly exact: boolean;
}

/**
 * The number of rows of a query: exact when `counted`, which was limited to {@link COUNT_LIMIT} + 1, stayed below; else
 * what PostgreSQL's planner expects, and never fewer than were counted.
 */
export async function rowCount(db: Database, counted: number, rows: string, params: Params): Promise<RowCount> {
  if (counted <= COUNT_LIMIT) return { count: counted, exact: true };
  const [answer] = await db.rows<{ 'QUERY PLAN': readonly [{ Plan: { 'Plan Rows': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${rows}`,
    params,
  );
  const planned = answer?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
  return { count: Math.min(MAX_INT, Math.max(counted, Math.round(planned))), exact: false };
}

/** Counts are GraphQL's Int. */
const MAX_INT = 2_147_483_647;
