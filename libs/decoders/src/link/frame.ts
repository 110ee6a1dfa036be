import { decodeIp } from '../network/ip';
import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodeEthernet, decodeEtherType } from './ethernet';
import * as linkTypes from './link-types';
import { decodePpp } from './ppp';
import { decodeWlan } from './wlan';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind } = packets;
const { LinkType } = linkTypes;

const MAC_BYTES = 6;

/**
 * Decodes the frame of `captured` bytes at `offset` of `bytes` (`original` on the wire) into `packet`. Total: whatever the bytes, it returns,
 * and reads nothing outside the frame.
 */
export function decodeFrame(
  packet: Packet,
  bytes: Uint8Array,
  offset: number,
  captured: number,
  original: number,
  linktype: number,
): void {
  if (bytes !== packet.bytes) packet.use(bytes);
  packet.kind = FrameKind.OTHER;
  packet.vlan = 0;
  packet.depth = 0;
  packet.wireEnd = offset + Math.max(original, captured);
  const end = offset + captured;
  packet.macDepth = 0;
  if (linktype === LinkType.ETHERNET) {
    packet.targetMac = captured >= 12 ? offset : -1;
    packet.sourceMac = captured >= 12 ? offset + 6 : -1;
    decodeEthernet(packet, offset, end, 0);
  } else {
    packet.targetMac = -1;
    packet.sourceMac = -1;
    decodeOtherLink(packet, offset, end, linktype);
  }
}

function decodeOtherLink(packet: Packet, pos: number, end: number, linktype: number): void {
  const { bytes, view } = packet;
  switch (linktype) {
    case LinkType.NULL:
    case LinkType.LOOP:
      // The address family is in the byte order of the host that captured; its value tells nothing that the IP version does not.
      if (end - pos >= 4) decodeIp(packet, pos + 4, end, 0);
      return;
    case LinkType.RAW:
    case LinkType.RAW_BSD:
    case LinkType.RAW_OPENBSD:
    case LinkType.IPV4:
    case LinkType.IPV6:
      decodeIp(packet, pos, end, 0);
      return;
    case LinkType.LINUX_SLL:
      if (end - pos < 16) return;
      if (view.getUint16(pos + 4) === MAC_BYTES) packet.sourceMac = pos + 6;
      decodeEtherType(packet, view.getUint16(pos + 14), pos + 16, end, 0);
      return;
    case LinkType.LINUX_SLL2:
      if (end - pos < 20) return;
      if (bytes[pos + 11] === MAC_BYTES) packet.sourceMac = pos + 12;
      decodeEtherType(packet, view.getUint16(pos), pos + 20, end, 0);
      return;
    case LinkType.PPP:
      decodePpp(packet, end - pos >= 2 && bytes[pos] === 0xff && bytes[pos + 1] === 3 ? pos + 2 : pos, end, 0);
      return;
    case LinkType.IEEE802_11:
      decodeWlan(packet, pos, end);
      return;
    case LinkType.IEEE802_11_RADIOTAP:
      if (end - pos >= 4) decodeWlan(packet, pos + view.getUint16(pos + 2, true), end);
      return;
    default:
      return;
  }
}
