import type { Pool } from 'pg';

import { forgetHunts } from '../hunts/hunt-store';
import { inTransaction } from '../runner/transaction';

/** An hour of a rollup is merged when it got so many rows since the last time. */
const MIN_PARTIALS = 500;
const DAY_MS = 86_400_000;
/** Seconds of traffic are kept for the day before the current one; minutes and hours stay. */
const SECOND_DAYS = 1;
/** Values that are forgotten in one round. */
const FORGOTTEN = 50_000;

export interface MaintenanceOptions {
  /** ms since 1970. */
  readonly now?: number;
  readonly minPartials?: number;
}

/** What one round of maintenance did. */
export interface Maintained {
  readonly mergedHours: number;
  readonly sealed: readonly string[];
  readonly dropped: readonly string[];
}

interface Rollup {
  readonly model: 'pair_hour' | 'dns_hour';
  readonly keys: string;
  readonly sums: readonly string[];
}

const ROLLUPS: readonly Rollup[] = [
  { model: 'pair_hour', keys: 'day, hour, sensor, src, dst', sums: ['flows', 'src_bytes', 'dst_bytes'] },
  { model: 'dns_hour', keys: 'day, hour, sensor, name, client', sums: ['queries', 'answered', 'nx'] },
];
/** Indexes that a partition gets when its day is over: while it is written they cost more than they give. */
const SEALS: Readonly<Record<string, readonly string[]>> = {
  flow: ['src, first', 'dst, first'],
  flow_part: ['src, d_last', 'dst, d_last'],
  dns_transaction: ['client, time'],
  tls_handshake: ['client, time', 'server, time'],
  http_transaction: ['client, time', 'server, time'],
  auth_attempt: ['client, time', 'server, time'],
};

/**
 * Merges partial rows of rollups, builds the address indexes of days that are over, drops old seconds of traffic and forgets old values of the
 * dictionary and old looks back. Changes no figure. Each step is a transaction of its own; repeating it, or two at once, does no harm.
 */
export async function maintain(
  pool: Pool,
  { now = Date.now(), minPartials = MIN_PARTIALS }: MaintenanceOptions = {},
): Promise<Maintained> {
  let mergedHours = 0;
  for (const rollup of ROLLUPS) mergedHours += await mergeRollup(pool, rollup, minPartials);
  const today = new Date(now).toISOString().slice(0, 10);
  const keepFrom = new Date(now - SECOND_DAYS * DAY_MS).toISOString().slice(0, 10);
  await forgetValues(pool);
  await forgetHunts(pool, now);
  return { mergedHours, sealed: await sealBefore(pool, today), dropped: await dropSecondsBefore(pool, keepFrom) };
}

/**
 * Merges the hours that got at least `minPartials` rows since they were merged last, and as many as they then had: so each
 * row is rewritten a few times at most. Should the process die in between, the hour waits for its next partial rows.
 */
async function mergeRollup(pool: Pool, { model, keys, sums }: Rollup, minPartials: number): Promise<number> {
  const { rows } = await pool.query<{ hour: number }>(
    `UPDATE rm.rollup_hour SET partials = 0 WHERE model = $1 AND partials >= greatest($2, merged) RETURNING hour`,
    [model, minPartials],
  );
  const added = sums.map((name) => `sum(${name})::int8`).join(', ');
  for (const { hour } of rows) {
    const { rowCount } = await pool.query(
      `WITH partial AS (DELETE FROM rm.${model} WHERE hour = $1 RETURNING *)
       INSERT INTO rm.${model} (${keys}, ${sums.join(', ')}) SELECT ${keys}, ${added} FROM partial GROUP BY ${keys}`,
      [hour],
    );
    await pool.query('UPDATE rm.rollup_hour SET merged = $3 WHERE model = $1 AND hour = $2', [model, hour, rowCount]);
  }
  return rows.length;
}

async function sealBefore(pool: Pool, today: string): Promise<string[]> {
  const { rows } = await pool.query<{ model: string; day: string }>(
    'SELECT model, day::text FROM rm.partition WHERE NOT sealed AND day < $1 AND model = ANY($2) ORDER BY day, model',
    [today, Object.keys(SEALS)],
  );
  const sealed: string[] = [];
  for (const { model, day } of rows) {
    const table = `${model}_${day.replaceAll('-', '')}`;
    await inTransaction(pool, async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      for (const columns of SEALS[model] ?? []) {
        const name = `${table}_${columns.split(',')[0]}`;
        await client.query(`CREATE INDEX IF NOT EXISTS ${name} ON rm.${table} (${columns})`);
      }
      await client.query('UPDATE rm.partition SET sealed = true WHERE model = $1 AND day = $2', [model, day]);
    });
    sealed.push(table);
  }
  return sealed;
}

async function dropSecondsBefore(pool: Pool, keepFrom: string): Promise<string[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ day: string }>(
      `DELETE FROM rm.partition WHERE model = 'traffic_second' AND day < $1 RETURNING day::text`,
      [keepFrom],
    );
    const tables = rows.map(({ day }) => `traffic_second_${day.replaceAll('-', '')}`);
    for (const table of tables) await client.query(`DROP TABLE IF EXISTS rm.${table}`);
    return tables;
  });
}

/** Values of the dictionary that were observed on no day that is still there. */
async function forgetValues(pool: Pool): Promise<void> {
  const oldest = `(SELECT min(day) FROM rm.partition WHERE model = 'observed')`;
  await pool.query(`DELETE FROM rm.observed_day WHERE day < ${oldest}`);
  await pool.query(
    `DELETE FROM rm.observed_value WHERE ctid = ANY(ARRAY(SELECT ctid FROM rm.observed_value WHERE last_day < ${oldest} LIMIT ${FORGOTTEN}))`,
  );
}
