import * as packets from '../packet';
import type { Packet } from '../packet';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = packets;

const HEADER = 8;
const REQUEST = 8;
const REPLY = 0;
const REQUEST_V6 = 128;
const REPLY_V6 = 129;

export const EchoKind = { NONE: 0, REQUEST: 1, REPLY: 2 } as const;
export type EchoKind = (typeof EchoKind)[keyof typeof EchoKind];

/**
 * Whether the packet is an echo message (RFC 792, RFC 4443 §4) whose header was captured whole; then its identifier and sequence number lie in the four
 * bytes before `packet.payload`.
 */
export function echoKind(packet: Packet): EchoKind {
  const { proto, srcPort: type, dstPort: code, payload, transport } = packet;
  if (code !== 0 || payload - transport !== HEADER) return EchoKind.NONE;
  if (proto === IpProto.ICMP)
    return type === REQUEST ? EchoKind.REQUEST : type === REPLY ? EchoKind.REPLY : EchoKind.NONE;
  if (proto !== IpProto.ICMPV6) return EchoKind.NONE;
  return type === REQUEST_V6 ? EchoKind.REQUEST : type === REPLY_V6 ? EchoKind.REPLY : EchoKind.NONE;
}
