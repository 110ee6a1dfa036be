import { etherTypes, LEAST_TYPE } from '../link/ethernet';
import { type FrameBytes, NOT_TAKEN } from './frame-bytes';
import { maskIp, maskIpv4, maskIpv6 } from './ip';
import { maskPpp } from './ppp';

const ARP_HEADER = 8;
const ARP_MESSAGE = 28;

/** An Ethernet header and what follows it. @returns where what is known ends, or NOT_TAKEN when nothing inside is */
export function maskInnerEthernet(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 14) return NOT_TAKEN;
  frame.addresses.mac(frame.bytes, pos);
  frame.addresses.mac(frame.bytes, pos + 6);
  return maskEtherType(frame, frame.u16(pos + 12), pos + 14, end, wireEnd, depth);
}

/** What follows an EtherType. @returns where what is known ends, or NOT_TAKEN */
export function maskEtherType(
  frame: FrameBytes,
  type: number,
  from: number,
  end: number,
  wireEnd: number,
  depth: number,
): number {
  let pos = from;
  for (;;) {
    switch (type) {
      case etherTypes.IPV4:
        return maskIpv4(frame, pos, end, wireEnd, depth);
      case etherTypes.IPV6:
        return maskIpv6(frame, pos, end, wireEnd, depth);
      case etherTypes.VLAN:
      case etherTypes.QINQ:
      case etherTypes.OLD_QINQ:
      case etherTypes.OLD_QINQ_2:
        if (end - pos < 4) return NOT_TAKEN;
        type = frame.u16(pos + 2);
        if (pos === frame.linkEnd) frame.linkEnd = pos + 4;
        pos += 4;
        continue;
      case etherTypes.ARP:
      case etherTypes.RARP:
        return maskArp(frame, pos, end);
      case etherTypes.MPLS:
      case etherTypes.MPLS_MULTICAST:
        return maskMpls(frame, pos, end, wireEnd, depth);
      case etherTypes.PPPOE_SESSION:
        return end - pos >= 8 ? maskPpp(frame, pos + 6, end, wireEnd, depth) : NOT_TAKEN;
      case etherTypes.TRANSPARENT_BRIDGING:
        return maskInnerEthernet(frame, pos, end, wireEnd, depth);
      default:
        return type < LEAST_TYPE ? maskSnap(frame, pos, end, wireEnd, depth) : NOT_TAKEN;
    }
  }
}

/** IEEE 802.2 LLC with SNAP: `aa aa 03`, organisation 0, EtherType. */
export function maskSnap(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 8 || frame.u16(pos) !== 0xaaaa || frame.u8(pos + 2) !== 3) return NOT_TAKEN;
  const type = frame.u16(pos + 6);
  return type >= LEAST_TYPE ? maskEtherType(frame, type, pos + 8, end, wireEnd, depth) : NOT_TAKEN;
}

/** ARP of IPv4 over Ethernet whole, of other kinds of addresses what says so (RFC 826). */
function maskArp(frame: FrameBytes, pos: number, end: number): number {
  if (end - pos < ARP_HEADER) return NOT_TAKEN;
  const usual = frame.u16(pos + 2) === etherTypes.IPV4 && frame.u16(pos + 4) === 0x0604;
  if (!usual || end - pos < ARP_MESSAGE) return pos + ARP_HEADER;
  const { bytes, addresses } = frame;
  addresses.mac(bytes, pos + 8);
  addresses.ip(bytes, pos + 14, 4);
  addresses.mac(bytes, pos + 18);
  addresses.ip(bytes, pos + 24, 4);
  return pos + ARP_MESSAGE;
}

/** Labels to the bottom of the stack (RFC 3032); what is below says by its first nibble what it is (RFC 4928). */
function maskMpls(frame: FrameBytes, from: number, end: number, wireEnd: number, depth: number): number {
  let pos = from;
  for (;;) {
    if (end - pos < 5) return NOT_TAKEN;
    const bottom = frame.u8(pos + 2) & 1;
    pos += 4;
    if (bottom) break;
  }
  // 0 is the control word of an Ethernet pseudowire (RFC 4448).
  if (frame.u8(pos) >> 4 === 0) return maskInnerEthernet(frame, pos + 4, end, wireEnd, depth);
  const kept = maskIp(frame, pos, end, wireEnd, depth);
  return kept >= 0 ? kept : maskInnerEthernet(frame, pos, end, wireEnd, depth);
}
