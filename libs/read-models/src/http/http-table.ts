import { ENDS_SQL, factIndexes, factModel } from '../facts/fact-model';

/** `http_transaction`: one row a request of HTTP/1 with its response. Texts are '' and numbers 0 or -1 where nothing was said, as in the record. */
export const HTTP = factModel({
  kind: 'http',
  table: 'http_transaction',
  columns: [
    ['ordinal', 'int4', 'order'],
    ['method', 'text', 'method'],
    ['host', 'text', 'host'],
    ['target', 'text', 'target'],
    ['target_length', 'int8', 'targetLength'],
    ['version', 'text', 'version'],
    ['user_agent', 'text', 'userAgent'],
    ['referrer', 'text', 'referrer'],
    ['auth', 'text', 'auth'],
    ['request_type', 'text', 'requestType'],
    ['response_type', 'text', 'responseType'],
    ['request_length', 'int8', 'requestLength'],
    ['response_length', 'int8', 'responseLength'],
    ['status', 'int4', 'status'],
    ['server_software', 'text', 'serverSoftware'],
    ['latency', 'int8', 'latency'],
    ['technologies', 'text', 'technologies'],
  ],
});

export const httpSchema = `
CREATE TABLE rm.http_transaction (${ENDS_SQL},
  ordinal int4 NOT NULL,
  method text COLLATE "C" NOT NULL,
  host text COLLATE "C" NOT NULL,
  target text NOT NULL,
  target_length int8 NOT NULL,
  version text NOT NULL,
  user_agent text COLLATE "C" NOT NULL,
  referrer text NOT NULL,
  auth text COLLATE "C" NOT NULL,
  request_type text COLLATE "C" NOT NULL,
  response_type text COLLATE "C" NOT NULL,
  request_length int8 NOT NULL,
  response_length int8 NOT NULL,
  status int4 NOT NULL,
  server_software text COLLATE "C" NOT NULL,
  latency int8 NOT NULL
) PARTITION BY LIST (day);${factIndexes('http_transaction')}`;

/** What fields and cookies give away of the server's software; '' in rows that are older. */
export const httpTechnologiesSchema = `ALTER TABLE rm.http_transaction ADD COLUMN technologies text COLLATE "C" NOT NULL DEFAULT ''`;
