import { isNarrow } from '@wireledger/access';

import type { Database } from '../database';
import { Params } from '../sql/params';

const WIDTHS = { traffic_minute: 60, traffic_hour: 3600 } as const;

/**
 * Conditions on traffic as it was at a position. A minute or hour of which the greatest position is later is left out and
 * its seconds that were recorded by then take its place. When the seconds of that recorded day are no longer kept, the whole
 * bucket counts and the answer is coarse.
 */
export class PastTraffic {
  private lostDay: Promise<string | null> | undefined;

  constructor(
    private readonly db: Database,
    private readonly params: Params,
  ) {}

  /** Rows that were complete by then. */
  async recorded(model: 'traffic_second' | keyof typeof WIDTHS): Promise<string> {
    const upTo = this.db.upTo(this.params);
    if (!this.splits || model === 'traffic_second') return upTo;
    const lost = await (this.lostDay ??= this.dayWithoutSeconds());
    if (lost === null) return upTo;
    this.db.coarse = true;
    return `(${upTo} OR day = '${lost}')`;
  }

  /** True when minutes and hours may have to be split. Within a narrow scope traffic is made of deltas, each with its own position. */
  get splits(): boolean {
    return this.db.asOf !== null && !isNarrow(this.db.scope);
  }

  /** Condition on `rm.traffic_second s`: seconds of the buckets that got more afterwards. */
  split(model: keyof typeof WIDTHS): string {
    const at = `${this.params.of(this.db.asOf)}::text`;
    // OFFSET 0 keeps it a look-up by the primary key for each second; as a join it is quadratic in a scope of sensors.
    return `s.position <= ${at} AND EXISTS (SELECT FROM rm.${model} b WHERE b.day = s.day
      AND b.time = s.time - s.time % ${WIDTHS[model]} AND b.sensor = s.sensor
      AND b.iface = s.iface AND b.app = s.app AND b.position > ${at} OFFSET 0)`;
  }

  /** The recorded day of the position when its seconds were dropped: the only day whose buckets may be cut by it. */
  private async dayWithoutSeconds(): Promise<string | null> {
    const params = new Params();
    const [row] = await this.db.rows<{ day: string }>(
      `SELECT p.day::text FROM rm.partition p WHERE p.model = 'traffic_minute'
         AND p.day = (SELECT (to_timestamp(max(second)) AT TIME ZONE 'UTC')::date FROM rm.log_clock WHERE position <= ${params.of(this.db.asOf)})
         AND NOT EXISTS (SELECT FROM rm.partition s WHERE s.model = 'traffic_second' AND s.day = p.day)`,
      params,
    );
    return row?.day ?? null;
  }
}
