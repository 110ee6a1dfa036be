import { MAX_TUNNELS } from '../network/tunnels';
import { mendChecksum } from './checksum';
import type { FrameBytes } from './frame-bytes';
import { maskIp } from './ip';
import type { Segment } from './transport';

const HEADER = 8;
const REDIRECT = 5;
const ROUTER_ADVERTISEMENT = 9;

/** Messages that quote the header of a packet: unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792). */
const QUOTING = new Set([3, 4, REDIRECT, 11, 12]);
/** Echo, router solicitation, times, information, masks, extended echo: eight bytes without an address (RFC 792, 950, 1256, 8335). */
const PLAIN = new Set([0, 8, 10, 13, 14, 15, 16, 17, 18, 42, 43]);

/** Masks an ICMP message; of one that is not known type and code are kept. @returns where what is known ends */
export function maskIcmp(frame: FrameBytes, segment: Segment): number {
  const { at, end, trueEnd, isFragment } = segment;
  if (end - at < 2) return Math.min(at, end);
  const kept = keptOf(frame, segment);
  if (kept === trueEnd && !isFragment && kept - at >= 4) mendChecksum(frame, at + 2, at, kept);
  else frame.clear(at + 2, Math.min(at + 4, kept));
  return kept;
}

function keptOf(frame: FrameBytes, { at, end, wireEnd, depth }: Segment): number {
  const type = frame.u8(at);
  const body = at + HEADER;
  if (body > end) return Math.min(end, at + 4);
  if (type === REDIRECT) frame.addresses.ip(frame.bytes, at + 4, 4);
  if (QUOTING.has(type)) return maskQuoted(frame, body, end, wireEnd, depth);
  if (type === ROUTER_ADVERTISEMENT) return maskRouters(frame, at, end);
  return PLAIN.has(type) ? body : at + 4;
}

/** The packet that an error quotes: its headers as those of any other. @returns where what is known ends */
export const maskQuoted = (frame: FrameBytes, at: number, end: number, wireEnd: number, depth: number): number =>
  depth >= MAX_TUNNELS ? at : Math.max(at, maskIp(frame, at, end, wireEnd, depth + 1));

/** Addresses of routers, each with a preference (RFC 1256 §3). */
function maskRouters(frame: FrameBytes, at: number, end: number): number {
  const [count, words] = [frame.u8(at + 4), frame.u8(at + 5)];
  let pos = at + HEADER;
  if (words !== 2) return pos;
  for (let n = 0; n < count && end - pos >= 8; n++, pos += 8) frame.addresses.ip(frame.bytes, pos, 4);
  return pos;
}
