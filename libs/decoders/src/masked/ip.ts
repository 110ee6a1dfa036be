import { mendChecksum } from './checksum';
import { type FrameBytes, NOT_TAKEN } from './frame-bytes';
import { maskIpv4Options, maskIpv6Options } from './tlv-options';
import { maskTransport } from './transport';

const MORE_OR_OFFSET = 0x3fff;
const FRAGMENT_OFFSET = 0x1fff;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MOBILITY = 135;
const HIP = 139;
const SHIM6 = 140;

/** Routing headers whose segments are whole addresses, one behind the other, from the ninth byte on (RFC 5095, 6275, 8754). */
const SOURCE_ROUTE = 0;
const HOME_ROUTE = 2;
const SEGMENT_ROUTE = 4;

/**
 * Masks an IP header of either version and what is known behind it. `end`: where the captured bytes end, `wireEnd`: where they did on the wire, `depth`:
 * tunnels and quotes around it. @returns where what is known ends, or NOT_TAKEN
 */
export function maskIp(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 20) return NOT_TAKEN;
  const version = frame.u8(pos) >> 4;
  if (version === 4) return maskIpv4(frame, pos, end, wireEnd, depth);
  return version === 6 ? maskIpv6(frame, pos, end, wireEnd, depth) : NOT_TAKEN;
}

/** RFC 791. Its checksum is made true where the whole header is there; else it would tell of the addresses, and is 0. */
export function maskIpv4(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 20) return NOT_TAKEN;
  const header = (frame.u8(pos) & 15) << 2;
  if (frame.u8(pos) >> 4 !== 4 || header < 20) return NOT_TAKEN;
  const total = frame.u16(pos + 2);
  // Offloading leaves 0 in packets captured before the card has cut them.
  const trueEnd = total >= header ? pos + total : wireEnd;
  const ownEnd = Math.min(trueEnd, wireEnd);
  const last = Math.min(end, ownEnd);
  frame.addresses.ip(frame.bytes, pos + 12, 4);
  frame.addresses.ip(frame.bytes, pos + 16, 4);
  maskIpv4Options(frame, pos + 20, Math.min(pos + header, last));
  if (pos + header > last) {
    frame.clear(pos + 10, pos + 12);
    return last;
  }
  mendChecksum(frame, pos + 10, pos, pos + header);
  const fragment = frame.u16(pos + 6);
  if ((fragment & FRAGMENT_OFFSET) !== 0) return pos + header;
  const above = { version: 4, at: pos, proto: frame.u8(pos + 9), plain: true };
  const isFragment = (fragment & MORE_OR_OFFSET) !== 0;
  return maskTransport(frame, above, { at: pos + header, end: last, wireEnd: ownEnd, trueEnd, isFragment, depth });
}

/** RFC 8200, with its extension headers. */
export function maskIpv6(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 40 || frame.u8(pos) >> 4 !== 6) return NOT_TAKEN;
  const length = frame.u16(pos + 4);
  // 0 is a jumbogram (RFC 2675) or an offloaded packet.
  const trueEnd = length > 0 ? pos + 40 + length : wireEnd;
  const ownEnd = Math.min(trueEnd, wireEnd);
  const last = Math.min(end, ownEnd);
  frame.addresses6(pos + 8, pos + 40);
  let next = frame.u8(pos + 6);
  let at = pos + 40;
  let plain = true;
  let isFragment = false;
  for (;;) {
    if (!isExtension(next)) break;
    if (last - at < 8) return Math.min(at, last);
    const kind = next;
    next = frame.u8(at);
    const after = kind === FRAGMENT ? at + 8 : at + lengthOf(kind, frame.u8(at + 1));
    if (kind === FRAGMENT) {
      const place = frame.u16(at + 2);
      // Offset 0 and nothing to come is a whole datagram (RFC 6946).
      if ((place & 0xfff9) !== 0) isFragment = true;
      if (place >= 8) return at + 8;
    } else if (!maskExtension(frame, kind, at, Math.min(after, last))) plain = false;
    if (after > last) return last;
    at = after;
  }
  const above = { version: 6, at: pos, proto: next, plain };
  return maskTransport(frame, above, { at, end: last, wireEnd: ownEnd, trueEnd, isFragment, depth });
}

function isExtension(next: number): boolean {
  switch (next) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION:
    case MOBILITY:
    case HIP:
    case SHIM6:
      return true;
    default:
      return false;
  }
}

const lengthOf = (kind: number, units: number): number =>
  kind === AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;

/** Masks the extension header `[at, to)`, of which at least eight bytes are there. False when the transport's checksum covers other addresses. */
function maskExtension(frame: FrameBytes, kind: number, at: number, to: number): boolean {
  switch (kind) {
    case HOP_BY_HOP:
    case DESTINATION:
      return !maskIpv6Options(frame, at + 2, to);
    case ROUTING:
      return maskRouting(frame, at, to);
    case AUTHENTICATION:
      // What it is checked by is made of what was masked.
      frame.clear(at + 12, to);
      return true;
    default:
      // Mobility, HIP, Shim6: messages full of addresses and identities.
      frame.clear(at + 4, to);
      return true;
  }
}

function maskRouting(frame: FrameBytes, at: number, to: number): boolean {
  const type = frame.u8(at + 2);
  const left = frame.u8(at + 3);
  if (type === SOURCE_ROUTE || type === HOME_ROUTE) {
    frame.clear(at + 4, at + 8);
    frame.addresses6(at + 8, to);
  } else if (type === SEGMENT_ROUTE) {
    const segments = Math.min(to, at + 8 + (frame.u8(at + 4) + 1) * 16);
    frame.addresses6(at + 8, segments);
    frame.clear(segments, to);
  } else frame.clear(at + 4, to);
  return left === 0;
}
