import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodeIp } from './ip';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind, IpProto } = packets;

/** What an ICMP error says of the packet that it quotes. */
export const IcmpError = { NONE: 0, UNREACHABLE: 1, TIME_EXCEEDED: 2, TOO_BIG: 3 } as const;
export type IcmpError = (typeof IcmpError)[keyof typeof IcmpError];

const FRAGMENTATION_NEEDED = 4;

/** The error by type and code (RFC 792, RFC 1191 §4, RFC 4443 §3); `NONE` for messages that quote nothing, redirects and parameter problems. */
export function icmpErrorOf(proto: number, type: number, code: number): IcmpError {
  if (proto === IpProto.ICMP) {
    if (type === 3) return code === FRAGMENTATION_NEEDED ? IcmpError.TOO_BIG : IcmpError.UNREACHABLE;
    return type === 11 ? IcmpError.TIME_EXCEEDED : IcmpError.NONE;
  }
  if (type === 1) return IcmpError.UNREACHABLE;
  if (type === 2) return IcmpError.TOO_BIG;
  return type === 3 ? IcmpError.TIME_EXCEEDED : IcmpError.NONE;
}

/**
 * Decodes the header that the ICMP error in `packet` quotes into `quoted`: addresses, protocol and ports, as much as the eight bytes that RFC 792 promises.
 * Tunnels in it are entered. False when it is too short or quotes a later fragment.
 */
export function decodeQuoted(quoted: Packet, packet: Packet): boolean {
  const { bytes, payload, payloadEnd } = packet;
  if (bytes !== quoted.bytes) quoted.use(bytes);
  quoted.kind = FrameKind.OTHER;
  quoted.vlan = 0;
  quoted.depth = 0;
  quoted.wireEnd = payloadEnd;
  return decodeIp(quoted, payload, payloadEnd, 0) && (quoted.kind as number) === FrameKind.IP;
}
