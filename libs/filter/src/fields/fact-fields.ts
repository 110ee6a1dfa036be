import type { Column } from './columns';
import type { Field, FilterKind } from './field';

type Told = Pick<Field, 'label' | 'description' | 'example'> & Partial<Field>;

const fieldsOf =
  (...kinds: readonly FilterKind[]) =>
  (name: string, type: Field['type'], columns: readonly Column[], told: Told): Field => ({
    name,
    type,
    columns,
    kinds,
    cardinality: told.masking === undefined ? 'some' : 'many',
    masking: 'public',
    index: 'none',
    caseCounts: false,
    values: [],
    ...told,
  });

const named = fieldsOf('dns', 'tls', 'http');
const dns = fieldsOf('dns');
const tls = fieldsOf('tls');
const http = fieldsOf('http');
const auth = fieldsOf('auth');

/** Fields of what was said inside of conversations: lookups, handshakes, requests, attempts to sign in. */
export const FACT_FIELDS: readonly Field[] = [
  named('domain', 'text', ['domain'], {
    label: 'the name asked for',
    description: 'Name that was looked up, or asked for in a handshake or request.',
    example: 'domain ~ *.example.com',
    masking: 'name',
  }),
  named('latency', 'duration', ['latency'], {
    label: 'the time until the answer',
    description: 'Time from the request to its answer; absent where either was not seen.',
    example: 'latency > 250ms',
    cardinality: 'many',
  }),
  dns('dns.query', 'text', ['domain'], {
    label: 'the name looked up',
    description: 'Name that was looked up, in lower case, without a dot at its end.',
    example: 'dns.query ~ *.example.com',
    masking: 'name',
    index: 'sealed',
  }),
  dns('dns.type', 'dnsType', ['dnsType'], {
    label: 'the type of the lookup',
    description: 'Type of record that was asked for.',
    example: 'dns.type in (TXT, NULL)',
  }),
  dns('dns.rcode', 'dnsCode', ['dnsCode'], {
    label: 'the response code',
    description: 'Response code; absent where no answer was seen.',
    example: 'dns.rcode = NXDOMAIN',
    cardinality: 'few',
  }),
  dns('dns.answers', 'text', ['dnsAnswers'], {
    label: 'any answer',
    description: 'Data of an answer: any of them may meet a condition. `dns.answers != x`: none of them is x.',
    example: 'dns.answers = 192.0.2.1',
    masking: 'answer',
  }),
  dns('dns.records', 'count', ['dnsRecords'], {
    label: 'the number of answers',
    description: 'Records in the answer.',
    example: 'dns.records = 0',
  }),
  dns('dns.queries', 'count', ['dnsQueries'], {
    label: 'the number of queries',
    description: 'Times the same question was sent.',
    example: 'dns.queries > 1',
  }),
  dns('dns.service', 'text', ['dnsService'], {
    label: 'the kind of lookup',
    description: 'Protocol of the lookup: dns, mdns or llmnr.',
    example: 'dns.service = mdns',
    cardinality: 'few',
    values: ['dns', 'mdns', 'llmnr'],
  }),
  tls('tls.sni', 'text', ['domain'], {
    label: 'the server name',
    description: 'Server name that the client asked for (SNI); absent where it asked for none.',
    example: 'tls.sni = www.example.com',
    masking: 'name',
  }),
  tls('tls.version', 'tlsVersion', ['tlsVersion'], {
    label: 'the version of TLS',
    description: 'Version that the server chose; absent where it was not seen.',
    example: 'tls.version in (TLSv1.0, TLSv1.1)',
    cardinality: 'few',
  }),
  tls('tls.offered', 'tlsVersion', ['tlsOffered'], {
    label: 'the greatest version offered',
    description: 'Greatest version that the client offered.',
    example: 'tls.offered != tls.version',
    cardinality: 'few',
  }),
  tls('tls.alpn', 'text', ['tlsAlpn'], {
    label: 'the protocol chosen',
    description: 'Application protocol that was chosen in clear (ALPN).',
    example: 'tls.alpn = h2',
    cardinality: 'few',
  }),
  tls('tls.ja3', 'text', ['ja3'], {
    label: 'the JA3',
    description: 'JA3 fingerprint of the client.',
    example: 'tls.ja3 exists',
  }),
  tls('tls.ja4', 'text', ['ja4'], {
    label: 'the JA4',
    description: 'JA4 fingerprint of the client.',
    example: 'tls.ja4 ~ t13d*',
  }),
  tls('tls.ja3s', 'text', ['ja3s'], {
    label: 'the JA3S',
    description: 'JA3S fingerprint of the server.',
    example: 'tls.ja3s exists',
  }),
  tls('tls.transport', 'text', ['tlsTransport'], {
    label: 'the transport',
    description: 'What carried the handshake: tcp, quic or dtls.',
    example: 'tls.transport = quic',
    cardinality: 'few',
    values: ['tcp', 'quic', 'dtls'],
  }),
  tls('tls.subject', 'text', ['certSubject'], {
    label: 'the subject of the certificate',
    description: "Subject of the server's certificate, where it is sent in clear.",
    example: 'tls.subject ~ *example*',
    masking: 'name',
  }),
  tls('tls.issuer', 'text', ['certIssuer'], {
    label: 'the issuer of the certificate',
    description: "Issuer of the server's certificate.",
    example: 'tls.issuer = tls.subject',
    masking: 'name',
  }),
  tls('tls.names', 'text', ['certNames'], {
    label: 'any name of the certificate',
    description: 'Alternative names of the certificate: any of them may meet a condition.',
    example: 'tls.names ~ *.example.com',
    masking: 'name',
  }),
  tls('tls.sha256', 'text', ['certSha256'], {
    label: 'the SHA-256 of the certificate',
    description: 'SHA-256 of the certificate, in hex.',
    example: 'tls.sha256 ~ 0a1b*',
    masking: 'name',
  }),
  tls('tls.expires', 'time', ['certExpires'], {
    label: 'the end of the certificate',
    description: 'Last moment at which the certificate is valid.',
    example: 'tls.expires < 2026-12-01',
    masking: 'hidden',
  }),
  http('http.method', 'text', ['httpMethod'], {
    label: 'the method',
    description: 'Method of the request; absent where only its response was seen.',
    example: 'http.method = POST',
    cardinality: 'few',
    values: ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'PATCH'],
  }),
  http('http.host', 'text', ['domain'], {
    label: 'the host asked for',
    description: 'Host field of the request, in lower case.',
    example: 'http.host = www.example.com',
    masking: 'name',
  }),
  http('http.path', 'text', ['httpPath'], {
    label: 'the path',
    description: 'Target of the request: path and query. Case counts in it as servers take it; here it does not.',
    example: 'http.path ~ /admin*',
    masking: 'hidden',
  }),
  http('http.status', 'count', ['httpStatus'], {
    label: 'the status',
    description: 'Status of the response; absent where none was seen.',
    example: 'http.status = 400..599',
    cardinality: 'few',
  }),
  http('http.ua', 'text', ['httpAgent'], {
    label: 'the user agent',
    description: 'User agent of the request.',
    example: 'http.ua ~ curl/*',
    masking: 'name',
  }),
  http('http.referrer', 'text', ['httpReferrer'], {
    label: 'the referrer',
    description: 'Page that led to the request, as the client says.',
    example: 'http.referrer not exists',
    masking: 'hidden',
  }),
  http('http.auth', 'text', ['httpAuth'], {
    label: 'the scheme of the credentials',
    description: 'Scheme of the credentials in the request; the credentials are never kept.',
    example: 'http.auth = basic',
    cardinality: 'few',
  }),
  http('http.type', 'text', ['httpType'], {
    label: 'the media type',
    description: 'Media type of the response, without parameters.',
    example: 'http.type = application/zip',
  }),
  http('http.sent', 'bytes', ['httpSent'], {
    label: 'the size of the request',
    description: 'Content of the request by its Content-Length; absent where it says none.',
    example: 'http.sent > 1MB',
    cardinality: 'many',
  }),
  http('http.received', 'bytes', ['httpReceived'], {
    label: 'the size of the response',
    description: 'Content of the response by its Content-Length; absent where it says none.',
    example: 'http.received > 10MB',
    cardinality: 'many',
  }),
  http('http.server', 'text', ['httpServer'], {
    label: 'the software of the server',
    description: 'Software that the server names in its response.',
    example: 'http.server ~ nginx*',
    masking: 'name',
  }),
  http('http.version', 'text', ['httpVersion'], {
    label: 'the version of HTTP',
    description: 'Version of HTTP: 0.9, 1.0 or 1.1.',
    example: 'http.version = 1.0',
    cardinality: 'few',
    values: ['0.9', '1.0', '1.1'],
  }),
  auth('auth.user', 'text', ['authUser'], {
    label: 'the user',
    description: 'User that somebody tried to be; absent where it was not seen.',
    example: 'auth.user in (root, admin)',
    masking: 'name',
  }),
  auth('auth.outcome', 'text', ['authOutcome'], {
    label: 'the outcome',
    description: 'Outcome: success, failure, unknown; likelySuccess and likelyFailure are told from sizes.',
    example: 'auth.outcome in (failure, likelyFailure)',
    cardinality: 'few',
    values: ['success', 'failure', 'unknown', 'likelySuccess', 'likelyFailure'],
  }),
  auth('auth.service', 'text', ['authService'], {
    label: 'the service',
    description: 'Protocol of the attempt: ftp, http, imap, kerberos, ldap, pop3, rdp, smb, smtp, snmp, ssh or telnet.',
    example: 'auth.service = ssh',
    cardinality: 'few',
    values: ['ftp', 'http', 'imap', 'kerberos', 'ldap', 'pop3', 'rdp', 'smb', 'smtp', 'snmp', 'ssh', 'telnet'],
  }),
  auth('auth.mechanism', 'text', ['authMechanism'], {
    label: 'the mechanism',
    description:
      'How the secret was shown: password, basic, apop, a SASL mechanism, simple, ntlm, kerberos, preauth, community, usm.',
    example: 'auth.mechanism = plain',
    cardinality: 'few',
  }),
  auth('auth.attempts', 'count', ['authAttempts'], {
    label: 'the number of attempts',
    description: 'Attempts in the record: 1; of SSH as many as the sizes tell of.',
    example: 'auth.attempts > 3',
  }),
  auth('auth.cleartext', 'truth', ['authCleartext'], {
    label: 'the mark of a readable secret',
    description: 'Whether the secret crossed the wire readable.',
    example: 'auth.cleartext = yes',
    cardinality: 'few',
  }),
  auth('auth.code', 'count', ['authCode'], {
    label: 'the reply code',
    description: "The server's reply code; absent where there is none.",
    example: 'auth.code = 530',
  }),
  auth('auth.client_software', 'text', ['clientSoftware'], {
    label: 'the software of the client',
    description: 'Software that the client names.',
    example: 'auth.client_software ~ *libssh*',
    masking: 'name',
  }),
  auth('auth.server_software', 'text', ['serverSoftware'], {
    label: 'the software of the server',
    description: 'Software that the server names, or its greeting.',
    example: 'auth.server_software ~ *OpenSSH*',
    masking: 'name',
  }),
];
