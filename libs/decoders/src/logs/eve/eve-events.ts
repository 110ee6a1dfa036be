import { bad, type LineFate, type LoggedEnds, other } from '../entry';
import { addressOf, timeOf } from '../values';
import { eveFtp, eveSsh } from './eve-auth';
import { eveLookup } from './eve-dns';
import { eveFlow } from './eve-flow';
import { eveRequest } from './eve-http';
import { eveDhcp } from './eve-dhcp';
import { eveHandshake, eveQuic } from './eve-tls';
import { type Json, stringAt, wholeAt } from './eve-values';

/** What every event begins with. */
export interface EveBeginning {
  readonly us: number;
  readonly uid: string;
  readonly ends: LoggedEnds;
}

const PROTOS: Readonly<Record<string, number>> = {
  ...{ TCP: 6, UDP: 17, ICMP: 1, 'IPv6-ICMP': 58, ICMPv6: 58, SCTP: 132, GRE: 47, ESP: 50, IGMP: 2 },
};
const ICMPS = new Set([1, 58]);

const EVENTS: Readonly<Record<string, (event: Json, beginning: EveBeginning) => LineFate>> = {
  flow: eveFlow,
  dns: eveLookup,
  mdns: eveLookup,
  http: eveRequest,
  tls: eveHandshake,
  quic: eveQuic,
  ssh: eveSsh,
  ftp: eveFtp,
  dhcp: eveDhcp,
};

/**
 * An event of Suricata's eve.json. Those of kinds without facts are `other`, alerts among them: an alert of Wireledger says by which facts and which rule it
 * came about, and somebody else's signature says neither.
 */
export function eveEntry(event: Json): LineFate {
  const type = stringAt(event, 'event_type');
  const read = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
  if (!read) return other(type || 'unnamed');
  const us = timeOf(stringAt(event, 'timestamp'));
  if (us === null) return bad('no time');
  const src = addressOf(stringAt(event, 'src_ip'));
  const dst = addressOf(stringAt(event, 'dest_ip'));
  if (src === null || dst === null) return bad('no address');
  const proto = protoOf(stringAt(event, 'proto'));
  if (proto === null) return bad('no protocol');
  const icmp = ICMPS.has(proto);
  const srcPort = wholeAt(event, icmp ? 'icmp_type' : 'src_port', 65_535);
  const dstPort = wholeAt(event, icmp ? 'icmp_code' : 'dest_port', 65_535);
  const ported = proto === 6 || proto === 17 || proto === 132;
  if (ported && (srcPort === null || dstPort === null)) return bad('no port');
  const id = wholeAt(event, 'flow_id', Number.MAX_SAFE_INTEGER);
  const ends = { src, srcPort: srcPort ?? 0, dst, dstPort: dstPort ?? 0, proto };
  return read(event, { us, uid: id === null ? '' : String(id), ends });
}

/** Protocols without a name are three digits. */
function protoOf(text: string): number | null {
  if (Object.hasOwn(PROTOS, text)) return PROTOS[text] as number;
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : null;
}
