import type { ClientBase, Pool } from 'pg';

import { isoDay } from '../sql/days';

/** Telemetry models that are split by recorded day. */
export const PARTITIONED = [
  'flow',
  'flow_part',
  'pair_hour',
  'dns_transaction',
  'dns_resolved',
  'dns_hour',
  'traffic_second',
  'traffic_minute',
  'traffic_hour',
  'tls_handshake',
  'http_transaction',
  'auth_attempt',
  'observed',
] as const;
export type PartitionedModel = (typeof PARTITIONED)[number];

export const partitionSchema = `
CREATE TABLE rm.partition (
  model text NOT NULL,
  day date NOT NULL,
  least int8 NOT NULL,
  greatest int8 NOT NULL,
  sensors text[] NOT NULL,
  rows int8 NOT NULL,
  sealed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (model, day)
);
CREATE TABLE rm.rollup_hour (
  model text NOT NULL,
  hour int4 NOT NULL,
  partials int8 NOT NULL,
  merged int8 NOT NULL DEFAULT 0,
  PRIMARY KEY (model, hour)
) WITH (fillfactor = 50);`;

/** What a page added to the partition of one recorded day: packet times in µs, sensors, rows. */
export class PartitionSpan {
  least = Number.POSITIVE_INFINITY;
  greatest = Number.NEGATIVE_INFINITY;
  rows = 0;
  readonly sensors = new Set<string>();

  add(sensor: string, least: number, greatest: number): void {
    if (least < this.least) this.least = least;
    if (greatest > this.greatest) this.greatest = greatest;
    this.rows++;
    this.sensors.add(sensor);
  }
}

/** Spans of one model, by recorded day. */
export class PartitionSpans {
  private readonly byDay = new Map<number, PartitionSpan>();

  constructor(readonly model: PartitionedModel) {}

  on(day: number): PartitionSpan {
    let span = this.byDay.get(day);
    if (!span) this.byDay.set(day, (span = new PartitionSpan()));
    return span;
  }

  /**
   * Creates the partitions that are missing. Before the rows are written, in the same transaction: the catalogue row of
   * each partition holds its least and greatest packet time and its sensors, and queries name only those that can match.
   */
  async record(client: ClientBase): Promise<void> {
    for (const [day, span] of this.byDay) {
      if (span.rows === 0) continue;
      const date = isoDay(day);
      const table = partitionTable(this.model, date);
      const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1)::text AS found', [table]);
      if (!rows[0]?.found)
        await client.query(
          `CREATE TABLE ${table} PARTITION OF rm.${this.model} FOR VALUES IN ('${date}') ${LOOKED_AT}`,
        );
      await client.query(RECORD, [this.model, date, span.least, span.greatest, [...span.sensors].sort(), span.rows]);
    }
  }
}

/**
 * When autovacuum looks at a day again: it has doubled, or grown by half. By the server's own measure, a tenth and a fifth, the first minutes of each day and each import are
 * spent looking: a fifth of a processor while 4,000 flows a second come, and what it finds of a table that is only added to hardly changes.
 */
const LOOKED_AT = 'WITH (autovacuum_analyze_scale_factor = 1, autovacuum_vacuum_insert_scale_factor = 0.5)';

const RECORD = `
INSERT INTO rm.partition AS p (model, day, least, greatest, sensors, rows) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (model, day) DO UPDATE SET
  least = least(p.least, excluded.least), greatest = greatest(p.greatest, excluded.greatest),
  sensors = (SELECT array_agg(DISTINCT s ORDER BY s) FROM unnest(p.sensors || excluded.sensors) s),
  rows = p.rows + excluded.rows`;

/** Counts rows that were appended to hours of a rollup, so that maintenance knows where merging pays. */
export async function countPartials(
  client: ClientBase,
  model: 'pair_hour' | 'dns_hour',
  partials: ReadonlyMap<number, number>,
): Promise<void> {
  if (partials.size === 0) return;
  await client.query(
    `INSERT INTO rm.rollup_hour AS r (model, hour, partials) SELECT $1, * FROM unnest($2::int4[], $3::int8[])
     ON CONFLICT (model, hour) DO UPDATE SET partials = r.partials + excluded.partials`,
    [model, [...partials.keys()], [...partials.values()]],
  );
}

/** Name of the table that holds a day (`YYYY-MM-DD`) of a model. */
export const partitionTable = (model: PartitionedModel, date: string): string =>
  `rm.${model}_${date.replaceAll('-', '')}`;

/** Removes every partition of the models: the first step of folding them again from the beginning. */
export async function dropPartitions(client: ClientBase, models: readonly PartitionedModel[]): Promise<void> {
  const { rows } = await client.query<{ model: PartitionedModel; day: string }>(
    'DELETE FROM rm.partition WHERE model = ANY($1) RETURNING model, day::text',
    [models],
  );
  await client.query('DELETE FROM rm.rollup_hour WHERE model = ANY($1)', [models]);
  for (const { model, day } of rows) await client.query(`DROP TABLE ${partitionTable(model, day)}`);
}

/**
 * Condition that names the recorded days whose partitions can hold packet times in [from, to), as literals, so that the
 * planner leaves the others out. `alias` is the table's name in the statement.
 */
export async function daysWithin(
  pool: Pool,
  model: PartitionedModel,
  range: { readonly from: number; readonly to: number } | undefined,
  alias = '',
): Promise<string> {
  if (!range) return 'true';
  const { rows } = await pool.query<{ day: string }>(
    'SELECT day::text FROM rm.partition WHERE model = $1 AND least < $2 AND greatest >= $3 ORDER BY day',
    [model, range.to, range.from],
  );
  if (rows.length === 0) return 'false';
  return `${alias && `${alias}.`}day IN (${rows.map(({ day }) => `'${day}'`).join(', ')})`;
}
