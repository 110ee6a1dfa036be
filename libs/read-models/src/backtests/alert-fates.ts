import type { Pool } from 'pg';

import { Params } from '../sql/params';
import { storable, storableKey } from '../sql/storable';
import { isSuppressed } from '../suppressions/suppression-queries';

/** An alert, raised or not, by what suppressions look at. */
export interface FatedAlert {
  readonly id: string;
  readonly rule: string;
  readonly entity: string;
  readonly sensor: string;
  readonly src: string | null;
  readonly dst: string | null;
}

/** What became of it. */
export interface AlertFate {
  /** It stands in the inbox or has stood there. */
  readonly raised: boolean;
  /** Why it was closed, as people said; null when it is open or was never raised. */
  readonly verdict: string | null;
  /** A suppression that lasts now is for it. */
  readonly suppressed: boolean;
}

const AT_ONCE = 1000;
const textOrNull = (text: string | null): string | null => (text === null ? null : storable(text));

/** What people decided about alerts, and what they keep out of the inbox, as it is now; alerts that were never raised can be asked for as well. */
export class AlertFates {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** By id of the alert. */
  async of(alerts: readonly FatedAlert[]): Promise<ReadonlyMap<string, AlertFate>> {
    const fates = new Map<string, AlertFate>();
    for (let i = 0; i < alerts.length; i += AT_ONCE)
      for (const { id, ...fate } of await this.read(alerts.slice(i, i + AT_ONCE))) fates.set(id, fate);
    return fates;
  }

  private async read(alerts: readonly FatedAlert[]): Promise<readonly (AlertFate & { readonly id: string })[]> {
    const params = new Params();
    const asked = alerts.map(({ entity, sensor, src, dst, ...rest }) => ({
      ...rest,
      ...{ entity: storableKey(entity), sensor: storable(sensor), src: textOrNull(src), dst: textOrNull(dst) },
    }));
    const { rows } = await this.pool.query<AlertFate & { readonly id: string }>(
      `SELECT a.id, v.alert IS NOT NULL AS raised, v.close_reason AS verdict, ${isSuppressed(params, { position: null, now: Date.now() * 1000 })} AS suppressed
       FROM jsonb_to_recordset(${params.of(JSON.stringify(asked))}::jsonb) AS a(id uuid, rule text, entity text, sensor text, src text, dst text)
       LEFT JOIN rm.alert_version v ON v.alert = a.id AND v.valid_to IS NULL`,
      [...params.values],
    );
    return rows;
  }
}
