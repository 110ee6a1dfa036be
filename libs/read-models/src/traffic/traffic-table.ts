export const TRAFFIC_SECOND = {
  table: 'rm.traffic_second',
  columns: [
    'day',
    'time',
    'sensor',
    'iface',
    'app',
    'packets',
    'bytes_in',
    'bytes_out',
    'queries',
    'requests',
    'drops',
    'position',
  ],
} as const;

const columns = `
  day date NOT NULL,
  time int8 NOT NULL,
  sensor text NOT NULL,
  iface int4 NOT NULL,
  app text NOT NULL,
  packets int8 NOT NULL,
  bytes_in int8 NOT NULL,
  bytes_out int8 NOT NULL,
  queries int8 NOT NULL,
  requests int8 NOT NULL,
  drops int8 NOT NULL`;

/** Traffic by sensor, interface and application; `time` = start of the second, minute or hour in seconds since 1970. */
export const trafficSchema = `
CREATE TABLE rm.traffic_second (${columns}) PARTITION BY LIST (day);
CREATE INDEX traffic_second_time ON rm.traffic_second (time);
CREATE TABLE rm.traffic_minute (${columns}, PRIMARY KEY (day, time, sensor, iface, app)) PARTITION BY LIST (day);
CREATE INDEX traffic_minute_time ON rm.traffic_minute (time);
CREATE TABLE rm.traffic_hour (${columns}, PRIMARY KEY (day, time, sensor, iface, app)) PARTITION BY LIST (day);
CREATE INDEX traffic_hour_time ON rm.traffic_hour (time);`;
