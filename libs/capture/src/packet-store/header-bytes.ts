import { FrameKind, type Packet } from '@wireledger/decoders';

/** Kept of a frame that is neither IP nor ARP: addresses and type of Ethernet, or as much of another link header. */
const LINK_BYTES = 14;

/**
 * How many bytes of a frame are headers: up to the end of the innermost transport header that was read, ARP whole. What cannot be told
 * from payload is payload. `offset` and `captured` as the decoder was given them.
 */
export function headerBytes(packet: Packet, offset: number, captured: number): number {
  const end =
    packet.kind === FrameKind.IP
      ? packet.payload
      : packet.kind === FrameKind.LATER_FRAGMENT
        ? packet.fragmentStart
        : packet.kind === FrameKind.ARP
          ? packet.payloadEnd
          : offset + LINK_BYTES;
  return Math.max(0, Math.min(end - offset, captured));
}
