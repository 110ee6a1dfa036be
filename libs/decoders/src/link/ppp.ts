import { decodeIpv4, decodeIpv6 } from '../network/ip';
import type { Packet } from '../packet';

/** A PPP protocol field (RFC 1661 §2, two bytes or compressed to one) and what follows it. */
export function decodePpp(packet: Packet, pos: number, end: number, depth: number): boolean {
  if (end - pos < 2) return false;
  const { bytes } = packet;
  const first = bytes[pos] as number;
  const compressed = (first & 1) === 1;
  const protocol = compressed ? first : (first << 8) | (bytes[pos + 1] as number);
  const next = pos + (compressed ? 1 : 2);
  if (protocol === 0x21) return decodeIpv4(packet, next, end, depth);
  if (protocol === 0x57) return decodeIpv6(packet, next, end, depth);
  return false;
}
