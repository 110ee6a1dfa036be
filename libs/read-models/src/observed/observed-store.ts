import { comparePositions, type Position } from '@wireledger/event-sourcing';
import { OBSERVED_KINDS, type ObservedKind } from '@wireledger/events';
import type { Pool } from 'pg';

import { readCheckpoint } from '../runner/checkpoints';
import { partitionTable } from '../partitions/partitions';
import { keyRange } from './observed-key';
import { OBSERVED, ObservedProjection } from './observed-projection';

/** A value on a day at a sensor; times µs of packet time. */
export interface ObservedRow {
  readonly kind: ObservedKind;
  readonly value: string;
  readonly sensor: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly hosts: readonly string[];
  readonly more: boolean;
}

/** Place of a row in its day; rows come in this order. */
export interface ObservedPlace {
  readonly key: Buffer;
  readonly kind: ObservedKind;
  readonly sensor: string;
}

/** A value in the dictionary that an entry holds: `entry` is its place in what was asked for. */
export interface KnownValue {
  readonly entry: number;
  readonly key: Buffer;
}

/** All that is known of a value at a sensor, over all days that are kept. */
export interface Sighting extends ObservedRow {
  readonly key: Buffer;
  /** Days on which it was seen. */
  readonly days: number;
}

const PROJECTION = new ObservedProjection();
const COLUMNS = 'kind, key, sensor, value, first, last, count, hosts, more';
const kindOf = (number: number): ObservedKind => OBSERVED_KINDS[number] as ObservedKind;
const numberOf = (kind: ObservedKind): number => OBSERVED_KINDS.indexOf(kind);

/** The dictionary of what was observed, for the workers that tell its days to the log and look back in it. Knows no scope. */
export class ObservedStore {
  constructor(private readonly pool: Pool) {}

  /** Whether everything up to a place of the log is in it. */
  async hasRead(position: Position | 'start'): Promise<boolean> {
    const { position: at } = await readCheckpoint(this.pool, PROJECTION);
    return position === 'start' || (at !== 'start' && comparePositions(at, position) >= 0);
  }

  /** Days before one (`YYYY-MM-DD`) that were not told whole, oldest first. */
  async untold(before: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ day: string }>(
      `SELECT d.day::text FROM rm.observed_day d JOIN rm.partition p ON p.model = '${OBSERVED.name}' AND p.day = d.day
       WHERE NOT d.closed AND d.day < $1 ORDER BY d.day`,
      [before],
    );
    return rows.map(({ day }) => day);
  }

  /** Rows of a day in the order of their places, behind one. @throws when the day is not there */
  async rows(day: string, after: ObservedPlace | null, most: number): Promise<(ObservedRow & ObservedPlace)[]> {
    const { rows } = await this.pool.query<Omit<ObservedRow, 'kind'> & { kind: number; key: Buffer }>(
      // The day, though the partition has no other: the index begins with it.
      `SELECT ${COLUMNS} FROM ${partitionTable('observed', day)} WHERE day = $2::date
       ${after ? 'AND (kind, key, sensor) > ($3, $4, $5)' : ''} ORDER BY kind, key, sensor LIMIT $1`,
      after ? [most, day, numberOf(after.kind), after.key, after.sensor] : [most, day],
    );
    return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }));
  }

  /** Values that entries of lists hold, at most `most` an entry. What is no entry holds nothing. */
  async held(kind: ObservedKind, entries: readonly string[], most: number): Promise<KnownValue[]> {
    const ranges = entries.map((entry) => keyRange(kind, entry));
    const asked = [...entries.keys()].filter((i) => ranges[i] !== null);
    const { rows } = await this.pool.query<KnownValue>(
      `SELECT e.entry, v.key FROM unnest($1::int4[], $2::bytea[], $3::bytea[]) AS e(entry, lower, upper)
       CROSS JOIN LATERAL (SELECT key FROM rm.observed_value o WHERE o.kind = $4 AND o.key >= e.lower AND o.key < e.upper
         ORDER BY key LIMIT $5) v`,
      [asked, asked.map((i) => ranges[i]?.from), asked.map((i) => ranges[i]?.to), numberOf(kind), most],
    );
    return rows;
  }

  /** What is known of values, one row a value and sensor, in the order of their keys. */
  async sightings(kind: ObservedKind, keys: readonly Buffer[]): Promise<Sighting[]> {
    const { rows } = await this.pool.query<Omit<Sighting, 'kind'>>(
      `SELECT key, sensor, min(value) AS value, min(first) AS first, max(last) AS last, sum(count)::int8 AS count, count(*)::int4 AS days,
         (SELECT array_agg(DISTINCT h) FROM unnest(string_to_array(string_agg(array_to_string(hosts, ' '), ' '), ' ')) h) AS hosts,
         bool_or(more) AS more
       FROM rm.observed WHERE kind = $1 AND key = ANY($2::bytea[]) GROUP BY key, sensor ORDER BY key, sensor`,
      [numberOf(kind), keys],
    );
    return rows.map((row) => ({ ...row, kind }));
  }

  /** How many different values of a kind it has; 100,000 stands for that many or more. */
  async size(kind: ObservedKind): Promise<number> {
    const { rows } = await this.pool.query<{ few: number }>(
      `SELECT count(*)::int8 AS few FROM (SELECT FROM rm.observed_value WHERE kind = $1 LIMIT 100000) x`,
      [numberOf(kind)],
    );
    return rows[0]?.few ?? 0;
  }
}
