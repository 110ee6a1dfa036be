import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodeTransport } from './transport';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind } = packets;

const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MOBILITY = 135;
const HIP = 139;
const SHIM6 = 140;

/** An IP header of either version. True when it was taken (its fields are in `packet`). */
export function decodeIp(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 20) return false;
  const version = (packet.bytes[pos] as number) >> 4;
  if (version === 4) return decodeIpv4(packet, pos, end, depth);
  return version === 6 && decodeIpv6(packet, pos, end, depth);
}

/** RFC 791. */
export function decodeIpv4(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 20) return false;
  const { view } = packet;
  const word = view.getInt32(pos);
  const header = ((word >> 24) & 15) << 2;
  if (word >>> 28 !== 4 || header < 20) return false;
  // Offloading leaves 0 in packets captured before the card has cut them.
  const total = word & 0xffff;
  let wireEnd = packet.wireEnd;
  if (total >= header && pos + total < wireEnd) wireEnd = pos + total;
  const fragment = view.getUint16(pos + 6);
  const proto = packet.bytes[pos + 9] as number;
  packet.fragment = false;
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0) {
    packet.fragmentId = view.getUint16(pos + 4);
    const offset = (fragment & FRAGMENT_OFFSET) << 3;
    place(packet, offset, (fragment & MORE_FRAGMENTS) !== 0, pos + header, end, wireEnd);
    if (offset !== 0) return laterFragment(packet, 4, pos, proto, depth);
  }
  return decodeTransport(packet, 4, pos, proto, pos + header, end < wireEnd ? end : wireEnd, wireEnd, depth);
}

/** RFC 8200, with its extension headers: as many as there are bytes for. */
export function decodeIpv6(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 40) return false;
  const { bytes, view } = packet;
  if ((bytes[pos] as number) >> 4 !== 6) return false;
  const length = view.getUint16(pos + 4);
  let wireEnd = packet.wireEnd;
  // 0 is a jumbogram (RFC 2675) or an offloaded packet.
  if (length > 0 && pos + 40 + length < wireEnd) wireEnd = pos + 40 + length;
  if (end > wireEnd) end = wireEnd;
  let next = bytes[pos + 6] as number;
  let at = pos + 40;
  packet.fragment = false;
  for (;;) {
    switch (next) {
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION:
      case MOBILITY:
      case HIP:
      case SHIM6:
        if (end - at < 8) return decodeTransport(packet, 6, pos, next, end, end, end, depth);
        next = bytes[at] as number;
        at += ((bytes[at + 1] as number) + 1) << 3;
        continue;
      case AUTHENTICATION:
        if (end - at < 8) return decodeTransport(packet, 6, pos, next, end, end, end, depth);
        next = bytes[at] as number;
        at += ((bytes[at + 1] as number) + 2) << 2;
        continue;
      case FRAGMENT: {
        if (end - at < 8) return decodeTransport(packet, 6, pos, next, end, end, end, depth);
        next = bytes[at] as number;
        const offset = view.getUint16(at + 2);
        packet.fragmentId = view.getInt32(at + 4);
        at += 8;
        // Offset 0 and nothing to come is a whole datagram (RFC 6946).
        if ((offset & 0xfff9) !== 0) place(packet, offset & 0xfff8, (offset & 1) !== 0, at, end, wireEnd);
        if (offset >= 8) return laterFragment(packet, 6, pos, next, depth);
        continue;
      }
      default:
        return decodeTransport(packet, 6, pos, next, at, end, wireEnd, depth);
    }
  }
}

/** The packet is a fragment whose bytes begin at `at`. */
function place(packet: Packet, offset: number, more: boolean, at: number, end: number, wireEnd: number): void {
  packet.fragment = true;
  packet.fragmentOffset = offset;
  packet.moreFragments = more;
  packet.fragmentStart = at;
  packet.fragmentEnd = Math.max(at, Math.min(end, wireEnd));
  packet.fragmentLength = Math.max(0, wireEnd - at);
}

function laterFragment(packet: Packet, version: number, pos: number, proto: number, depth: number): true {
  packet.kind = FrameKind.LATER_FRAGMENT;
  packet.version = version;
  packet.src = version === 4 ? pos + 12 : pos + 8;
  packet.dst = version === 4 ? pos + 16 : pos + 24;
  packet.proto = proto;
  packet.depth = depth;
  packet.srcPort = 0;
  packet.dstPort = 0;
  packet.payload = packet.fragmentStart;
  packet.payloadEnd = packet.fragmentStart;
  packet.payloadLength = packet.fragmentLength;
  packet.tcpFlags = 0;
  return true;
}
