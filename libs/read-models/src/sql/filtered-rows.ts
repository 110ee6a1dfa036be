import type { QueryResultRow } from 'pg';

import type { Database } from '../database';
import type { Params } from './params';

/** Longest that a statement with an expression may run. */
export const FILTERED_MS = 8_000;

/** Rows of a statement; the database ends one with an expression in time, since no index need help it. @throws DomainError TIMEOUT */
export const filteredRows = <T extends QueryResultRow>(
  db: Database,
  { filter }: { readonly filter?: string | null | undefined },
  text: string,
  params: Params,
): Promise<T[]> => (filter ? db.rowsWithin<T>(FILTERED_MS, text, params) : db.rows<T>(text, params));
