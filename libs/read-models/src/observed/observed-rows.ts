import { MAX_OBSERVED_HOSTS, OBSERVED_KINDS } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { partitionTable, PartitionSpans } from '../partitions/partitions';
import { boolArray, int4Array, int8Array, textArray } from '../sql/array-param';
import { isoDay } from '../sql/days';
import type { Observation } from './observed-page';

/** Most values of one day; what comes later on it and was not there is counted and passed over. A tunnel through the DNS makes millions of names. */
const MOST_A_DAY = 2_000_000;

/** `add`: more was seen of it. `replace`: this is how the day ended. */
export type Writing = 'add' | 'replace';

/** Writes what was observed on a day (days since 1970). The order of the rows is that of their keys, so two writers never wait crosswise. */
export async function writeObserved(
  client: ClientBase,
  day: number,
  observed: readonly Observation[],
  writing: Writing,
  most = MOST_A_DAY,
): Promise<void> {
  if (observed.length === 0) return;
  const rows = [...observed].sort((a, b) => Buffer.compare(a.key, b.key) || (a.sensor < b.sensor ? -1 : 1));
  const spans = new PartitionSpans('observed');
  for (const { sensor, first, last } of rows) spans.on(day).add(sensor, first, last);
  await spans.record(client);
  const date = isoDay(day);
  const { rows: known } = await client.query<{ taken: number }>('SELECT taken FROM rm.observed_day WHERE day = $1', [
    date,
  ]);
  const full = writing === 'add' && (known[0]?.taken ?? 0) >= most;
  const { rows: written } = await client.query<{ fresh: number; all: number }>(writeSql(date, writing, full), [
    date,
    int4Array(rows.map(({ kind }) => OBSERVED_KINDS.indexOf(kind))),
    rows.map(({ key }) => key),
    textArray(rows.map(({ sensor }) => sensor)),
    textArray(rows.map(({ value }) => value)),
    int8Array(rows.map(({ first }) => first)),
    int8Array(rows.map(({ last }) => last)),
    int8Array(rows.map(({ count }) => count)),
    textArray(rows.map(({ hosts }) => hosts.join(' '))),
    boolArray(rows.map(({ more }) => more)),
  ]);
  const { fresh = 0, all = 0 } = written[0] ?? {};
  await client.query(COUNT, [date, fresh, full ? rows.length - all : 0]);
}

const COUNT = `
INSERT INTO rm.observed_day AS d (day, taken, passed_over) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET taken = d.taken + excluded.taken, passed_over = d.passed_over + excluded.passed_over`;

const BOTH = 'SELECT DISTINCT h FROM unnest(o.hosts || excluded.hosts) h';
const KNOWN = 'excluded.hosts <@ o.hosts';
const ON_CONFLICT = {
  add: `SET first = least(o.first, excluded.first), last = greatest(o.last, excluded.last), count = o.count + excluded.count,
    hosts = CASE WHEN ${KNOWN} THEN o.hosts ELSE (SELECT array_agg(h ORDER BY h) FROM (${BOTH} ORDER BY h LIMIT ${MAX_OBSERVED_HOSTS}) x) END,
    more = o.more OR excluded.more OR (NOT ${KNOWN} AND (SELECT count(*) > ${MAX_OBSERVED_HOSTS} FROM (${BOTH}) x))`,
  replace: `SET first = excluded.first, last = excluded.last, count = excluded.count, hosts = excluded.hosts, more = excluded.more
    WHERE (o.first, o.last, o.count, o.hosts, o.more) IS DISTINCT FROM (excluded.first, excluded.last, excluded.count, excluded.hosts, excluded.more)`,
} as const;

/** The partition is named: only a table that is none tells (by `xmax`) which rows are new. */
const writeSql = (date: string, writing: Writing, full: boolean): string => {
  const table = partitionTable('observed', date);
  return `
WITH given AS (
  SELECT kind::int2, key, sensor, value, first, last, count, string_to_array(hosts, ' ') COLLATE "C" AS hosts, more
  FROM unnest($2::int4[], $3::bytea[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[], $9::text[], $10::bool[])
    AS g(kind, key, sensor, value, first, last, count, hosts, more)
), taken AS (
  SELECT * FROM given g${full ? ` WHERE EXISTS (SELECT FROM ${table} t WHERE t.day = $1::date AND t.kind = g.kind AND t.key = g.key AND t.sensor = g.sensor)` : ''}
), named AS (
  INSERT INTO rm.observed_value AS v (kind, key, last_day) SELECT DISTINCT kind, key, $1::date FROM taken
  ON CONFLICT (kind, key) DO UPDATE SET last_day = excluded.last_day WHERE v.last_day < excluded.last_day
), written AS (
  INSERT INTO ${table} AS o (day, kind, key, sensor, value, first, last, count, hosts, more)
  SELECT $1::date, kind, key, sensor, value, first, last, count, hosts, more FROM taken
  ON CONFLICT (day, kind, key, sensor) DO UPDATE ${ON_CONFLICT[writing]}
  RETURNING xmax = 0 AS fresh
)
SELECT count(*) FILTER (WHERE fresh) AS fresh, count(*) AS all FROM written`;
};
