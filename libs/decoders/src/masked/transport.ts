import * as packets from '../packet';
import { isUdpTunnel, MAX_TUNNELS } from '../network/tunnels';
import { type Above, mendSegment } from './checksum';
import type { FrameBytes } from './frame-bytes';
import { maskIcmp } from './icmp';
import { maskIcmpv6 } from './icmpv6';
import { maskTcpOptions } from './tlv-options';
import { maskIpTunnel, maskUdpTunnel } from './tunnels';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = packets;

/** What follows an IP header: places in the frame. */
export interface Segment {
  readonly at: number;
  /** Where its captured bytes end. */
  readonly end: number;
  /** Where it ended on the wire, within all that is around it. */
  readonly wireEnd: number;
  /** Where its IP header says that it ends: what an ICMP error quotes is shorter. */
  readonly trueEnd: number;
  /** The first of several fragments. */
  readonly isFragment: boolean;
  readonly depth: number;
}

/** Masks a transport header, and what a tunnel carries. @returns where what is known ends */
export function maskTransport(frame: FrameBytes, above: Above, segment: Segment): number {
  switch (above.proto) {
    case IpProto.TCP:
      return maskTcp(frame, above, segment);
    case IpProto.UDP:
      return maskUdp(frame, above, segment);
    case IpProto.ICMP:
      return maskIcmp(frame, segment);
    case IpProto.ICMPV6:
      return maskIcmpv6(frame, above, segment);
    case IpProto.SCTP:
      return maskSctp(frame, segment);
    default: {
      const { at, end, isFragment, wireEnd, depth } = segment;
      if (isFragment || depth >= MAX_TUNNELS) return Math.min(at, end);
      return Math.max(Math.min(at, end), maskIpTunnel(frame, above.proto, at, end, wireEnd, depth + 1));
    }
  }
}

/** A checksum over bytes that are left out would tell of them, one over addresses of these: it is made anew where all of the segment is kept, else 0. */
export function settleChecksum(
  frame: FrameBytes,
  place: number,
  kept: number,
  { at, trueEnd, isFragment }: Segment,
  above: Above,
): void {
  if (kept === trueEnd && !isFragment && above.plain) mendSegment(frame, place, at, kept, above);
  else frame.clear(place, Math.min(place + 2, kept));
}

function maskTcp(frame: FrameBytes, above: Above, segment: Segment): number {
  const { at, end } = segment;
  if (end - at < 4) return Math.min(at, end);
  if (end - at < 20) {
    frame.clear(at + 16, end);
    return end;
  }
  const header = (frame.u8(at + 12) >> 4) << 2;
  const kept = Math.min(at + Math.max(header, 20), end);
  maskTcpOptions(frame, at + 20, kept);
  settleChecksum(frame, at + 16, kept, segment, above);
  return kept;
}

function maskUdp(frame: FrameBytes, above: Above, segment: Segment): number {
  const { at, end, wireEnd, isFragment, depth } = segment;
  if (end - at < 4) return Math.min(at, end);
  if (end - at < 8) {
    frame.clear(at + 6, end);
    return end;
  }
  const [source, target, length] = [frame.u16(at), frame.u16(at + 2), frame.u16(at + 4)];
  const payload = at + 8;
  let kept = payload;
  if (isUdpTunnel(source, target) && !isFragment && depth < MAX_TUNNELS) {
    const inner = length >= 8 ? Math.min(wireEnd, at + length) : wireEnd;
    kept = Math.max(payload, maskUdpTunnel(frame, source, target, payload, Math.min(end, inner), inner, depth + 1));
  }
  // 0 says that there is none.
  if (frame.u16(at + 6) !== 0) settleChecksum(frame, at + 6, kept, segment, above);
  return kept;
}

/** Its checksum covers the chunks, which hold addresses of hosts with several. */
function maskSctp(frame: FrameBytes, { at, end }: Segment): number {
  if (end - at < 4) return Math.min(at, end);
  const kept = Math.min(at + 12, end);
  frame.clear(at + 8, kept);
  return kept;
}
