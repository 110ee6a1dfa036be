import { type FrameBytes, NOT_TAKEN } from './frame-bytes';
import { maskIpv4, maskIpv6 } from './ip';

/** A PPP protocol field (RFC 1661 §2, two bytes or compressed to one) and IP behind it; NOT_TAKEN for all else, which may name who dials in. */
export function maskPpp(frame: FrameBytes, pos: number, end: number, wireEnd: number, depth: number): number {
  if (end - pos < 2) return NOT_TAKEN;
  const first = frame.u8(pos);
  const compressed = (first & 1) === 1;
  const protocol = compressed ? first : frame.u16(pos);
  const next = pos + (compressed ? 1 : 2);
  if (protocol === 0x21) return maskIpv4(frame, next, end, wireEnd, depth);
  return protocol === 0x57 ? maskIpv6(frame, next, end, wireEnd, depth) : NOT_TAKEN;
}
