import type { Pool } from 'pg';

import { PARTITIONED, type PartitionedModel } from '../partitions/partitions';
import { inTransaction } from '../runner/transaction';
import type { AgingClass } from './retention-shapes';

/** Hours, and what was observed on a day, are made to outlive what they were counted from; everything else that is partitioned goes with telemetry. */
const ROLLUPS: ReadonlySet<PartitionedModel> = new Set<PartitionedModel>([
  ...(['traffic_hour', 'pair_hour', 'dns_hour', 'observed'] as const),
]);
const classOf = (model: PartitionedModel): AgingClass => (ROLLUPS.has(model) ? 'rollup' : 'telemetry');

/** A day of a read model. */
export interface ModelPartition {
  readonly streamClass: AgingClass;
  readonly name: string;
  readonly day: string;
  /** Least and greatest packet time in it, µs. */
  readonly least: number;
  readonly greatest: number;
  readonly sensors: readonly string[];
}

/** Rather than let queries wait behind it, dropping gives up after so long. */
const LOCK_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';
const NAME = /^([a-z_]+)_(\d{4})(\d{2})(\d{2})$/;

/** Partitions of the read models, for retention. */
export class ModelPartitions {
  constructor(private readonly pool: Pool) {}

  /** Days of a class before a day (`YYYY-MM-DD`), oldest first. */
  async before(streamClass: AgingClass, day: string): Promise<ModelPartition[]> {
    const { rows } = await this.pool.query<
      Omit<ModelPartition, 'streamClass' | 'name'> & { readonly model: PartitionedModel }
    >(
      `SELECT model, day::text, least, greatest, sensors FROM rm.partition WHERE model = ANY($1) AND day < $2 ORDER BY day, model`,
      [PARTITIONED.filter((model) => classOf(model) === streamClass), day],
    );
    return rows.map(({ model, ...row }) => ({ streamClass, name: `${model}_${row.day.replaceAll('-', '')}`, ...row }));
  }

  /** Rows and bytes of one, counted. */
  async measure(name: string): Promise<{ readonly count: number; readonly bytes: number }> {
    parsed(name);
    const { rows } = await this.pool.query<{ count: number; bytes: number }>(
      `SELECT count(*) AS count, pg_total_relation_size('rm.${name}') AS bytes FROM rm.${name}`,
    );
    return rows[0] ?? { count: 0, bytes: 0 };
  }

  /** What a partition is about by now; null when it is not there any more. */
  async spanOf(name: string): Promise<Pick<ModelPartition, 'least' | 'greatest' | 'sensors'> | null> {
    const { model, day } = parsed(name);
    const { rows } = await this.pool.query<Pick<ModelPartition, 'least' | 'greatest' | 'sensors'>>(
      'SELECT least, greatest, sensors FROM rm.partition WHERE model = $1 AND day = $2',
      [model, day],
    );
    return rows[0] ?? null;
  }

  /** Drops one. False when it is not there any more, `busy` when others are at work on it. */
  async drop(name: string): Promise<boolean | 'busy'> {
    const { model, day } = parsed(name);
    try {
      return await inTransaction(this.pool, async (client) => {
        await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
        const { rowCount } = await client.query('DELETE FROM rm.partition WHERE model = $1 AND day = $2', [model, day]);
        await client.query(`DROP TABLE IF EXISTS rm.${name}`);
        return rowCount === 1;
      });
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return 'busy';
      throw error;
    }
  }

  /** What each class takes on disk, and its oldest day. */
  async storage(): Promise<
    { readonly streamClass: AgingClass; readonly bytes: number; readonly oldestDay: string | null }[]
  > {
    const { rows } = await this.pool.query<{ model: PartitionedModel; bytes: number; day: string }>(
      `SELECT model, min(day)::text AS day,
              sum(coalesce(pg_total_relation_size(to_regclass('rm.' || model || '_' || to_char(day, 'YYYYMMDD'))), 0))::int8 AS bytes
         FROM rm.partition GROUP BY model`,
    );
    return (['telemetry', 'rollup', 'sandbox'] as const).map((streamClass) => {
      const own = rows.filter(({ model }) => classOf(model) === streamClass);
      const days = own.map(({ day }) => day).sort();
      return { streamClass, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0), oldestDay: days[0] ?? null };
    });
  }
}

/** @throws when it is not the name of a partition: nothing else is put into a statement */
function parsed(name: string): { readonly model: PartitionedModel; readonly day: string } {
  const [, model, year, month, date] = NAME.exec(name) ?? [];
  const known = PARTITIONED.find((one) => one === model);
  if (!known) throw new Error(`not a partition of a read model: ${JSON.stringify(name)}`);
  return { model: known, day: `${year}-${month}-${date}` };
}
