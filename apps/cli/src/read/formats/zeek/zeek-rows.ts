import { dnsTypeName, tlsCipherName } from '@wireledger/decoders';
import { DNS_RCODES } from '@wireledger/decoders/names';
import { appBy, type Batch, type DnsAnswer, FLOW_MARKS } from '@wireledger/events/telemetry';

import { isLocal } from '../local-nets';
import { seconds, type ZeekValue } from './zeek-log';

/** A row: when, and its values in the order of the log's fields. */
export interface ZeekRow {
  readonly us: number;
  readonly values: readonly ZeekValue[];
}

type Uid = (flow: number, words: string) => string;
type Ends = readonly [src: string, srcPort: number, dst: string, dstPort: number];

const PROTOS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp' };
/** Zeek's names of analyzers where ours differ; '' = it has none. */
const SERVICES: Readonly<Record<string, string>> = {
  ...{ tls: 'ssl', dtls: 'ssl', mdns: 'dns', llmnr: 'dns', kerberos: 'krb', telnet: '', icmp: '', arp: '', other: '' },
  ...{ netbios: '', ssdp: '', rtp: '', ike: '', ldap: 'ldap_tcp' },
};
const TLS_NAMES: Readonly<Record<number, string>> = {
  ...{ 0x0002: 'SSLv2', 0x0300: 'SSLv3', 0x0301: 'TLSv10', 0x0302: 'TLSv11', 0x0303: 'TLSv12', 0x0304: 'TLSv13' },
  ...{ 0xfeff: 'DTLSv10', 0xfefd: 'DTLSv12', 0xfefc: 'DTLSv13' },
};
const CLASSES: Readonly<Record<number, string>> = {
  1: 'C_INTERNET',
  3: 'C_CHAOS',
  4: 'C_HESOD',
  254: 'C_NONE',
  255: 'C_ANY',
};
const OPCODES: Readonly<Record<number, string>> = {
  0: 'query',
  1: 'iquery',
  2: 'server-status',
  4: 'notify',
  5: 'dynamic-update',
};

const said = (text: string): string | null => (text === '' ? null : text);
const counted = (count: number): number | null => (count < 0 ? null : count);
const wordsOf = ([src, srcPort, dst, dstPort]: Ends): string => `${src} ${srcPort} ${dst} ${dstPort}`;
const begins = (us: number, uid: Uid, flow: number, ends: Ends): ZeekValue[] => [
  seconds(us),
  uid(flow, wordsOf(ends)),
  ...ends,
];

/** Row of conn.log, of the record that ends a flow; null for the others. */
export function connRow({ cols, t0 }: Batch<'flow'>, i: number, uid: Uid): ZeekRow | null {
  if (cols.kind[i] !== 2) return null;
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const [src, dst, proto, marks] = [text(cols.src), text(cols.dst), number(cols.proto), number(cols.marks)];
  const us = t0 + number(cols.first);
  const ends: Ends = [src, number(cols.srcPort), dst, number(cols.dstPort)];
  const exported = (marks & FLOW_MARKS.exported) !== 0;
  const payload = number(cols.srcPayload) + number(cols.dstPayload);
  const single = number(cols.srcPackets) + number(cols.dstPackets) <= 1;
  const by = appBy(marks);
  const service = by === null || by === 'port' ? '' : (SERVICES[text(cols.app)] ?? text(cols.app));
  // Of packets, facts have the bytes of frames: what of them is IP (padding aside) is not in them.
  const ipBytes = (bytes: number): number | null => (exported ? bytes : null);
  return {
    us,
    values: [
      ...begins(us, uid, number(cols.flow), ends),
      ...[PROTOS[proto] ?? 'unknown_transport', said(service)],
      single ? null : seconds(number(cols.last) - number(cols.first)),
      ...(single || (exported && payload === 0) ? [null, null] : [number(cols.srcPayload), number(cols.dstPayload)]),
      ...[text(cols.state) || 'OTH', isLocal(src), isLocal(dst), 0, said(text(cols.history))],
      ...[
        number(cols.srcPackets),
        ipBytes(number(cols.srcBytes)),
        number(cols.dstPackets),
        ipBytes(number(cols.dstBytes)),
      ],
      ...[null, proto],
    ],
  };
}

