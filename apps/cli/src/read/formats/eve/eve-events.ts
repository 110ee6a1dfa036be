import { isUtf8 } from 'node:buffer';

import { dnsTypeName, tlsVersionName } from '@wireledger/decoders';
import { dnsRcodeName } from '@wireledger/decoders/names';
import { appBy, type Batch, type DnsAnswer, FLOW_END_REASONS } from '@wireledger/events/telemetry';
import { formatTime, parseIp } from '@wireledger/kernel';

/** An event of eve.json, its keys in Suricata's order. */
export type EveEvent = Readonly<Record<string, unknown>>;

/** Number of a flow, and its community id, for what every event begins with. */
export interface EveIds {
  flowId(flow: number, words: string): number;
  communityId(proto: number, src: string, dst: string, srcPort: number, dstPort: number): string;
}

interface Ends {
  readonly flow: number;
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  readonly proto: number;
}

const ICMP = 1;
const ICMPV6 = 58;
const PROTOS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'IPv6-ICMP',
  132: 'SCTP',
  47: 'GRE',
};
/** Suricata's names of application protocols where ours differ. */
const APPS: Readonly<Record<string, string>> = {
  kerberos: 'krb5',
  mdns: 'mdns',
  llmnr: 'failed',
  other: 'failed',
  icmp: 'failed',
};
const FLAGS = { syn: 2, fin: 1, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 } as const;

/** Suricata's form of a time, UTC. */
export const eveTime = (us: number): string => formatTime(us).replace('Z', '+0000');

/** Suricata writes all digits of an IPv6 address. */
function addressOf(text: string): string {
  const bytes = parseIp(text);
  if (bytes?.length !== 16) return text;
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(....)(?!$)/g, '$1:');
}

/**
 * Text of facts (`\DDD` for what is not printable, `\` before what would mean something else) as Suricata writes it: as UTF-8 when its bytes are that, else
 * with `\xHH` for those that are not printable.
 */
