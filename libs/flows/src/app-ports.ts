import { APPS, type App } from '@wireledger/events/telemetry';
import * as decoders from '@wireledger/decoders';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = decoders;

const UDP_PORTS: readonly (readonly [App, ...number[]])[] = [
  ['quic', 443],
  ['dns', 53],
  ['mdns', 5353],
  ['llmnr', 5355],
  ['ntp', 123],
  ['dhcp', 67, 68, 546, 547],
  ['rtp', 5004, 5005],
  ['snmp', 161, 162],
  ['rdp', 3389],
  ['ldap', 389],
  ['kerberos', 88, 464],
  ['netbios', 137, 138],
  ['ssdp', 1900],
  ['syslog', 514],
  ['ike', 500, 4500],
];

const TCP_PORTS: readonly (readonly [App, ...number[]])[] = [
  ['tls', 443, 853, 8443],
  ['http', 80, 8000, 8008, 8080, 8081, 8888, 3128],
  ['dns', 53],
  ['ssh', 22],
  ['smb', 445],
  ['ftp', 21],
  ['ftp-data', 20],
  ['smtp', 25, 465, 587],
  ['imap', 143, 993],
  ['pop3', 110, 995],
  ['rdp', 3389],
  ['ldap', 389, 636, 3268, 3269],
  ['kerberos', 88, 464],
  ['netbios', 137, 139],
  ['syslog', 514, 601, 6514],
  ['mysql', 3306],
  ['postgresql', 5432],
  ['redis', 6379],
  ['telnet', 23],
];

/** Index of a label in `APPS`. */
export const appId = (app: App): number => APPS.indexOf(app);

export const OTHER = appId('other');
export const ARP = appId('arp');
export const DNS = appId('dns');
export const HTTP = appId('http');
export const ICMP = appId('icmp');
export const LLMNR = appId('llmnr');
export const MDNS = appId('mdns');
export const SSH = appId('ssh');
export const TLS = appId('tls');

function table(ports: readonly (readonly [App, ...number[]])[]): Uint8Array {
  const labels = new Uint8Array(65_536).fill(OTHER);
  for (const [app, ...numbers] of ports) for (const port of numbers) labels[port] = appId(app);
  return labels;
}
/** By port: the label. */
export const UDP_LABELS = table(UDP_PORTS);
export const TCP_LABELS = table(TCP_PORTS);

/** True when a service is known to listen there. */
export function isServicePort(proto: number, port: number): boolean {
  if (proto === IpProto.TCP) return TCP_LABELS[port] !== OTHER;
  return proto === IpProto.UDP && UDP_LABELS[port] !== OTHER;
}

/** Label by port, the responder's before the originator's. */
export function appOfPorts(proto: number, originator: number, responder: number): number {
  if (proto === IpProto.ICMP || proto === IpProto.ICMPV6) return ICMP;
  if (proto !== IpProto.TCP && proto !== IpProto.UDP) return OTHER;
  const labels = proto === IpProto.TCP ? TCP_LABELS : UDP_LABELS;
  const label = labels[responder] as number;
  return label !== OTHER ? label : (labels[originator] as number);
}
