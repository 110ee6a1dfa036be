import type { FrameBytes } from './frame-bytes';
import { maskQuoted } from './icmp';
import type { Segment } from './transport';

const SOURCE_LINK = 1;
const TARGET_LINK = 2;
const PREFIX = 3;
const REDIRECTED = 4;
const MTU = 5;
const RESOLVERS = 25;

/**
 * Options of neighbour discovery from `pos` on (RFC 4861 §4.6, RFC 8106): link-layer addresses, prefixes and resolvers are masked, a packet that is quoted
 * ends them, what is not known (names, nonces, signatures) is cleared. @returns where what is known ends
 */
export function maskNeighbourOptions(frame: FrameBytes, from: number, { end, wireEnd, depth }: Segment): number {
  let pos = from;
  while (end - pos >= 8) {
    const length = frame.u8(pos + 1) << 3;
    if (length === 0 || length > end - pos) return pos;
    const after = pos + length;
    switch (frame.u8(pos)) {
      case SOURCE_LINK:
      case TARGET_LINK:
        if (length === 8) frame.addresses.mac(frame.bytes, pos + 2);
        else frame.clear(pos + 2, after);
        break;
      case PREFIX:
        if (length === 32) frame.addresses6(pos + 16, after);
        else frame.clear(pos + 2, after);
        break;
      case REDIRECTED:
        frame.clear(pos + 2, pos + 8);
        return maskQuoted(frame, pos + 8, after, Math.min(wireEnd, after), depth);
      case MTU:
        frame.clear(pos + 8, after);
        break;
      case RESOLVERS:
        frame.addresses6(pos + 8, after);
        break;
      default:
        frame.clear(pos + 2, after);
    }
    pos = after;
  }
  return pos;
}
