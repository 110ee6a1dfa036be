import { parseTime } from '@wireledger/kernel';

import type { Database } from '../database';
import { logPosition } from '../sql/log-position';
import { Params } from '../sql/params';

/** From when an answer is seen: up to and with a log position, or now. */
export interface Viewpoint {
  /** Null = now. `''` = before every event. */
  readonly position: string | null;
  /** Wall clock there, µs since 1970. */
  readonly now: number;
}

/**
 * `asOf` as a query was asked → position and time. A time is resolved by `log_clock`, to the second of the log's clock that it lies in.
 * @throws DomainError BAD_USER_INPUT
 */
export async function viewpoint(db: Database, asOf: string | null | undefined): Promise<Viewpoint> {
  if (asOf === null || asOf === undefined) return { position: null, now: Date.now() * 1000 };
  const time = parseTime(asOf);
  if (time !== null) {
    const second = Math.floor(time / 1e6);
    const params = new Params();
    const rows = await db.rows<{ position: string }>(
      `SELECT position FROM rm.log_clock WHERE second <= ${params.of(second)}::int8 ORDER BY second DESC LIMIT 1`,
      params,
    );
    return { position: rows[0]?.position ?? '', now: time };
  }
  const position = logPosition(asOf);
  const params = new Params();
  const rows = await db.rows<{ second: number | null }>(
    `SELECT min(second) AS second FROM rm.log_clock WHERE position >= ${params.of(position)}::text`,
    params,
  );
  const second = rows[0]?.second ?? null;
  return { position, now: second === null ? Date.now() * 1000 : (second + 1) * 1e6 };
}

/** Condition on a temporal table: the row versions that were valid at the viewpoint. */
export function validAt(params: Params, { position }: Viewpoint, alias: string): string {
  if (position === null) return `${alias}.valid_to IS NULL`;
  const at = `${params.of(position)}::text`;
  return `(${alias}.valid_from <= ${at} AND (${alias}.valid_to IS NULL OR ${alias}.valid_to > ${at}))`;
}
