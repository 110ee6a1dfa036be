export const PAIR_HOUR = {
  table: 'rm.pair_hour',
  columns: ['day', 'hour', 'sensor', 'src', 'dst', 'flows', 'src_bytes', 'dst_bytes'],
} as const;

/**
 * `host`: every address that was an end of a flow, with first and last packet time over everything stored.
 * `pair_hour`: exact traffic per originator, responder and hour of the delta's last packet time, `hour` in hours since 1970.
 * Pages append partial rows; `compactPairs` merges those of an hour into one row a pair, readers always sum. Bound: one row a
 * pair and hour; top-K lists take its place when a network has more than some hundred thousand pairs a day.
 */
export const hostSchema = `
CREATE TABLE rm.host (
  sensor text NOT NULL,
  address inet NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  PRIMARY KEY (sensor, address)
) WITH (fillfactor = 80);
CREATE INDEX host_address ON rm.host (address);
CREATE TABLE rm.pair_hour (
  day date NOT NULL,
  hour int4 NOT NULL,
  sensor text NOT NULL,
  src inet NOT NULL,
  dst inet NOT NULL,
  flows int8 NOT NULL,
  src_bytes int8 NOT NULL,
  dst_bytes int8 NOT NULL
) PARTITION BY LIST (day);
CREATE INDEX pair_hour_hour ON rm.pair_hour (hour);`;
