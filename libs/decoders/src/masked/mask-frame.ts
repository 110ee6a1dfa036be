import * as linkTypes from '../link/link-types';
import { maskEtherType, maskInnerEthernet } from './ethernet';
import { type FrameBytes, NOT_TAKEN } from './frame-bytes';
import { maskIp } from './ip';
import { maskPpp } from './ppp';
import { maskWlan } from './wlan';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { LinkType } = linkTypes;

const ETHERNET = 14;
const MAC_BYTES = 6;

/**
 * Masks the frame of `captured` bytes at `offset` of `bytes` (`original` on the wire): `frame.bytes` hold it from 0 on, and so many bytes of it are known as
 * the answer says. In these every address is masked, in every layer that the decoders know; what they do not know, and all payload, lies behind or is
 * cleared. Checksums are true or 0. Layers stand where they stood. Total: whatever the bytes, it returns.
 */
export function maskFrame(
  frame: FrameBytes,
  bytes: Uint8Array,
  offset: number,
  captured: number,
  original: number,
  linktype: number,
): number {
  frame.take(bytes, offset, captured);
  const kept = maskLink(frame, captured, Math.max(captured, original), linktype);
  return Math.min(kept >= 0 ? kept : frame.linkEnd, captured);
}

function maskLink(frame: FrameBytes, end: number, wireEnd: number, linktype: number): number {
  switch (linktype) {
    case LinkType.ETHERNET:
      if (end >= ETHERNET) frame.linkEnd = ETHERNET;
      return maskInnerEthernet(frame, 0, end, wireEnd, 0);
    case LinkType.NULL:
    case LinkType.LOOP:
      // The address family.
      if (end >= 4) frame.linkEnd = 4;
      return maskIp(frame, 4, end, wireEnd, 0);
    case LinkType.RAW:
    case LinkType.RAW_BSD:
    case LinkType.RAW_OPENBSD:
    case LinkType.IPV4:
    case LinkType.IPV6:
      return maskIp(frame, 0, end, wireEnd, 0);
    case LinkType.LINUX_SLL:
      return end >= 16 ? maskCooked(frame, { type: 14, length: frame.u16(4), address: 6, to: 14, header: 16 }, end, wireEnd) : NOT_TAKEN; // prettier-ignore
    case LinkType.LINUX_SLL2:
      return end >= 20 ? maskCooked(frame, { type: 0, length: frame.u8(11), address: 12, to: 20, header: 20 }, end, wireEnd) : NOT_TAKEN; // prettier-ignore
    case LinkType.PPP:
      return maskPpp(frame, end >= 2 && frame.u16(0) === 0xff03 ? 2 : 0, end, wireEnd, 0);
    case LinkType.IEEE802_11:
      return maskWlan(frame, 0, end, wireEnd);
    case LinkType.IEEE802_11_RADIOTAP:
      return maskRadiotap(frame, end, wireEnd);
    default:
      return NOT_TAKEN;
  }
}

interface CookedHeader {
  readonly type: number;
  /** Bytes of the address, as the header says, and where its room begins and ends. */
  readonly length: number;
  readonly address: number;
  readonly to: number;
  readonly header: number;
}

/** Linux's headers of captures from any interface: an address of another kind than EUI-48 is cleared. */
function maskCooked(frame: FrameBytes, cooked: CookedHeader, end: number, wireEnd: number): number {
  const { length, address, to, header } = cooked;
  if (length === MAC_BYTES) frame.addresses.mac(frame.bytes, address);
  frame.clear(length === MAC_BYTES ? address + MAC_BYTES : address, to);
  frame.linkEnd = header;
  return maskEtherType(frame, frame.u16(cooked.type), header, end, wireEnd, 0);
}

/** What the radio says may be of any vendor: a header without fields, as long as it was. */
function maskRadiotap(frame: FrameBytes, end: number, wireEnd: number): number {
  const header = end >= 8 ? frame.view.getUint16(2, true) : 0;
  if (header < 8 || header > end) return NOT_TAKEN;
  frame.clear(4, header);
  frame.linkEnd = header;
  return maskWlan(frame, header, end, wireEnd);
}
