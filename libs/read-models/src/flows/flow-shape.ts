import type { RecordedEvent } from '@wireledger/event-sourcing';
import { appBy, FLOW_END_REASONS, FLOW_RECORD_KINDS } from '@wireledger/events';
import { flowId } from '@wireledger/kernel/hashing';

import { batchOf, batchOrigin } from '../batch-origin';
import type { FlowRecordShape, FlowShape } from '../shapes';
import { shownAddress } from '../sql/addresses';
import { shownTime } from '../sql/range';
import { communityBytes, flowCommunityId, hasPorts } from './flow-community-id';
import { DELTA_COLUMNS, FLOW_STATE_COLUMNS } from './flow-table';
import { END } from './flow-page';

/** A row of `flow` or `flow_live` as PostgreSQL gives it. */
export interface FlowRow {
  readonly id: string;
  readonly position: string;
  readonly n: number;
  readonly sensor: string;
  readonly source: string;
  readonly at: number;
  readonly first: number;
  readonly last: number;
  readonly vlan: number;
  readonly proto: number;
  readonly src: string;
  readonly dst: string;
  readonly src_port: number;
  readonly dst_port: number;
  readonly sure: boolean;
  readonly state: string;
  readonly history: string;
  readonly src_flags: number;
  readonly dst_flags: number;
  readonly src_packets: number;
  readonly dst_packets: number;
  readonly src_bytes: number;
  readonly dst_bytes: number;
  readonly src_payload: number;
  readonly dst_payload: number;
  readonly rtt: number;
  readonly src_retrans: number;
  readonly dst_retrans: number;
  readonly app: string;
  readonly outer_src: string | null;
  readonly outer_dst: string | null;
  readonly marks: number;
  readonly community: Buffer;
  readonly running: boolean;
  /** Number in `FLOW_END_REASONS`, 0 while running. */
  readonly reason: number;
  readonly d_packets: number;
  readonly d_bytes: number;
}

const [dSrcPackets, dDstPackets, dSrcBytes, dDstBytes] = DELTA_COLUMNS;
const shared = FLOW_STATE_COLUMNS.join(', ');
/** Select lists that make a {@link FlowRow} of either table. */
export const ENDED_ROW = `${shared}, false AS running, reason, ${dSrcPackets} + ${dDstPackets} AS d_packets, ${dSrcBytes} + ${dDstBytes} AS d_bytes`;
export const RUNNING_ROW = `${shared}, true AS running, 0 AS reason, 0 AS d_packets, 0 AS d_bytes`;

const PROTO_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp' };
/** Name of an IP protocol, or its number as text. */
export const protoName = (proto: number): string => PROTO_NAMES[proto] ?? String(proto);
/** Number of a protocol given by name or number, or null. */
export function protoNumber(text: string): number | null {
  const named = Object.entries(PROTO_NAMES).find(([, name]) => name === text.toLowerCase());
  if (named) return Number(named[0]);
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : null;
}

const FLAG_LETTERS = 'FSRPAUEC';
/** TCP flags as letters in the order of their bits: FIN SYN RST PSH ACK URG ECE CWR. */
export const flagLetters = (flags: number): string =>
  [...FLAG_LETTERS].filter((_, bit) => (flags & (1 << bit)) !== 0).join('');

const TIME_INVALID = 1;
const compact = (uuid: string): string => uuid.replaceAll('-', '');