function plain(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(/\\(?:(\d{3})|([^\d]))/g, (_all, code: string | undefined, other: string) =>
    code === undefined ? other : String.fromCharCode(Number(code)),
  );
  const raw = Buffer.from(bytes, 'latin1');
  if (isUtf8(raw)) return raw.toString('utf8');
  return bytes.replace(/[^\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function begin(type: string, us: number, { flow, src, srcPort, dst, dstPort, proto }: Ends, ids: EveIds): EveEvent {
  const icmp = proto === ICMP || proto === ICMPV6;
  return {
    timestamp: eveTime(us),
    flow_id: ids.flowId(flow, `${src} ${srcPort} ${dst} ${dstPort} ${proto}`),
    event_type: type,
    src_ip: addressOf(src),
    ...(icmp ? {} : { src_port: srcPort }),
    dest_ip: addressOf(dst),
    ...(icmp ? {} : { dest_port: dstPort }),
    proto: PROTOS[proto] ?? String(proto).padStart(3, '0'),
    ...(icmp ? { icmp_type: srcPort, icmp_code: dstPort } : {}),
    community_id: ids.communityId(proto, src, dst, srcPort, dstPort),
  };
}

/** Event `flow` of the record that ends a flow, null for the others. */
export function flowEvent({ cols, t0 }: Batch<'flow'>, i: number, ids: EveIds): EveEvent | null {
  if (cols.kind[i] !== 2) return null;
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const [proto, state, app] = [number(cols.proto), text(cols.state), text(cols.app)];
  const [first, last] = [t0 + number(cols.first), t0 + number(cols.last)];
  const answered = number(cols.dstPackets) > 0;
  const by = appBy(number(cols.marks));
  const reason = FLOW_END_REASONS[number(cols.reason)];
  const [ts, tc] = [number(cols.srcFlags), number(cols.dstFlags)];
  const isTcp = proto === 6;
  const ended = state === 'SF' || state === 'REJ' || state.startsWith('RST');
  const now = isTcp ? (ended ? 'closed' : answered ? 'established' : 'new') : answered ? 'established' : 'new';
  const ends: Ends = {
    ...{ flow: number(cols.flow), src: text(cols.src), srcPort: number(cols.srcPort) },
    ...{ dst: text(cols.dst), dstPort: number(cols.dstPort), proto },
  };
  const hex = (flags: number) => flags.toString(16).padStart(2, '0');
  const seen = Object.entries(FLAGS).filter(([, bit]) => (ts | tc) & bit);
  return {
    ...begin('flow', t0 + number(cols.at), ends, ids),
    ...(isTcp || proto === 17 ? { app_proto: by === null || by === 'port' ? 'failed' : (APPS[app] ?? app) } : {}),
    flow: {
      ...{ pkts_toserver: number(cols.srcPackets), pkts_toclient: number(cols.dstPackets) },
      ...{ bytes_toserver: number(cols.srcBytes), bytes_toclient: number(cols.dstBytes) },
      ...{ start: eveTime(first), end: eveTime(last) },
      age: Math.max(0, Math.floor(last / 1e6) - Math.floor(first / 1e6)),
      state: now,
      reason: reason === 'evicted' ? 'forced' : reason === 'captureEnd' ? 'shutdown' : 'timeout',
      alerted: false,
    },
    ...(isTcp
      ? {
          tcp: {
            ...{ tcp_flags: hex(ts | tc), tcp_flags_ts: hex(ts), tcp_flags_tc: hex(tc) },
            ...Object.fromEntries(seen.map(([name]) => [name, true])),
            state: now === 'new' ? 'syn_sent' : now,
          },
        }
      : {}),
  };
}

/** Events `dns` of a lookup: the query and the answer, as far as they were seen (versions 1 and 2 of Suricata's form, as release 7 writes them). */
export function dnsEvents({ cols, t0 }: Batch<'dns'>, i: number, ids: EveIds): EveEvent[] {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const us = t0 + number(cols.time);
  const ends: Ends = {
    ...{ flow: number(cols.flow), src: text(cols.client), srcPort: number(cols.clientPort) },
    ...{ dst: text(cols.server), dstPort: number(cols.serverPort), proto: number(cols.proto) },
  };
  const flags = number(cols.flags);
  const opcode = (flags >> 11) & 15;
  const asked = {
    rrname: text(cols.name) === '.' ? '' : plain(text(cols.name)),
    rrtype: dnsTypeName(number(cols.qtype)),
  };
  const events: EveEvent[] = [];
  if (number(cols.queries) > 0)
    events.push({
      ...begin('dns', us, ends, ids),
      dns: { type: 'query', id: number(cols.id), ...asked, tx_id: 0, opcode },
    });
  if (number(cols.responses) === 0) return events;
  const answers = (cols.answers[i] as readonly DnsAnswer[]).map(([type, ttl, data]) => ({
    ...{ rrname: asked.rrname, rrtype: dnsTypeName(type), ttl, rdata: type === 28 ? addressOf(data) : data },
  }));
  const grouped: Record<string, string[]> = {};
  for (const { rrtype, rdata } of answers) (grouped[rrtype] ??= []).push(rdata);
  const bits = { qr: 0x8000, aa: 0x0400, tc: 0x0200, rd: 0x0100, ra: 0x0080 };
  events.push({
    ...begin('dns', us + Math.max(0, number(cols.latency)), ends, ids),
    dns: {
      ...{ version: 2, type: 'answer', id: number(cols.id), flags: flags.toString(16) },
      ...Object.fromEntries(Object.entries(bits).flatMap(([name, bit]) => (flags & bit ? [[name, true]] : []))),
      ...{ opcode, ...asked, rcode: dnsRcodeName(Math.max(0, number(cols.rcode))) },
      ...(answers.length > 0 ? { answers, grouped } : {}),
    },
  });
  return events;
}

/** Only the entries that say something. */
const saying = (entries: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  );

/** Event `http` of a request and its response. */
export function httpEvent({ cols, t0 }: Batch<'http'>, i: number, ids: EveIds): EveEvent {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => plain(column[i] as string);
  const ends: Ends = {
    ...{ flow: number(cols.flow), src: text(cols.client), srcPort: number(cols.clientPort) },
    ...{ dst: text(cols.server), dstPort: number(cols.serverPort), proto: number(cols.proto) },
  };
  return {
    ...begin('http', t0 + number(cols.time), ends, ids),
    tx_id: number(cols.order) - 1,
    http: saying({
      ...{ hostname: text(cols.host), url: text(cols.target), http_user_agent: text(cols.userAgent) },
      ...{
        http_content_type: text(cols.responseType),
        http_refer: text(cols.referrer),
        http_method: text(cols.method),
      },
      protocol: text(cols.version) === '' ? '' : `HTTP/${text(cols.version)}`,
      status: number(cols.status) || null,
      length: Math.max(0, number(cols.responseLength)),
    }),
  };
}

/** Event `tls` of a handshake. */
export function tlsEvent({ cols, t0 }: Batch<'tls'>, i: number, ids: EveIds): EveEvent {
  const number = (column: readonly number[]) => column[i] as number;
  const text = (column: readonly string[]) => column[i] as string;
  const ends: Ends = {
    ...{ flow: number(cols.flow), src: text(cols.client), srcPort: number(cols.clientPort) },
    ...{ dst: text(cols.server), dstPort: number(cols.serverPort), proto: number(cols.proto) },
  };
  const day = (seconds: number) => (seconds === 0 ? '' : new Date(seconds * 1000).toISOString().slice(0, 19));
  const version = number(cols.version);
  return {
    ...begin('tls', t0 + number(cols.time), ends, ids),
    tls: saying({
      ...{ subject: text(cols.certSubject), issuerdn: text(cols.certIssuer) },
      serial: text(cols.certSerial)
        .toUpperCase()
        .replace(/(..)(?!$)/g, '$1:'),
      ...{ sni: plain(text(cols.serverName)), version: version === 0 ? '' : tlsVersionName(version) },
      ...{ notbefore: day(number(cols.certNotBefore)), notafter: day(number(cols.certNotAfter)) },
      ja3: text(cols.ja3) === '' ? null : { hash: text(cols.ja3) },
      ja3s: text(cols.ja3s) === '' ? null : { hash: text(cols.ja3s) },
      ja4: text(cols.ja4),
    }),
  };
}
