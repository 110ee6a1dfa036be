import type { Packet } from '../packet';
import { decodeTransport } from './transport';

/**
 * Decodes the transport header at `at` of a datagram that was put together from fragments: `bytes` are what follows the IP header. Only what belongs to
 * the transport layer is filled in, addresses are not; tunnels are not entered.
 */
export function decodeReassembled(packet: Packet, bytes: Uint8Array, at: number, proto: number): void {
  packet.use(bytes);
  packet.fragment = true;
  packet.wireEnd = bytes.length;
  decodeTransport(packet, 4, 0, proto, Math.min(at, bytes.length), bytes.length, bytes.length, 0);
}
