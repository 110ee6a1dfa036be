import { comparePositions, type Position } from '@wireledger/event-sourcing';

import type { Database } from '../database';
import type { LogMomentShape } from '../shapes';
import { Params } from '../sql/params';
import { badInput, readRange, shownTime } from '../sql/range';

export interface LogMomentArgs {
  readonly position?: string | null;
  readonly at?: string | null;
}

const SECOND_US = 1_000_000;
/** A range of the API needs an end; only its start is read. */
const FAR = '9999-12-31T23:59:59Z';

/**
 * Time and position of the log: of a position the second in which it was recorded, of a time the last position recorded up to
 * its second, of neither the newest. Null when nothing was recorded by then. @throws DomainError BAD_USER_INPUT
 */
export async function logMoment(db: Database, { position, at }: LogMomentArgs): Promise<LogMomentShape | null> {
  if (position && at) throw badInput('`position` and `at` exclude each other; give one of them');
  const params = new Params();
  if (position) {
    const [row] = await db.rows<{ second: number }>(
      `SELECT second FROM rm.log_clock WHERE position >= ${params.of(position)} ORDER BY second LIMIT 1`,
      params,
    );
    if (row) return { position, at: shownTime(row.second * SECOND_US) };
  }
  const until = at
    ? `second <= ${params.of(Math.floor(readRange({ from: at, to: FAR }).from / SECOND_US))}::int8`
    : 'true';
  const [row] = await db.rows<{ second: number; position: Position }>(
    `SELECT second, position FROM rm.log_clock WHERE ${until} ORDER BY second DESC LIMIT 1`,
    at ? params : undefined,
  );
  if (!row) return null;
  const shown = position && comparePositions(position as Position, row.position) > 0 ? position : row.position;
  return { position: shown, at: shownTime(row.second * SECOND_US) };
}
