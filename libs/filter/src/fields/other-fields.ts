import type { Field, FieldType, FilterKind } from './field';

const field = (
  name: string,
  type: FieldType,
  kind: FilterKind | readonly FilterKind[],
  description: string,
  example: string,
  masking: Field['masking'] = 'public',
): Field => ({
  name,
  type,
  kinds: typeof kind === 'string' ? [kind] : kind,
  label: `the ${description.toLowerCase()}`,
  description: `${description}.`,
  example,
  cardinality: masking === 'public' ? 'some' : 'many',
  masking,
  index: 'none',
  caseCounts: false,
  columns: [],
});

/** Fields that records other than flows have: known, so that asking flows for them is told apart from a slip of the pen. */
export const OTHER_FIELDS: readonly Field[] = [
  field('domain', 'text', ['dns', 'tls', 'http'], 'Name that was asked for', 'domain ~ *.example.com', 'name'),
  field('dns.query', 'text', 'dns', 'Name that was looked up', 'dns.query ~ *.example.com', 'name'),
  field('dns.type', 'text', 'dns', 'Type of the lookup', 'dns.type = TXT'),
  field('dns.rcode', 'text', 'dns', 'Response code of the lookup', 'dns.rcode = NXDOMAIN'),
  field('dns.answers', 'text', 'dns', 'Data of an answer', 'dns.answers = 192.0.2.1', 'name'),
  field('tls.sni', 'text', 'tls', 'Server name of the handshake', 'tls.sni = www.example.com', 'name'),
  field('tls.version', 'text', 'tls', 'Version of TLS', 'tls.version = TLSv1.3'),
  field('tls.ja3', 'text', 'tls', 'JA3 of the client', 'tls.ja3 exists'),
  field('tls.ja4', 'text', 'tls', 'JA4 of the client', 'tls.ja4 ~ t13d*'),
  field('http.method', 'text', 'http', 'Method of the request', 'http.method = POST'),
  field('http.host', 'text', 'http', 'Host of the request', 'http.host = www.example.com', 'name'),
  field('http.path', 'text', 'http', 'Path of the request', 'http.path ~ /admin*', 'name'),
  field('http.status', 'count', 'http', 'Status of the answer', 'http.status = 404'),
  field('http.ua', 'text', 'http', 'User agent', 'http.ua ~ curl/*', 'name'),
  field('alert.rule', 'text', 'alert', 'Rule of the alert', 'alert.rule = port-scan', 'internal'),
  field('alert.severity', 'text', 'alert', 'Severity of the alert', 'alert.severity = critical'),
  field('alert.status', 'text', 'alert', 'Status of the alert', 'alert.status = open'),
];
