import type { Above } from './checksum';
import type { FrameBytes } from './frame-bytes';
import { maskQuoted } from './icmp';
import { maskNeighbourOptions } from './neighbour-options';
import { type Segment, settleChecksum } from './transport';

const HEADER = 8;
const ADDRESS = 16;

const ECHO_REQUEST = 128;
const ECHO_REPLY = 129;
const LISTENER_QUERY = 130;
const LISTENER_REPORT = 131;
const LISTENER_DONE = 132;
const ROUTER_SOLICITATION = 133;
const ROUTER_ADVERTISEMENT = 134;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
const REDIRECT = 137;
const LISTENER_REPORT_2 = 143;

/** Errors quote the packet that they are about (RFC 4443 §3). */
const isError = (type: number): boolean => type >= 1 && type <= 4;

/** Masks an ICMPv6 message; of one that is not known type and code are kept. @returns where what is known ends */
export function maskIcmpv6(frame: FrameBytes, above: Above, segment: Segment): number {
  const { at, end } = segment;
  if (end - at < 2) return Math.min(at, end);
  const kept = keptOf(frame, segment);
  if (kept - at >= 4) settleChecksum(frame, at + 2, kept, segment, above);
  else frame.clear(at + 2, kept);
  return kept;
}

function keptOf(frame: FrameBytes, segment: Segment): number {
  const { at, end, wireEnd, depth } = segment;
  const type = frame.u8(at);
  const body = at + HEADER;
  if (body > end) return Math.min(end, at + 4);
  if (isError(type)) return maskQuoted(frame, body, end, wireEnd, depth);
  switch (type) {
    case ECHO_REQUEST:
    case ECHO_REPLY:
      return body;
    case LISTENER_QUERY:
    case LISTENER_REPORT:
    case LISTENER_DONE:
      return maskListener(frame, body, end);
    case LISTENER_REPORT_2:
      return maskReports(frame, at, end);
    case ROUTER_SOLICITATION:
      return maskNeighbourOptions(frame, body, segment);
    case ROUTER_ADVERTISEMENT:
      // Reachable time and retransmission timer.
      return end - body < 8 ? body : maskNeighbourOptions(frame, body + 8, segment);
    case NEIGHBOUR_SOLICITATION:
    case NEIGHBOUR_ADVERTISEMENT:
      return maskTargets(frame, 1, segment);
    case REDIRECT:
      return maskTargets(frame, 2, segment);
    default:
      return at + 4;
  }
}

/** Addresses that a message of neighbour discovery is about, then options (RFC 4861 §4). */
function maskTargets(frame: FrameBytes, count: number, segment: Segment): number {
  const body = segment.at + HEADER;
  const options = body + count * ADDRESS;
  if (options > segment.end) return body;
  frame.addresses6(body, options);
  return maskNeighbourOptions(frame, options, segment);
}

/** A multicast address; in queries of version 2 also sources (RFC 2710 §3, RFC 3810 §5.1). */
function maskListener(frame: FrameBytes, body: number, end: number): number {
  if (end - body < ADDRESS) return body;
  frame.addresses6(body, body + ADDRESS);
  const sources = body + ADDRESS + 4;
  if (end < sources) return body + ADDRESS;
  const count = Math.min(frame.u16(sources - 2), Math.floor((end - sources) / ADDRESS));
  frame.addresses6(sources, sources + count * ADDRESS);
  return sources + count * ADDRESS;
}

/** Records of a group with sources (RFC 3810 §5.2). */
function maskReports(frame: FrameBytes, at: number, end: number): number {
  let pos = at + HEADER;
  for (let n = frame.u16(at + 6); n > 0; n--) {
    const sources = pos + 4 + ADDRESS;
    if (sources > end) return pos;
    const after = sources + frame.u16(pos + 2) * ADDRESS;
    const auxiliary = after + frame.u8(pos + 1) * 4;
    if (auxiliary > end) return pos;
    frame.addresses6(pos + 4, after);
    frame.clear(after, auxiliary);
    pos = auxiliary;
  }
  return pos;
}
