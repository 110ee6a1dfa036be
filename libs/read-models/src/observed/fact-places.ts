import type { Position } from '@wireledger/event-sourcing';
import type { ObservedKind } from '@wireledger/events';
import type { Pool } from 'pg';

/** A record in the log: record `n` of the batch at a position. */
export interface FactPlace {
  readonly position: Position;
  readonly n: number;
}

/** What names a value, by kind: table, condition on `$1` (values) and the time of the record. */
const NAMED_BY: Readonly<Record<ObservedKind, readonly (readonly [table: string, named: string, time: string])[]>> = {
  names: [
    ['dns_transaction', 'name = ANY($1)', 'time'],
    ['tls_handshake', 'server_name = ANY($1)', 'time'],
    ['http_transaction', 'host = ANY($1)', 'time'],
  ],
  addresses: [['flow', '(src = ANY($1::inet[]) OR dst = ANY($1::inet[])) AND n >= 0', 'last']],
  fingerprints: [['tls_handshake', '(ja3 = ANY($1) OR ja4 = ANY($1))', 'time']],
};

/** How far before its last time a value is looked for, µs: what is older is found by its day alone, which would be read whole. */
const WITHIN_US = 3_600_000_000;

/** Where records of what was observed stand in the log, as long as they are there. Knows no scope. */
export class FactPlaces {
  constructor(private readonly pool: Pool) {}

  /** The last records of a sensor within the hour up to `last` (µs) that name one of the values, oldest first. */
  async of(
    kind: ObservedKind,
    values: readonly string[],
    { sensor, last }: { readonly sensor: string; readonly last: number },
    most: number,
  ): Promise<FactPlace[]> {
    const found = NAMED_BY[kind].map(
      ([table, named, time]) =>
        `(SELECT position, n, ${time} AS time FROM rm.${table} WHERE ${named} AND sensor = $2 AND ${time} > $4::int8 - ${WITHIN_US} AND ${time} <= $4 ORDER BY ${time} DESC, position, n LIMIT $3)`,
    );
    const { rows } = await this.pool.query<FactPlace>(
      `SELECT position, n FROM (SELECT * FROM (${found.join(' UNION ALL ')}) a ORDER BY time DESC, position, n LIMIT $3) b
       ORDER BY time, position, n`,
      [values, sensor, most, last],
    );
    return rows;
  }
}
