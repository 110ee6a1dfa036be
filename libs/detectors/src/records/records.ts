import type {
  ArpColumns,
  AuthColumns,
  ColumnsOf,
  DhcpColumns,
  DnsColumns,
  FlowColumns,
  HttpColumns,
  RecordKind,
  TlsColumns,
  TopCounts,
  TrafficColumns,
} from '@wireledger/events/telemetry';
import type { FactAt, FlowAt } from '@wireledger/filter/rows';

/** One entry of each named column. */
type Fields<C, N extends keyof C> = { readonly [K in N]: C[K] extends readonly (infer E)[] ? E : never };

/** What every record has. Times are µs since 1970 UTC, packet time. */
export interface FactRecord {
  readonly fact: RecordKind;
  /** Number of the record in its (source, kind), from 1. */
  readonly seq: number;
  /** The run of an input that recorded it. */
  readonly source: string;
  /** Virtual second of emission, never decreasing in a source. */
  readonly at: number;
  /** `eventId#n`: the record as an alert names it. */
  readonly ref: string;
}

/** Columns of a flow record that detectors read; their meaning stands at `FlowColumns`. Times are absolute. */
export const FLOW_FIELDS = [
  ...(['flow', 'rec', 'kind', 'first', 'last', 'iface', 'proto', 'src', 'dst', 'srcPort', 'dstPort', 'state'] as const),
  ...(['srcFlags', 'dstFlags', 'srcPackets', 'dstPackets', 'srcPayload', 'dstPayload', 'dFirst', 'dLast'] as const),
  ...(['dSrcPackets', 'dDstPackets', 'dSrcBytes', 'dDstBytes', 'dSrcPayload', 'dDstPayload'] as const),
  ...(['dSyn', 'dSynLast', 'dRst', 'dRstLast', 'app', 'marks'] as const),
  ...(['rtt', 'srcRetrans', 'dstRetrans'] as const),
] satisfies readonly (keyof FlowColumns)[];
export interface FlowRecord extends FactRecord, Fields<FlowColumns, (typeof FLOW_FIELDS)[number]> {
  readonly fact: 'flow';
  /** From a host inside to an address outside; looked up once a record, however many detectors ask. */
  readonly outbound: boolean;
  /** As `isFailedAttempt` says; likewise. */
  readonly failed: boolean;
  /** The record where it stands, as expressions of the filter language read it. */
  readonly row: FlowAt;
}

export const DNS_FIELDS = [
  ...(['time', 'flow', 'client', 'server', 'service', 'name', 'qtype', 'rcode', 'queries', 'responses'] as const),
  ...(['queryBytes', 'responseBytes', 'answers'] as const),
] satisfies readonly (keyof DnsColumns)[];
export interface DnsRecord extends FactRecord, Fields<DnsColumns, (typeof DNS_FIELDS)[number]> {
  readonly fact: 'dns';
  readonly row: FactAt<'dns'>;
  /** Registered domain by the public-suffix list, '' when the name has none. */
  readonly domain: string;
}

export const TRAFFIC_FIELDS = [
  ...(['second', 'iface', 'app', 'packets', 'bytesIn', 'bytesOut', 'queries', 'drops'] as const),
] satisfies readonly (keyof TrafficColumns)[];
export interface TrafficRecord extends FactRecord, Fields<TrafficColumns, (typeof TRAFFIC_FIELDS)[number]> {
  readonly fact: 'traffic';
  readonly topQueries: TopCounts;
}

export const ARP_FIELDS = [
  ...(['last', 'via', 'sender', 'senderMac', 'target', 'previousMac', 'gratuitous'] as const),
] satisfies readonly (keyof ArpColumns)[];
export interface ArpRecord extends FactRecord, Fields<ArpColumns, (typeof ARP_FIELDS)[number]> {
  readonly fact: 'arp';
}

export const DHCP_FIELDS = [
  ...(['time', 'src', 'dst', 'dstPort', 'message', 'clientMac', 'hostname', 'given', 'requested'] as const),
] satisfies readonly (keyof DhcpColumns)[];
export interface DhcpRecord extends FactRecord, Fields<DhcpColumns, (typeof DHCP_FIELDS)[number]> {
  readonly fact: 'dhcp';
}

export const HTTP_FIELDS = [
  ...(['time', 'flow', 'client', 'server', 'serverPort', 'method', 'host', 'target', 'status'] as const),
  ...(['referrer', 'responseType', 'requestLength'] as const),
] satisfies readonly (keyof HttpColumns)[];
export interface HttpRecord extends FactRecord, Fields<HttpColumns, (typeof HTTP_FIELDS)[number]> {
  readonly fact: 'http';
  readonly row: FactAt<'http'>;
}

export const TLS_FIELDS = [
  ...(['time', 'flow', 'client', 'server', 'serverPort', 'serverName', 'ja3', 'ja4'] as const),
] satisfies readonly (keyof TlsColumns)[];
export interface TlsRecord extends FactRecord, Fields<TlsColumns, (typeof TLS_FIELDS)[number]> {
  readonly fact: 'tls';
  readonly row: FactAt<'tls'>;
}

export const AUTH_FIELDS = [
  ...(['time', 'client', 'server', 'serverPort', 'service', 'user', 'outcome', 'count', 'cleartext'] as const),
] satisfies readonly (keyof AuthColumns)[];
export interface AuthRecord extends FactRecord, Fields<AuthColumns, (typeof AUTH_FIELDS)[number]> {
  readonly fact: 'auth';
  readonly row: FactAt<'auth'>;
}

export interface RecordOf {
  readonly flow: FlowRecord;
  readonly dns: DnsRecord;
  readonly arp: ArpRecord;
  readonly dhcp: DhcpRecord;
  readonly http: HttpRecord;
  readonly tls: TlsRecord;
  readonly auth: AuthRecord;
  readonly traffic: TrafficRecord;
}
/** Kinds of records that some detector reads. */
export type JudgedKind = keyof RecordOf & keyof ColumnsOf;
export type AnyRecord = RecordOf[JudgedKind];
