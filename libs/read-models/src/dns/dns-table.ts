export const DNS_TRANSACTION = {
  table: 'rm.dns_transaction',
  columns: [
    'day',
    'position',
    'n',
    'sensor',
    'source',
    'flow',
    'at',
    'time',
    'client',
    'server',
    'client_port',
    'server_port',
    'proto',
    'service',
    'msg_id',
    'name',
    'raw',
    'qtype',
    'qclass',
    'rcode',
    'latency',
    'queries',
    'responses',
    'flags',
    'query_bytes',
    'response_bytes',
    'answers',
    'answer_count',
  ],
} as const;
export const DNS_RESOLVED = {
  table: 'rm.dns_resolved',
  columns: ['day', 'sensor', 'address', 'client', 'time', 'name', 'position'],
} as const;
export const DNS_HOUR = {
  table: 'rm.dns_hour',
  columns: ['day', 'hour', 'sensor', 'name', 'client', 'queries', 'answered', 'nx'],
} as const;

/**
 * `dns_transaction` one row per transaction. `dns_name`: dictionary of all names with what is computed from them; the trigram
 * index answers "contains". `dns_answer`: what each name resolved to. `dns_resolved`: which client was told which address
 * for which name, when. `dns_hour`: partial rows per name, client and hour, summed by readers, merged by `compactDns`.
 */
export const dnsSchema = `
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE rm.dns_transaction (
  day date NOT NULL,
  position text COLLATE "C" NOT NULL,
  n int4 NOT NULL,
  sensor text NOT NULL,
  source uuid NOT NULL,
  flow uuid,
  at int8 NOT NULL,
  time int8 NOT NULL,
  client inet NOT NULL,
  server inet NOT NULL,
  client_port int4 NOT NULL,
  server_port int4 NOT NULL,
  proto int2 NOT NULL,
  service text NOT NULL,
  msg_id int4 NOT NULL,
  name text COLLATE "C" NOT NULL,
  raw text NOT NULL,
  qtype int4 NOT NULL,
  qclass int4 NOT NULL,
  rcode int4 NOT NULL,
  latency int8 NOT NULL,
  queries int4 NOT NULL,
  responses int4 NOT NULL,
  flags int4 NOT NULL,
  query_bytes int8 NOT NULL,
  response_bytes int8 NOT NULL,
  answers text NOT NULL,
  answer_count int4 NOT NULL
) PARTITION BY LIST (day);
CREATE INDEX dns_transaction_time ON rm.dns_transaction (time, position, n);
CREATE INDEX dns_transaction_name ON rm.dns_transaction (name, time);
CREATE TABLE rm.dns_name (
  name text COLLATE "C" PRIMARY KEY,
  first int8 NOT NULL,
  last int8 NOT NULL,
  registrable text NOT NULL,
  entropy float8 NOT NULL,
  length int4 NOT NULL,
  unicode text,
  mixed_script boolean NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX dns_name_trigram ON rm.dns_name USING gin (name gin_trgm_ops);
CREATE TABLE rm.dns_answer (
  sensor text NOT NULL,
  key uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  type int4 NOT NULL,
  data text NOT NULL,
  address inet,
  first int8 NOT NULL,
  last int8 NOT NULL,
  count int8 NOT NULL,
  PRIMARY KEY (key, sensor)
) WITH (fillfactor = 80);
CREATE INDEX dns_answer_name ON rm.dns_answer (name);
CREATE INDEX dns_answer_address ON rm.dns_answer (address) WHERE address IS NOT NULL;
CREATE TABLE rm.dns_resolved (
  day date NOT NULL,
  sensor text NOT NULL,
  address inet NOT NULL,
  client inet NOT NULL,
  time int8 NOT NULL,
  name text COLLATE "C" NOT NULL
) PARTITION BY LIST (day);
CREATE INDEX dns_resolved_client ON rm.dns_resolved (client, address, time);
CREATE TABLE rm.dns_hour (
  day date NOT NULL,
  hour int4 NOT NULL,
  sensor text NOT NULL,
  name text COLLATE "C" NOT NULL,
  client inet NOT NULL,
  queries int8 NOT NULL,
  answered int8 NOT NULL,
  nx int8 NOT NULL
) PARTITION BY LIST (day);
CREATE INDEX dns_hour_hour ON rm.dns_hour (hour);`;

/** Names by the registrable name that they stand under. */
export const dnsTreeSchema = 'CREATE INDEX dns_name_registrable ON rm.dns_name (registrable)';
