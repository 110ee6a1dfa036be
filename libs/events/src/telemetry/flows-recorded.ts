import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.FlowsRecorded` v1: one array per field, `n` entries each, one entry a record of a flow.
 * Times are µs since 1970 UTC (packet time), relative to `t0` of the batch; sizes are bytes; src = originator.
 */
export interface FlowColumns {
  /** Ordinal of the flow in its source, from 1. */
  readonly flow: readonly number[];
  /** Number of this record in its flow, from 0. */
  readonly rec: readonly number[];
  /** 0 open, 1 update, 2 end. */
  readonly kind: readonly number[];
  /** Why it ended (`FLOW_END_REASONS`), 0 on open and update. */
  readonly reason: readonly number[];
  /** Virtual second of emission, never decreasing in a source. */
  readonly at: readonly number[];
  /** First and last packet of the flow so far. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly iface: readonly number[];
  /** Outermost VLAN id, 0 = none. */
  readonly vlan: readonly number[];
  /** IP protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6, 132 SCTP … */
  readonly proto: readonly number[];
  readonly src: readonly string[];
  readonly dst: readonly string[];
  /** ICMP: type and code mapped as the community id specification does. */
  readonly srcPort: readonly number[];
  readonly dstPort: readonly number[];
  /** 1 when the originator is certain (SYN seen, or a known service on one side), else 0. */
  readonly sure: readonly number[];
  /** Zeek's `conn_state`: S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH; '' when not TCP/UDP/ICMP. */
  readonly state: readonly string[];
  /** Zeek's `history` letters, at most 32. */
  readonly history: readonly string[];
  /** OR of all TCP flags seen, per direction. */
  readonly srcFlags: readonly number[];
  readonly dstFlags: readonly number[];
  /** Cumulative counters. `bytes` = original frame length, `payload` = after the transport header. */
  readonly srcPackets: readonly number[];
  readonly dstPackets: readonly number[];
  readonly srcBytes: readonly number[];
  readonly dstBytes: readonly number[];
  readonly srcPayload: readonly number[];
  readonly dstPayload: readonly number[];
  /** The same since the flow's previous record, with the first and last packet time of that span. */
  readonly dFirst: readonly number[];
  readonly dLast: readonly number[];
  readonly dSrcPackets: readonly number[];
  readonly dDstPackets: readonly number[];
  readonly dSrcBytes: readonly number[];
  readonly dDstBytes: readonly number[];
  readonly dSrcPayload: readonly number[];
  readonly dDstPayload: readonly number[];
  /** SYN without ACK and RST since the previous record: count, first and last time (0 when none). */
  readonly dSyn: readonly number[];
  readonly dSynFirst: readonly number[];
  readonly dSynLast: readonly number[];
  readonly dRst: readonly number[];
  readonly dRstFirst: readonly number[];
  readonly dRstLast: readonly number[];
  /** Round trip of the handshake, µs, -1 unknown. */
  readonly rtt: readonly number[];
  readonly srcRetrans: readonly number[];
  readonly dstRetrans: readonly number[];
  /** Application label (`APPS` in traffic-sampled.ts), by content where cheap, else by port. */
  readonly app: readonly string[];
  /** Outer addresses of the outermost tunnel, '' when none. */
  readonly outerSrc: readonly string[];
  readonly outerDst: readonly string[];
  /** Sum of `FLOW_MARKS`, and one of `APP_BY` when it is known. */
  readonly marks: readonly number[];
}

/**
 * Bits of `marks`: a packet time did not fit; an ICMP error quoted a packet of the flow (unreachable for whatever reason, time exceeded on the way, too big
 * for the path); an exporter told of the flow, so its bytes are those of IP and its times those of the exporter's clock; its counters are estimates, what was
 * counted in a sample of the packets times the rate; its bytes were read and something of them was not had: a hole in the capture, more than is kept, or a
 * handshake of TLS that broke off, so that what is told of its application may lack something.
 */
export const FLOW_MARKS = {
  timeInvalid: 1,
  unreachable: 2,
  timeExceeded: 4,
  tooBig: 8,
  exported: 128,
  sampled: 256,
  incomplete: 512,
} as const;

/**
 * What tells the application of a TCP or UDP flow, as a bit of `marks`; the later ones beat the earlier ones. `port`: a service is known to listen there,
 * nothing else. `content`: its bytes can only be this application's. `announced`: another connection said what it is. None where nothing tells it, and in
 * records that are older than this.
 */
export const APP_BY = { port: 16, content: 32, announced: 64 } as const;
export type AppBy = keyof typeof APP_BY;

/** What tells the application of a flow with these `marks`; null when it is not known. */
export const appBy = (marks: number): AppBy | null =>
  marks & APP_BY.announced ? 'announced' : marks & APP_BY.content ? 'content' : marks & APP_BY.port ? 'port' : null;

/** Index = number stored in `reason`. `lost` is written by the projection when a later source replaces this one. */
export const FLOW_END_REASONS = ['', 'fin', 'rst', 'idle', 'evicted', 'captureEnd', 'lost'] as const;
export const FLOW_RECORD_KINDS = ['open', 'update', 'end'] as const;

export const flowKind = defineRecordKind<FlowColumns>()({
  name: 'flow',
  type: 'telemetry.FlowsRecorded',
  ends: { src: 'src', dst: 'dst', srcPort: 'srcPort', dstPort: 'dstPort' },
  columns: {
    flow: 'number',
    rec: 'number',
    kind: 'number',
    reason: 'number',
    at: 'time',
    first: 'time',
    last: 'time',
    iface: 'number',
    vlan: 'number',
    proto: 'number',
    src: 'text',
    dst: 'text',
    srcPort: 'number',
    dstPort: 'number',
    sure: 'number',
    state: 'text',
    history: 'text',
    srcFlags: 'number',
    dstFlags: 'number',
    srcPackets: 'number',
    dstPackets: 'number',
    srcBytes: 'number',
    dstBytes: 'number',
    srcPayload: 'number',
    dstPayload: 'number',
    dFirst: 'time',
    dLast: 'time',
    dSrcPackets: 'number',
    dDstPackets: 'number',
    dSrcBytes: 'number',
    dDstBytes: 'number',
    dSrcPayload: 'number',
    dDstPayload: 'number',
    dSyn: 'number',
    dSynFirst: 'maybeTime',
    dSynLast: 'maybeTime',
    dRst: 'number',
    dRstFirst: 'maybeTime',
    dRstLast: 'maybeTime',
    rtt: 'number',
    srcRetrans: 'number',
    dstRetrans: 'number',
    app: 'text',
    outerSrc: 'text',
    outerDst: 'text',
    marks: 'number',
  },
});
