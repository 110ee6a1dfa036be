import { defineRecordKind } from './record-kind';

/** Application labels of traffic and flows. A protocol keeps its colour in the console, so the list only grows. */
export const APPS = [
  'tls',
  'quic',
  'dtls',
  'http',
  'dns',
  'mdns',
  'llmnr',
  'ssh',
  'smb',
  'ntp',
  'dhcp',
  'rtp',
  'ftp',
  'ftp-data',
  'smtp',
  'imap',
  'pop3',
  'snmp',
  'rdp',
  'ldap',
  'kerberos',
  'netbios',
  'ssdp',
  'syslog',
  'mysql',
  'postgresql',
  'redis',
  'telnet',
  'ike',
  'icmp',
  'arp',
  'other',
] as const;
export type App = (typeof APPS)[number];

/** The busiest sources of a second: address and count, at most 50, greatest first, then by address. */
export type TopCounts = readonly (readonly [address: string, count: number])[];

/**
 * Columns of `telemetry.TrafficSampled` v1: one row per packet-time second, interface and application; a second without packets has either no row
 * or one row with app '' and zeros (each 10 s of silence, up to 330 s: it carries the watermark).
 */
export interface TrafficColumns {
  /** Start of the second, relative to `t0`. */
  readonly second: readonly number[];
  readonly iface: readonly number[];
  readonly app: readonly string[];
  readonly packets: readonly number[];
  /** Original frame bytes towards an internal address (or not IP), and all others. Internal = RFC 1918, RFC 4193, link-local, loopback, multicast. */
  readonly bytesIn: readonly number[];
  readonly bytesOut: readonly number[];
  /** DNS queries (dns, mdns, llmnr rows) and HTTP requests (http rows) seen in that second. */
  readonly queries: readonly number[];
  readonly requests: readonly number[];
  /** Frames the capture lost in that second on that interface; on the first row of it. */
  readonly drops: readonly number[];
  /** On the first row of a second, else []: sources by SYN without ACK, and clients by DNS queries. */
  readonly topSyn: readonly TopCounts[];
  readonly topQueries: readonly TopCounts[];
}

export const trafficKind = defineRecordKind<TrafficColumns>()({
  name: 'traffic',
  type: 'telemetry.TrafficSampled',
  columns: {
    second: 'time',
    iface: 'number',
    app: 'text',
    packets: 'number',
    bytesIn: 'number',
    bytesOut: 'number',
    queries: 'number',
    requests: 'number',
    drops: 'number',
    topSyn: 'json',
    topQueries: 'json',
  },
});
