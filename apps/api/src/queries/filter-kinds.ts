import type { FilterKind } from '@wireledger/filter';

/** What the expressions of each input type are about. */
const KIND_OF_INPUT: Readonly<Record<string, FilterKind>> = {
  DnsWhere: 'dns',
  TlsWhere: 'tls',
  HttpWhere: 'http',
  AuthWhere: 'auth',
  AlertWhere: 'alert',
};
/** What the expressions of each query are about. */
const KIND_OF_QUERY: Readonly<Record<string, FilterKind>> = {
  dnsTransactions: 'dns',
  tlsHandshakes: 'tls',
  tlsTops: 'tls',
  httpTransactions: 'http',
  httpTops: 'http',
  authAttempts: 'auth',
  authTops: 'auth',
  alerts: 'alert',
  alertCounts: 'alert',
};

/** Records that an expression is about by the input type that holds it; flows unless it is said. */
export const kindOfInput = (type: string): FilterKind => KIND_OF_INPUT[type] ?? 'flow';
/** The same by the query that is asked. */
export const kindOfQuery = (query: string): FilterKind => KIND_OF_QUERY[query] ?? 'flow';
