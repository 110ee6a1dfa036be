import { decodeIpv4, decodeIpv6, decodeIp } from '../network/ip';
import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodePpp } from './ppp';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind } = packets;

/** EtherTypes that are looked into (IEEE 802 numbers). */
export const etherTypes = {
  IPV4: 0x0800,
  ARP: 0x0806,
  TRANSPARENT_BRIDGING: 0x6558,
  RARP: 0x8035,
  VLAN: 0x8100,
  IPV6: 0x86dd,
  MPLS: 0x8847,
  MPLS_MULTICAST: 0x8848,
  PPPOE_SESSION: 0x8864,
  QINQ: 0x88a8,
  OLD_QINQ: 0x9100,
  OLD_QINQ_2: 0x9200,
} as const;
const { IPV4, ARP, RARP, VLAN, IPV6, MPLS, MPLS_MULTICAST, PPPOE_SESSION, QINQ, OLD_QINQ, OLD_QINQ_2 } = etherTypes;
const { TRANSPARENT_BRIDGING } = etherTypes;
/** Below it the field is a length (IEEE 802.3), above a type. */
export const LEAST_TYPE = 0x0600;

/** Ethernet II and 802.3 with any number of VLAN tags. True when something inside was taken. */
export function decodeEthernet(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 14) return false;
  const type = packet.view.getUint16(pos + 12);
  if (type === IPV4) return decodeIpv4(packet, pos + 14, end, depth);
  return decodeEtherType(packet, type, pos + 14, end, depth);
}

/** An Ethernet frame inside a tunnel: its addresses become the packet's when no deeper one has its own. */
export function decodeInnerEthernet(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (!decodeEthernet(packet, pos, end, depth)) return false;
  if (packet.macDepth < depth) {
    packet.macDepth = depth;
    packet.targetMac = pos;
    packet.sourceMac = pos + 6;
  }
  return true;
}

/** What follows an EtherType. `depth` = tunnels entered so far. */
export function decodeEtherType(packet: Packet, type: number, pos: number, end: number, depth: number): boolean {
  const { view } = packet;
  for (;;) {
    switch (type) {
      case IPV4:
        return decodeIpv4(packet, pos, end, depth);
      case IPV6:
        return decodeIpv6(packet, pos, end, depth);
      case VLAN:
      case QINQ:
      case OLD_QINQ:
      case OLD_QINQ_2:
        if (end - pos < 4) return false;
        if (packet.vlan === 0 && depth === 0) packet.vlan = view.getUint16(pos) & 0x0fff;
        type = view.getUint16(pos + 2);
        pos += 4;
        continue;
      case ARP:
      case RARP:
        if (depth === 0) {
          packet.kind = FrameKind.ARP;
          packet.payload = pos;
          packet.payloadEnd = end;
        }
        return false;
      case MPLS:
      case MPLS_MULTICAST:
        return decodeMpls(packet, pos, end, depth);
      case PPPOE_SESSION:
        return end - pos >= 8 && decodePpp(packet, pos + 6, end, depth);
      case TRANSPARENT_BRIDGING:
        return decodeInnerEthernet(packet, pos, end, depth);
      default:
        return type < LEAST_TYPE && decodeSnap(packet, pos, end, depth);
    }
  }
}

/** IEEE 802.2 LLC with SNAP: `aa aa 03`, organisation 0, EtherType. */
export function decodeSnap(packet: Packet, pos: number, end: number, depth: number): boolean {
  const { bytes, view } = packet;
  if (end - pos < 8 || bytes[pos] !== 0xaa || bytes[pos + 1] !== 0xaa || bytes[pos + 2] !== 3) return false;
  const type = view.getUint16(pos + 6);
  return type >= LEAST_TYPE && decodeEtherType(packet, type, pos + 8, end, depth);
}

/** Pops labels to the bottom of the stack (RFC 3032); what is below says by its first nibble what it is (RFC 4928). */
function decodeMpls(packet: Packet, pos: number, end: number, depth: number): boolean {
  const { bytes } = packet;
  for (;;) {
    if (end - pos < 5) return false;
    const bottom = (bytes[pos + 2] as number) & 1;
    pos += 4;
    if (bottom) break;
  }
  // 0 is the control word of an Ethernet pseudowire (RFC 4448).
  if ((bytes[pos] as number) >> 4 === 0) return decodeEthernet(packet, pos + 4, end, depth);
  return decodeIp(packet, pos, end, depth) || decodeEthernet(packet, pos, end, depth);
}
