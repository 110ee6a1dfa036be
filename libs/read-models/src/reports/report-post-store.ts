import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';
import type { ClaimedReport, ReportDeliveryShape } from './report-shapes';
import { STALE_SECONDS, TO_BE_TOLD } from './report-store';

/** A finished report whose recipients this worker tells. */
export interface ClaimedPost extends Pick<ClaimedReport, 'id' | 'claim'> {
  readonly name: string;
  /** Somebody tries its schedule out. */
  readonly trial: boolean;
}

/** How often a worker may set out to tell somebody, and end before it knows what came of it. */
export const MOST_BEGUN = 5;
/** What stands there is the mark of an address that was erased. */
const ERASED = 'The address was erased before it was told.';
const GIVEN_UP = `Its worker ended ${MOST_BEGUN} times before it was sent.`;

type Told = Pick<ClaimedPost, 'id' | 'claim'>;

/** Who is still to be told of a report, row by row: whoever takes over from a worker that died sees what it has done. */
export class ReportPostStore {
  constructor(private readonly pool: Pool) {}

  /** Takes one over whose worker is gone while recipients waited. Null when there is nothing to do. */
  async claim(id: string): Promise<ClaimedPost | null> {
    const { rows } = await this.pool.query<ClaimedPost>(
      `UPDATE rm.report SET claim = $2, beat_at = clock_timestamp()
       WHERE id = $1 AND ${TO_BE_TOLD} AND beat_at < clock_timestamp() - interval '${STALE_SECONDS} seconds'
       RETURNING id, claim, name, trial`,
      [id, randomUUID()],
    );
    return rows[0] ?? null;
  }

  /**
   * The next one who waits; that somebody sets out to tell him is kept before he is told. One whose workers died too often is given up. Null when nobody
   * waits, or the report is no longer this worker's: removed, forgotten, or given to another one.
   */
  next(told: Told): Promise<string | null> {
    return this.change(told, (deliveries, recipients) => {
      const left = deliveries.map((one) => {
        if (one.state !== 'waiting') return one;
        if (!recipients.includes(one.recipient)) return { ...one, state: 'failed' as const, error: ERASED };
        return (one.begun ?? 0) >= MOST_BEGUN ? { ...one, state: 'failed' as const, error: GIVEN_UP } : one;
      });
      const next = left.find(({ state }) => state === 'waiting');
      const begun = left.map((one) => (one === next ? { ...one, begun: (one.begun ?? 0) + 1 } : one));
      return [begun, next?.recipient ?? null];
    });
  }

  /** What became of the message to one. Nothing when he is no longer among those who are told. */
  async settle(told: Told, delivery: ReportDeliveryShape): Promise<void> {
    await this.change(told, (deliveries) => [
      deliveries.map((one) => (one.recipient === delivery.recipient ? { ...one, ...delivery } : one)),
      null,
    ]);
  }

  private change(
    { id, claim }: Told,
    by: (
      deliveries: readonly ReportDeliveryShape[],
      recipients: readonly string[],
    ) => [deliveries: readonly ReportDeliveryShape[], answer: string | null],
  ): Promise<string | null> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<{
        deliveries: readonly ReportDeliveryShape[];
        recipients: readonly string[];
      }>(`SELECT deliveries, recipients FROM rm.report WHERE id = $1 AND claim = $2 AND state = 'done' FOR UPDATE`, [
        id,
        claim,
      ]);
      if (!rows[0]) return null;
      const [deliveries, answer] = by(rows[0].deliveries, rows[0].recipients);
      await client.query('UPDATE rm.report SET deliveries = $2, beat_at = clock_timestamp() WHERE id = $1', [
        id,
        // JSON of the database has no NUL: what a mail server says may.
        JSON.stringify(deliveries).replaceAll('\\u0000', '\\ufffd'),
      ]);
      return answer;
    });
  }
}
