import { DNS_RCODES, DNS_TYPES, MAX_DATA_TEXT, wireText } from '@wireledger/decoders';
import { type IntakeEventOf, TLS_VERSIONS } from '@wireledger/ingest';
import { parseIp } from '@wireledger/kernel';

import type { Ends, FieldFault } from './event-records';
import { type FactRow, factRow } from './fact-row';

const TCP = 6;
const UDP = 17;
/** Nobody said it. */
const UNKNOWN = -1;
const MAX_TEXT = 4096;

const ascii = (text: string | null | undefined, most = MAX_TEXT): string => {
  const bytes = Buffer.from(text ?? '', 'utf8');
  return wireText(bytes, 0, bytes.length, most);
};
/** Names as decoders write them: lower case, without the dot of the root. */
const nameOf = (text: string | null | undefined): string => {
  const lower = ascii(text, 253).toLowerCase();
  return lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
};

const connection = ({ time, src, dst, srcPort, dstPort }: Ends) => ({
  ...{ time, client: src, server: dst, clientPort: srcPort, serverPort: dstPort },
});
const moment = ({ time }: Ends): readonly [number, number] => [time, time];

/** An attempt to sign in. */
export function authRow(event: IntakeEventOf<'auth_failure' | 'auth_success'>, ends: Ends): FactRow {
  const { auth, metadata } = event;
  return factRow('auth', ends.src, moment(ends), {
    ...{ ...connection(ends), proto: TCP },
    service: auth?.service ?? 'application',
    mechanism: auth?.mechanism ?? 'password',
    user: ascii(auth?.username ?? metadata?.username, 128),
    outcome: event.type === 'auth_failure' ? 'failure' : 'success',
    count: auth?.attempts ?? 1,
    cleartext: 0,
    code: auth?.code ?? 0,
    clientSoftware: ascii(metadata?.userAgent),
    serverSoftware: '',
  });
}

/** A question about a name; unanswered without a response code. */
export function dnsRow(event: IntakeEventOf<'dns'>, ends: Ends): FactRow | FieldFault {
  const { query, type, rcode, answers } = event.dns;
  const qtype = numberOf(DNS_TYPES, 'TYPE', type ?? 'A');
  if (qtype === null) return { field: 'dns.type', cause: 'it is no type of DNS records' };
  const code = rcode === undefined || rcode === null ? UNKNOWN : numberOf(DNS_RCODES, 'RCODE', rcode);
  if (code === null) return { field: 'dns.rcode', cause: 'it is no response code of DNS' };
  const isAnswered = code !== UNKNOWN;
  const given = (answers ?? []).map((data) => [typeOf(data, qtype), UNKNOWN, answerText(data)] as const);
  return factRow('dns', ends.src, moment(ends), {
    ...{ ...connection(ends), serverPort: ends.dstPort || 53 },
    ...{ proto: event.protocol === 'tcp' ? TCP : UDP, service: 'dns', id: 0 },
    ...{ name: nameOf(query), raw: '', qtype, qclass: 1, rcode: code, latency: UNKNOWN },
    ...{ queries: 1, responses: isAnswered ? 1 : 0 },
    flags: isAnswered ? RESPONSE : QUERY,
    ...{ queryBytes: 0, responseBytes: 0, answers: given, answerCount: given.length },
  });
}

/** An answer's data; what is longer is cut, as it is on the wire. */
const answerText = (data: string): string => ascii(data).slice(0, MAX_DATA_TEXT);

/** Flags of a question that asks for recursion, and of an answer that says it was there. */
const QUERY = 0x0100;
const RESPONSE = 0x8180;

/** An answer is of the type that was asked for; an address among answers to something else is what it looks like. */
function typeOf(data: string, qtype: number): number {
  const bytes = parseIp(data);
  if (bytes) return bytes.length === 4 ? 1 : 28;
  return qtype === 1 || qtype === 28 ? 5 : qtype;
}

/** A number that has a name, `TYPE65` or a bare number. */
function numberOf(names: Readonly<Record<number, string>>, prefix: string, text: string): number | null {
  const upper = text.toUpperCase();
  const named = Object.entries(names).find(([, name]) => name === upper);
  if (named) return Number(named[0]);
  const digits = upper.startsWith(prefix) ? upper.slice(prefix.length) : upper;
  return /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535 ? Number(digits) : null;
}

/** A request with its answer. */
export function httpRow(event: IntakeEventOf<'http'>, ends: Ends): FactRow {
  const { method, path, status, user_agent, referer, bytes } = event.http;
  return factRow('http', ends.src, moment(ends), {
    ...{ ...connection(ends), serverPort: ends.dstPort || 80, proto: TCP, order: 1 },
    ...{ method: method.toUpperCase(), host: nameOf(event.domain) },
    ...{ target: ascii(path), targetLength: Buffer.byteLength(path), version: '1.1' },
    ...{ userAgent: ascii(user_agent), referrer: ascii(referer), auth: '', requestType: '', responseType: '' },
    ...{ requestLength: UNKNOWN, responseLength: bytes ?? UNKNOWN, status: status ?? 0 },
    ...{ serverSoftware: '', latency: UNKNOWN, technologies: '' },
  });
}

/** A handshake as far as it was told. */
export function tlsRow(event: IntakeEventOf<'tls'>, ends: Ends): FactRow {
  const { tls, protocol } = event;
  const isQuic = protocol === 'quic';
  const version = tls?.version ? (TLS_VERSIONS[tls.version] as number) : 0;
  return factRow('tls', ends.src, moment(ends), {
    ...{ ...connection(ends), serverPort: ends.dstPort || 443 },
    ...{
      proto: isQuic || protocol === 'udp' ? UDP : TCP,
      transport: isQuic ? 'quic' : protocol === 'udp' ? 'dtls' : 'tcp',
    },
    ...{ quicVersion: isQuic ? 1 : 0, hellos: 1, retried: 0, latency: UNKNOWN },
    ...{ serverName: nameOf(event.domain), serverNameRaw: '', versionOffered: version, version, cipher: UNKNOWN },
    ...{ alpnOffered: [], alpn: ascii(tls?.alpn, 64) },
    ...{ ja3: (tls?.ja3 ?? '').toLowerCase(), ja4: tls?.ja4 ?? '', ja3s: (tls?.ja3s ?? '').toLowerCase() },
    ...{ ja3Retry: '', ja4Retry: '', certSha256: (tls?.cert_sha256 ?? '').toLowerCase() },
    ...{ certSubject: '', certIssuer: '', certSerial: '', certNotBefore: 0, certNotAfter: 0 },
    ...{ certNames: [], certNameCount: 0 },
  });
}
