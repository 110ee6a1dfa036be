/**
 * `sensor` and `source`: who sees packets, and each run of an input. Counters are sums of `TrafficSampled`, times are µs of
 * packet time except `started_at` and `ended_at` (when it happened by the domain event). `log_clock`: greatest position
 * per second of the log's clock.
 */
export const sensorSchema = `
CREATE TABLE rm.sensor (
  name text PRIMARY KEY,
  demo boolean NOT NULL DEFAULT false,
  hidden boolean NOT NULL DEFAULT false,
  first int8,
  last int8,
  dropped int8 NOT NULL DEFAULT 0,
  recorded_at int8
);
CREATE TABLE rm.source (
  id uuid PRIMARY KEY,
  sensor text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  started_at int8 NOT NULL,
  ended_at int8,
  first int8,
  last int8,
  packets int8 NOT NULL DEFAULT 0,
  bytes int8 NOT NULL DEFAULT 0,
  warnings jsonb NOT NULL DEFAULT '[]',
  position text COLLATE "C" NOT NULL
);
CREATE INDEX source_started ON rm.source (started_at DESC);
CREATE TABLE rm.log_clock (
  second int8 PRIMARY KEY,
  position text COLLATE "C" NOT NULL
);`;
