import type { FrameBytes } from './frame-bytes';

/** The IP header above a segment, whose addresses its checksum covers. */
export interface Above {
  readonly version: number;
  /** Where its header begins. */
  readonly at: number;
  readonly proto: number;
  /** False when the addresses that the checksum covers are not those of the header: routing headers, home addresses. */
  readonly plain: boolean;
}

/** Sum of 16-bit words of `[from, to)`, an odd last byte padded with 0 (RFC 1071); not folded. */
function sumOf({ bytes }: FrameBytes, from: number, to: number): number {
  let sum = 0;
  let at = from;
  for (; at + 1 < to; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return at < to ? sum + ((bytes[at] as number) << 8) : sum;
}

function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000);
  return ~rest & 0xffff;
}

/** Makes the checksum at `place` true of `[from, to)` (RFC 1071). */
export function mendChecksum(frame: FrameBytes, place: number, from: number, to: number): void {
  frame.view.setUint16(place, 0);
  frame.view.setUint16(place, folded(sumOf(frame, from, to)));
}

/** The same with the pseudo-header of the IP header above (RFC 9293 §3.1, RFC 8200 §8.1). UDP writes 0 as 0xffff. */
export function mendSegment(frame: FrameBytes, place: number, from: number, to: number, above: Above): void {
  frame.view.setUint16(place, 0);
  const addresses = above.version === 4 ? above.at + 12 : above.at + 8;
  const length = above.version === 4 ? 8 : 32;
  const sum = sumOf(frame, addresses, addresses + length) + above.proto + (to - from) + sumOf(frame, from, to);
  frame.view.setUint16(place, folded(sum) || 0xffff);
}
