import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { END, ICMP, ICMPV6, isHalfOpen, TCP, UDP } from './attempts';
import type { FlowRecord } from './records';

/** What a flow record is, as bits: a rule is only shown the records that have all the facets which it asks for. */
export const FACETS = {
  tcpOrUdp: 1,
  tcp: 1 << 1,
  udp: 1 << 2,
  icmp: 1 << 3,
  /** The last record of its flow. */
  ended: 1 << 4,
  /** The first record of its flow. */
  begun: 1 << 5,
  /** The responder sent something, so far. */
  answered: 1 << 6,
  /** Only one of the two sent something, so far. */
  oneSided: 1 << 7,
  /** Both sent payload, so far. */
  talked: 1 << 8,
  /** Payload since the record before. */
  carried: 1 << 9,
  /** SYN segments without ACK since the record before. */
  syn: 1 << 10,
  /** ICMP, or marked as having packets whose time to live was over. */
  expiry: 1 << 11,
  /** As `isFailedAttempt` says. */
  failed: 1 << 12,
  /** From a host inside to an address outside. */
  outbound: 1 << 13,
  /** No record has it: for rules that count none. */
  never: 1 << 14,
  /** SYN segments since the record before, and no handshake, as `isHalfOpen` says. */
  halfOpen: 1 << 15,
  /** The first record of its flow, which tells how long its handshake took. */
  timed: 1 << 16,
  /** A minute or more from its first packet to its last, so far. */
  lasting: 1 << 17,
} as const;
/** At hand: each record is asked for it. */
const { timeExceeded } = FLOW_MARKS;
/** What `lasting` is, s. */
export const LASTING_S = 60;

/** Flow records that have all of these facets, and go to one of the ports `on`, or to none of those `notOn`, where ports are named. */
export interface FlowsAsked {
  readonly facets: number;
  readonly on?: readonly number[];
  readonly notOn?: readonly number[];
}

/** Whether a record with these facets, to that port, is among those that are asked for. */
export const isAsked = (asked: readonly FlowsAsked[], facets: number, port: number): boolean =>
  asked.some(
    (one) => (one.facets & ~facets) === 0 && (one.on?.includes(port) ?? true) && !(one.notOn?.includes(port) ?? false),
  );

/** Facets of a flow record. */
export function facetsOf(record: FlowRecord): number {
  const { proto, srcPackets, dstPackets, failed, outbound } = record;
  let facets = transportOf(proto);
  if (record.kind === END) facets |= FACETS.ended;
  if (record.rec === 0) facets |= record.rtt >= 0 ? FACETS.begun | FACETS.timed : FACETS.begun;
  if (dstPackets > 0) facets |= FACETS.answered;
  if (srcPackets > 0 !== dstPackets > 0) facets |= FACETS.oneSided;
  if (record.srcPayload > 0 && record.dstPayload > 0) facets |= FACETS.talked;
  if (record.dSrcPayload + record.dDstPayload > 0) facets |= FACETS.carried;
  if (record.dSyn > 0) facets |= isHalfOpen(record) ? FACETS.syn | FACETS.halfOpen : FACETS.syn;
  if (record.last - record.first >= LASTING_S * 1e6) facets |= FACETS.lasting;
  if ((record.marks & timeExceeded) !== 0) facets |= FACETS.expiry;
  if (failed) facets |= FACETS.failed;
  if (outbound) facets |= FACETS.outbound;
  return facets;
}

function transportOf(proto: number): number {
  if (proto === TCP) return FACETS.tcp | FACETS.tcpOrUdp;
  if (proto === UDP) return FACETS.udp | FACETS.tcpOrUdp;
  return proto === ICMP || proto === ICMPV6 ? FACETS.icmp | FACETS.expiry : 0;
}