/** Data of a record as Zeek writes it. */
function answerText([type, , data]: DnsAnswer): string {
  if (type === 15) return data.slice(data.indexOf(' ') + 1);
  if (type !== 16) return data;
  const strings = [...data.matchAll(/"((?:[^"\\]|\\\d{3})*)"/g)].map(([, text = '']) => text);
  return strings.map((text) => `TXT ${text.replace(/\\\d{3}/g, '.').length} ${text}`).join(' ');
}

/** Row of dns.log. */
export function dnsRow({ cols, t0 }: Batch<'dns'>, i: number, uid: Uid): ZeekRow {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const us = t0 + number(cols.time);
  const ends: Ends = [text(cols.client), number(cols.clientPort), text(cols.server), number(cols.serverPort)];
  const [flags, rcode, qtype, qclass] = [
    number(cols.flags),
    number(cols.rcode),
    number(cols.qtype),
    number(cols.qclass),
  ];
  const asked = text(cols.name) !== '';
  const answers = cols.answers[i] as readonly DnsAnswer[];
  const opcode = (flags >> 11) & 15;
  const bit = (mask: number) => (flags & mask) !== 0;
  return {
    us,
    values: [
      ...begins(us, uid, number(cols.flow), ends),
      ...[PROTOS[number(cols.proto)] ?? 'unknown_transport', number(cols.id)],
      number(cols.latency) < 0 ? null : seconds(number(cols.latency)),
      text(cols.name) === '.' ? '' : said(text(cols.name)),
      ...(asked ? [qclass, CLASSES[qclass] ?? `qclass-${qclass}`] : [null, null]),
      ...(asked ? [qtype, qtype === 255 ? '*' : dnsTypeName(qtype).replace(/^TYPE(\d+)$/, 'query-$1')] : [null, null]),
      ...(rcode < 0 ? [null, null] : [rcode, DNS_RCODES[rcode] ?? `rcode-${rcode}`]),
      ...[bit(0x0400), bit(0x0200), bit(0x0100), bit(0x0080), (flags >> 4) & 7],
      answers.length > 0 ? answers.map(answerText) : null,
      answers.length > 0 ? answers.map(([, ttl]) => seconds(ttl * 1_000_000)) : null,
      number(cols.responses) > 0 && asked && number(cols.answerCount) === 0,
      ...[opcode, OPCODES[opcode] ?? `opcode-${opcode}`],
    ],
  };
}

/** Row of http.log. */
export function httpRow({ cols, t0 }: Batch<'http'>, i: number, uid: Uid): ZeekRow {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const us = t0 + number(cols.time);
  const ends: Ends = [text(cols.client), number(cols.clientPort), text(cols.server), number(cols.serverPort)];
  const list = (type: string) => (type === '' ? null : [type]);
  return {
    us,
    values: [
      ...begins(us, uid, number(cols.flow), ends),
      ...[number(cols.order), said(text(cols.method)), said(text(cols.host)), said(text(cols.target))],
      ...[said(text(cols.referrer)), said(text(cols.version)), said(text(cols.userAgent)), null],
      ...[counted(number(cols.requestLength)), counted(number(cols.responseLength))],
      ...[number(cols.status) === 0 ? null : number(cols.status), null, null, null, []],
      ...[null, null, null, null, null, list(text(cols.requestType)), null, null, list(text(cols.responseType))],
    ],
  };
}

/** Row of ssl.log. */
export function sslRow({ cols, t0 }: Batch<'tls'>, i: number, uid: Uid): ZeekRow {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const us = t0 + number(cols.time);
  const ends: Ends = [text(cols.client), number(cols.clientPort), text(cols.server), number(cols.serverPort)];
  const version = number(cols.version);
  return {
    us,
    values: [
      ...begins(us, uid, number(cols.flow), ends),
      version === 0 ? null : (TLS_NAMES[version] ?? `unknown-${version}`),
      number(cols.cipher) < 0 ? null : tlsCipherName(number(cols.cipher)),
      ...[null, said(text(cols.serverName)), null, null, said(text(cols.alpn)), null, null],
      text(cols.certSha256) === '' ? null : [text(cols.certSha256)],
      ...[null, null, null],
    ],
  };
}
