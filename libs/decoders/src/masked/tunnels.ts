import * as packets from '../packet';
import { tunnelPorts } from '../network/tunnels';
import { mendChecksum } from './checksum';
import { maskEtherType, maskInnerEthernet } from './ethernet';
import { type FrameBytes, NOT_TAKEN } from './frame-bytes';
import { maskIp, maskIpv4, maskIpv6 } from './ip';
import { maskPpp } from './ppp';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = packets;
const { TEREDO, GENEVE, VXLAN_GPE } = tunnelPorts;

const CHECKSUM = 0x8000;
const ROUTES = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;
const PPP = 0x880b;

/** What a UDP datagram of a tunnel's port carries. @returns where what is known ends, or NOT_TAKEN when it is none */
export function maskUdpTunnel(
  frame: FrameBytes,
  source: number,
  target: number,
  pos: number,
  end: number,
  wireEnd: number,
  depth: number,
): number {
  if (source === TEREDO || target === TEREDO) return maskTeredo(frame, pos, end, wireEnd, depth);
  if (end - pos < 8) return NOT_TAKEN;
  const flags = frame.u8(pos);
  if (target === GENEVE) {
    const inner = pos + 8 + ((flags & 0x3f) << 2);
    if (flags >> 6 !== 0 || inner > end) return NOT_TAKEN;
    const kept = maskEtherType(frame, frame.u16(pos + 2), inner, end, wireEnd, depth);
    if (kept >= 0) maskGeneveOptions(frame, pos + 8, inner);
    return kept;
  }
  if (target === VXLAN_GPE) return maskVxlanGpe(frame, pos, end, wireEnd, depth);
  return (flags & 0x08) !== 0 ? maskInnerEthernet(frame, pos + 8, end, wireEnd, depth) : NOT_TAKEN;
}

function maskVxlanGpe(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  const protocol = (frame.u8(pos) & 0x04) !== 0 ? frame.u8(pos + 3) : 3;
  if (protocol === 1) return maskIpv4(frame, pos + 8, end, wireEnd, depth);
  if (protocol === 2) return maskIpv6(frame, pos + 8, end, wireEnd, depth);
  return protocol === 3 ? maskInnerEthernet(frame, pos + 8, end, wireEnd, depth) : NOT_TAKEN;
}

/** Of options only class, type and length stay (RFC 8926 §3.5). */
function maskGeneveOptions(frame: FrameBytes, from: number, to: number): void {
  let at = from;
  for (; to - at >= 4; at += 4 + ((frame.u8(at + 3) & 0x1f) << 2))
    frame.clear(at + 4, Math.min(to, at + 4 + ((frame.u8(at + 3) & 0x1f) << 2)));
}

/**
 * An optional authentication, whose values are cleared, an optional origin, whose address stands inverted (RFC 4380 §5.1.1), then IPv6. Text may begin like
 * an IPv6 header: its length must fit.
 */
function maskTeredo(frame: FrameBytes, from: number, end: number, wireEnd: number, depth: number): number {
  let pos = from;
  let [values, origin] = [-1, -1];
  if (end - pos >= 4 && frame.u8(pos) === 0 && frame.u8(pos + 1) === 1) {
    values = pos + 4;
    pos += 13 + frame.u8(pos + 2) + frame.u8(pos + 3);
  }
  const authenticated = pos;
  if (end - pos >= 8 && frame.u8(pos) === 0 && frame.u8(pos + 1) === 0) {
    origin = pos + 4;
    pos += 8;
  }
  if (end - pos < 40 || pos + 40 + frame.u16(pos + 4) > wireEnd) return NOT_TAKEN;
  const kept = maskIpv6(frame, pos, end, wireEnd, depth);
  if (kept < 0) return NOT_TAKEN;
  if (values >= 0) frame.clear(values, authenticated);
  if (origin >= 0) {
    invert(frame, origin);
    frame.addresses.ip(frame.bytes, origin, 4);
    invert(frame, origin);
  }
  return kept;
}

function invert({ view }: FrameBytes, at: number): void {
  view.setInt32(at, ~view.getInt32(at));
}

/** What an IP packet of a tunnel's protocol carries. @returns where what is known ends, or NOT_TAKEN when nothing is */
export function maskIpTunnel(
  frame: FrameBytes,
  proto: number,
  pos: number,
  end: number,
  wireEnd: number,
  depth: number,
): number {
  switch (proto) {
    case IpProto.GRE:
      return maskGre(frame, pos, end, wireEnd, depth);
    case IpProto.IPV4:
      return maskIpv4(frame, pos, end, wireEnd, depth);
    case IpProto.IPV6:
      return maskIpv6(frame, pos, end, wireEnd, depth);
    case IpProto.ETHERIP:
      return end - pos >= 2 ? maskInnerEthernet(frame, pos + 2, end, wireEnd, depth) : NOT_TAKEN;
    default:
      return NOT_TAKEN;
  }
}

/** RFC 2784, 2890, 2637. Its optional checksum covers what is left out. */
function maskGre(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 4) return NOT_TAKEN;
  const flags = frame.u16(pos);
  let at = pos + 4;
  if ((flags & (CHECKSUM | ROUTES)) !== 0) at += 4;
  if ((flags & KEY) !== 0) at += 4;
  if ((flags & SEQUENCE) !== 0) at += 4;
  // Version 1 (PPTP) may carry an acknowledgement.
  if ((flags & 7) === 1 && (flags & 0x80) !== 0) at += 4;
  // Source routes (RFC 1701) are not read: what follows is not where it is said to be.
  if (at >= end || (flags & ROUTES) !== 0) return NOT_TAKEN;
  const kept = maskInsideGre(frame, flags, pos, { at, end, wireEnd, depth });
  if (kept >= 0 && (flags & CHECKSUM) !== 0)
    if (kept === wireEnd) mendChecksum(frame, pos + 4, pos, kept);
    else frame.clear(pos + 4, pos + 6);
  return kept;
}

interface Inside {
  readonly at: number;
  readonly end: number;
  readonly wireEnd: number;
  readonly depth: number;
}

function maskInsideGre(frame: FrameBytes, flags: number, pos: number, { at, end, wireEnd, depth }: Inside): number {
  const type = frame.u16(pos + 2);
  switch (type) {
    case ERSPAN:
      // Type I has no header of its own and no sequence number.
      return maskInnerEthernet(frame, (flags & SEQUENCE) !== 0 ? at + 8 : at, end, wireEnd, depth);
    case ERSPAN_3: {
      if (end - at < 12) return NOT_TAKEN;
      const inner = (frame.u8(at + 11) & 1) !== 0 ? at + 20 : at + 12;
      const kept = maskInnerEthernet(frame, inner, end, wireEnd, depth);
      // The subheader is of the platform that made it.
      if (kept >= 0) frame.clear(at + 12, inner);
      return kept;
    }
    case PPP: {
      const framed = end - at >= 2 && frame.u16(at) === 0xff03;
      return maskPpp(frame, framed ? at + 2 : at, end, wireEnd, depth);
    }
    default: {
      const kept = maskEtherType(frame, type, at, end, wireEnd, depth);
      return kept < 0 && type === 0 ? maskIp(frame, at, end, wireEnd, depth) : kept;
    }
  }
}
