import { ENDS_SQL, factIndexes, factModel } from '../facts/fact-model';

/** `auth_attempt`: one row an attempt to sign in, of SSH one a connection. Secrets are never kept. */
export const AUTH = factModel({
  kind: 'auth',
  table: 'auth_attempt',
  columns: [
    ['service', 'text', 'service'],
    ['mechanism', 'text', 'mechanism'],
    ['account', 'text', 'user'],
    ['outcome', 'text', 'outcome'],
    ['attempts', 'int4', 'count'],
    ['cleartext', 'bool', 'cleartext'],
    ['code', 'int4', 'code'],
    ['client_software', 'text', 'clientSoftware'],
    ['server_software', 'text', 'serverSoftware'],
  ],
});

export const authSchema = `
CREATE TABLE rm.auth_attempt (${ENDS_SQL},
  service text COLLATE "C" NOT NULL,
  mechanism text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  attempts int4 NOT NULL,
  cleartext boolean NOT NULL,
  code int4 NOT NULL,
  client_software text NOT NULL,
  server_software text NOT NULL
) PARTITION BY LIST (day);${factIndexes('auth_attempt')}`;