/** The flow as the API shows it. `domain` and `records` come from other tables. */
export function flowShape(row: FlowRow, domain: string | null, records: readonly FlowRecordShape[]): FlowShape {
  const ports = hasPorts(row.proto);
  return {
    id: compact(row.id),
    communityId: `1:${row.community.toString('base64')}`,
    sensor: row.sensor,
    source: row.source,
    start: shownTime(row.first),
    end: shownTime(row.last),
    duration: (row.last - row.first) / 1e6,
    running: row.running,
    proto: protoName(row.proto),
    app: row.app,
    appBy: appBy(row.marks),
    src: shownAddress(row.src),
    srcPort: ports ? row.src_port : null,
    dst: shownAddress(row.dst),
    dstPort: ports ? row.dst_port : null,
    directionSure: row.sure,
    state: row.state,
    history: row.history,
    srcFlags: flagLetters(row.src_flags),
    dstFlags: flagLetters(row.dst_flags),
    endReason: row.running ? null : (FLOW_END_REASONS[row.reason] ?? String(row.reason)),
    srcPackets: row.src_packets,
    dstPackets: row.dst_packets,
    srcBytes: row.src_bytes,
    dstBytes: row.dst_bytes,
    srcPayload: row.src_payload,
    dstPayload: row.dst_payload,
    rttMs: row.rtt < 0 ? null : row.rtt / 1000,
    srcRetransmits: row.src_retrans,
    dstRetransmits: row.dst_retrans,
    vlan: row.vlan === 0 ? null : row.vlan,
    outerSrc: row.outer_src === null ? null : shownAddress(row.outer_src),
    outerDst: row.outer_dst === null ? null : shownAddress(row.outer_dst),
    timeInvalid: (row.marks & TIME_INVALID) !== 0,
    domain,
    records,
  };
}

/** A record's place in the log; kind 0 open, 1 update, 2 end. */
export function flowRecordShape(record: {
  readonly position: string;
  readonly n: number;
  readonly kind: number;
  readonly at: number;
  readonly d_packets: number;
  readonly d_bytes: number;
}): FlowRecordShape {
  return {
    position: record.position,
    n: record.n,
    kind: FLOW_RECORD_KINDS[record.kind] ?? String(record.kind),
    at: shownTime(record.at),
    packets: record.d_packets,
    bytes: record.d_bytes,
  };
}

/**
 * Record `n` of a `FlowsRecorded` event as the flow it describes: the live tail's item. Without `domain` (no table is asked)
 * and with this record alone. @throws RangeError when there is no such record
 */
export function flowRecordToFlow(event: RecordedEvent, n: number): FlowShape {
  const batch = batchOf<'flow'>(event, 'flow');
  if (!(n >= 0 && n < batch.n)) throw new RangeError(`event ${event.id} has no record ${n}`);
  const { cols, t0 } = batch;
  const num = (column: readonly number[]) => column[n] as number;
  const text = (column: readonly string[]) => column[n] as string;
  const { sensor, source } = batchOrigin(event);
  const ended = num(cols.kind) === END;
  const ends = { src: text(cols.src), dst: text(cols.dst), srcPort: num(cols.srcPort), dstPort: num(cols.dstPort) };
  const d_packets = num(cols.dSrcPackets) + num(cols.dDstPackets);
  const d_bytes = num(cols.dSrcBytes) + num(cols.dDstBytes);
  const at = t0 + num(cols.at);
  const row: FlowRow = {
    id: flowId(source, num(cols.flow)),
    position: event.position,
    n,
    sensor,
    source,
    at,
    first: t0 + num(cols.first),
    last: t0 + num(cols.last),
    vlan: num(cols.vlan),
    proto: num(cols.proto),
    src: ends.src,
    dst: ends.dst,
    src_port: ends.srcPort,
    dst_port: ends.dstPort,
    sure: num(cols.sure) === 1,
    state: text(cols.state),
    history: text(cols.history),
    src_flags: num(cols.srcFlags),
    dst_flags: num(cols.dstFlags),
    src_packets: num(cols.srcPackets),
    dst_packets: num(cols.dstPackets),
    src_bytes: num(cols.srcBytes),
    dst_bytes: num(cols.dstBytes),
    src_payload: num(cols.srcPayload),
    dst_payload: num(cols.dstPayload),
    rtt: num(cols.rtt),
    src_retrans: num(cols.srcRetrans),
    dst_retrans: num(cols.dstRetrans),
    app: text(cols.app),
    outer_src: text(cols.outerSrc) || null,
    outer_dst: text(cols.outerDst) || null,
    marks: num(cols.marks),
    community: communityBytes(flowCommunityId({ proto: num(cols.proto), ...ends })) as Buffer,
    running: !ended,
    reason: ended ? num(cols.reason) : 0,
    d_packets,
    d_bytes,
  };
  const record = flowRecordShape({ position: event.position, n, kind: num(cols.kind), at, d_packets, d_bytes });
  return flowShape(row, null, [record]);
}
