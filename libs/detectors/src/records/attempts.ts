import { isMany } from './addresses';
import type { FlowRecord } from './records';

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;
export const END = 2;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Destination ports of traceroute's UDP probes: unanswered by design. */
const TRACEROUTE_FIRST = 33_434;
const TRACEROUTE_LAST = 33_534;

/**
 * An attempt to reach a port that came to nothing. TCP: a SYN, or a segment with neither SYN, ACK nor RST (FIN, NULL and Xmas probes), that met
 * silence or RST. UDP: datagrams that nothing answered. Left out: broadcast and multicast, traceroute's ports, and backscatter (an originator
 * that only answers: SYN-ACK, RST).
 */
export function isFailedAttempt(record: Omit<FlowRecord, 'failed'>): boolean {
  if (record.srcPackets === 0) return false;
  if (record.proto === UDP) {
    const { dstPort } = record;
    return record.dstPackets === 0 && (dstPort < TRACEROUTE_FIRST || dstPort > TRACEROUTE_LAST) && !isMany(record.dst);
  }
  if (record.proto !== TCP || record.dstPayload > 0) return false;
  const { srcFlags, dstFlags, dstPackets } = record;
  const met = dstPackets === 0 || ((dstFlags & RST) !== 0 && (dstFlags & (SYN | FIN)) === 0);
  return met && ((srcFlags & SYN) !== 0 || (srcFlags & (ACK | RST)) === 0) && !isMany(record.dst);
}

/** A SYN whose handshake was not completed: the originator sent nothing else, the responder nothing or SYN-ACK. */
export function isHalfOpen({ proto, srcFlags, dstFlags }: FlowRecord): boolean {
  return proto === TCP && (srcFlags & (SYN | ACK | RST | FIN)) === SYN && (dstFlags & (RST | FIN)) === 0;
}

export const isTcpOrUdp = ({ proto }: FlowRecord): boolean => proto === TCP || proto === UDP;
export const protocolName = (proto: number): string =>
  proto === TCP ? 'TCP' : proto === UDP ? 'UDP' : `protocol ${proto}`;
