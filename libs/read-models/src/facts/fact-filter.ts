import {
  type Column,
  type ColumnOf,
  type FactKind,
  type PlaceColumn,
  readFilter,
  type SqlColumn,
  toSql,
} from '@wireledger/filter';

import type { Database } from '../database';
import { Params } from '../sql/params';
import { placeSql } from '../sql/place-columns';
import type { Span } from '../sql/range';

const always = (sql: string): SqlColumn => ({ sql, present: null });
const where = (sql: string, present: string): SqlColumn => ({ sql, present });
const text = (sql: string): SqlColumn => where(sql, `${sql} <> ''`);
const atLeast = (sql: string, least: number): SqlColumn => where(sql, `${sql} >= ${least}`);

/** JSON of a column as PostgreSQL reads it: no text of its own holds NUL or half of a surrogate pair, so their escapes stand for themselves. */
const json = (column: string): string =>
  String.raw`regexp_replace(${column}, '(?<!\\)((?:\\\\)*)\\(u0000|ud[89a-f][0-9a-f]{2})', '\1\\\\\2', 'g')::json`;

const ENDS = {
  src: always('client'),
  dst: always('server'),
  srcPort: always('client_port'),
  dstPort: always('server_port'),
  proto: always('proto'),
  sensor: text('sensor'),
  start: always('time'),
} as const;

/** What fields of facts are in the columns of their tables. */
const FACT_SQL: { readonly [K in FactKind]: Readonly<Record<Exclude<ColumnOf<K>, PlaceColumn>, SqlColumn>> } = {
  dns: {
    ...ENDS,
    domain: text('name'),
    latency: atLeast('latency', 0),
    dnsService: text('service'),
    dnsType: always('qtype'),
    dnsCode: atLeast('rcode', 0),
    // A list of type, TTL and data.
    dnsAnswers: {
      each: (alias) => ({ from: `json_array_elements(${json('answers')}) ${alias}(v)`, text: `(${alias}.v ->> 2)` }),
    },
    dnsRecords: always('answer_count'),
    dnsQueries: always('queries'),
  },
  tls: {
    ...ENDS,
    domain: text('server_name'),
    latency: atLeast('latency', 0),
    tlsTransport: text('transport'),
    tlsVersion: atLeast('version', 1),
    tlsOffered: atLeast('version_offered', 1),
    tlsAlpn: text('alpn'),
    ja3: text('ja3'),
    ja4: text('ja4'),
    ja3s: text('ja3s'),
    certSha256: text('cert_sha256'),
    certSubject: text('cert_subject'),
    certIssuer: text('cert_issuer'),
    certNames: {
      each: (alias) => ({ from: `json_array_elements_text(${json('cert_names')}) ${alias}(v)`, text: `${alias}.v` }),
    },
    // What a certificate says may lie beyond what a time can say, and beyond what a product of it can hold.
    certExpires: where(
      '(least(253402300799, greatest(-62167219200, cert_not_after)) * 1000000)',
      'cert_not_after <> 0',
    ),
  },
  http: {
    ...ENDS,
    domain: text('host'),
    latency: atLeast('latency', 0),
    httpMethod: text('method'),
    httpPath: text('target'),
    httpVersion: text('version'),
    httpStatus: atLeast('status', 1),
    httpAgent: text('user_agent'),
    httpReferrer: text('referrer'),
    httpAuth: text('auth'),
    httpType: text('response_type'),
    httpSent: atLeast('request_length', 0),
    httpReceived: atLeast('response_length', 0),
    httpServer: text('server_software'),
  },
  auth: {
    ...ENDS,
    authService: text('service'),
    authMechanism: text('mechanism'),
    authUser: text('account'),
    authOutcome: text('outcome'),
    authAttempts: always('attempts'),
    authCleartext: always('cleartext::int4'),
    authCode: atLeast('code', 1),
    clientSoftware: text('client_software'),
    serverSoftware: text('server_software'),
  },
};

/** Tables of facts. */
const TABLES: Readonly<Record<FactKind, string>> = {
  ...{ dns: 'rm.dns_transaction', tls: 'rm.tls_handshake', http: 'rm.http_transaction', auth: 'rm.auth_attempt' },
};

/** An expression about facts of a kind, and the range that is asked for. */
interface Asked {
  readonly filter: string | null | undefined;
  readonly span: Span | undefined;
}

/** An expression about facts of a kind as conditions over the columns of their table; none for a blank one. @throws DomainError BAD_FILTER, LIMIT_EXCEEDED */
export async function factFilter(db: Database, params: Params, kind: FactKind, asked: Asked): Promise<string[]> {
  const expression = readFilter(asked.filter, kind);
  if (!expression) return [];
  const columns: Readonly<Partial<Record<string, SqlColumn>>> = FACT_SQL[kind];
  const places = await placeSql(db, params, expression, {
    ...{ src: 'client', dst: 'server', params: () => new Params() },
    addresses: (own) => Promise.resolve(endsOf(TABLES[kind], own, asked.span)),
  });
  const column = (name: Column) => places(name) ?? (columns[name] as SqlColumn);
  return [toSql(expression, { column, of: (value) => params.of(value) })];
}

/** Both ends of all facts within a range. */
function endsOf(table: string, own: Params, span: Span | undefined): string {
  const within = span ? `time >= ${own.of(span.from)}::int8 AND time < ${own.of(span.to)}::int8` : 'true';
  return ['client', 'server'].map((end) => `SELECT ${end} AS address FROM ${table} WHERE ${within}`).join(' UNION ');
}
