import { decodeInnerEthernet, decodeEtherType } from '../link/ethernet';
import { decodePpp } from '../link/ppp';
import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodeIp, decodeIpv4, decodeIpv6 } from './ip';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = packets;

/** Tunnels inside tunnels beyond this are not entered. */
export const MAX_TUNNELS = 8;

/** UDP ports of tunnels (IANA; 8472 is what Linux took before there was one). */
export const tunnelPorts = { TEREDO: 3544, VXLAN: 4789, VXLAN_GPE: 4790, GENEVE: 6081, VXLAN_LINUX: 8472 } as const;
const { TEREDO, VXLAN, VXLAN_GPE, GENEVE, VXLAN_LINUX } = tunnelPorts;

const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;
const PPP = 0x880b;

/** True when a UDP port says that a packet may be inside. */
export function isUdpTunnel(srcPort: number, dstPort: number): boolean {
  if (srcPort === TEREDO || dstPort === TEREDO) return true;
  return dstPort === VXLAN || dstPort === VXLAN_GPE || dstPort === VXLAN_LINUX || dstPort === GENEVE;
}

/** VXLAN (RFC 7348), Geneve (RFC 8926), Teredo (RFC 4380). True when a packet inside was taken. */
export function decodeUdpTunnel(
  packet: Packet,
  srcPort: number,
  dstPort: number,
  pos: number,
  end: number,
  depth: number,
): boolean {
  const { bytes, view } = packet;
  if (srcPort === TEREDO || dstPort === TEREDO) return decodeTeredo(packet, pos, end, depth);
  if (end - pos < 8) return false;
  if (dstPort === GENEVE) {
    const first = bytes[pos] as number;
    if (first >> 6 !== 0) return false;
    return decodeEtherType(packet, view.getUint16(pos + 2), pos + 8 + ((first & 0x3f) << 2), end, depth);
  }
  if (dstPort === VXLAN_GPE) return decodeVxlanGpe(packet, pos, end, depth);
  // The I flag says that the network identifier is valid.
  return ((bytes[pos] as number) & 0x08) !== 0 && decodeInnerEthernet(packet, pos + 8, end, depth);
}

/** VXLAN with a protocol number (draft-ietf-nvo3-vxlan-gpe); without its P flag it is plain VXLAN. */
function decodeVxlanGpe(packet: Packet, pos: number, end: number, depth: number): boolean {
  const { bytes } = packet;
  const protocol = ((bytes[pos] as number) & 0x04) !== 0 ? bytes[pos + 3] : 3;
  if (protocol === 1) return decodeIpv4(packet, pos + 8, end, depth);
  if (protocol === 2) return decodeIpv6(packet, pos + 8, end, depth);
  return protocol === 3 && decodeInnerEthernet(packet, pos + 8, end, depth);
}

/** GRE (RFC 2784, 2890, 2637), IP in IP (RFC 2003, 2473, 4213), EtherIP (RFC 3378). True when a packet inside was taken. */
export function decodeIpTunnel(packet: Packet, proto: number, pos: number, end: number, depth: number): boolean {
  switch (proto) {
    case IpProto.GRE:
      return decodeGre(packet, pos, end, depth);
    case IpProto.IPV4:
      return decodeIpv4(packet, pos, end, depth);
    case IpProto.IPV6:
      return decodeIpv6(packet, pos, end, depth);
    case IpProto.ETHERIP:
      return end - pos >= 2 && decodeInnerEthernet(packet, pos + 2, end, depth);
    default:
      return false;
  }
}

/** An optional authentication and an optional origin indication, then IPv6. */
function decodeTeredo(packet: Packet, pos: number, end: number, depth: number): boolean {
  const { bytes } = packet;
  if (end - pos >= 4 && bytes[pos] === 0 && bytes[pos + 1] === 1)
    pos += 13 + (bytes[pos + 2] as number) + (bytes[pos + 3] as number);
  if (end - pos >= 8 && bytes[pos] === 0 && bytes[pos + 1] === 0) pos += 8;
  return decodeIpv6(packet, pos, end, depth);
}

function decodeGre(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 4) return false;
  const { view } = packet;
  const flags = view.getUint16(pos);
  const type = view.getUint16(pos + 2);
  const sequenced = (flags & 0x1000) !== 0;
  let at = pos + 4;
  if ((flags & 0xc000) !== 0) at += 4;
  if ((flags & 0x2000) !== 0) at += 4;
  if (sequenced) at += 4;
  // Version 1 (PPTP) may carry an acknowledgement.
  if ((flags & 7) === 1 && (flags & 0x80) !== 0) at += 4;
  if (at >= end) return false;
  switch (type) {
    case ERSPAN:
      // Type I has no header of its own and no sequence number.
      return decodeInnerEthernet(packet, sequenced ? at + 8 : at, end, depth);
    case ERSPAN_3: {
      if (end - at < 12) return false;
      const subheader = ((packet.bytes[at + 11] as number) & 1) !== 0;
      return decodeInnerEthernet(packet, at + (subheader ? 20 : 12), end, depth);
    }
    case PPP: {
      const framed = end - at >= 2 && view.getUint16(at) === 0xff03;
      return decodePpp(packet, framed ? at + 2 : at, end, depth);
    }
    default:
      return decodeEtherType(packet, type, at, end, depth) || (type === 0 && decodeIp(packet, at, end, depth));
  }
}
