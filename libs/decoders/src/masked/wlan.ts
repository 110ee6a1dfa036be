import { maskSnap } from './ethernet';
import { type FrameBytes, NOT_TAKEN } from './frame-bytes';

const MANAGEMENT = 0;
const CONTROL = 1;
const DATA = 2;
const BOTH_WAYS = 0x03;
const PROTECTED = 0x40;
const ORDER = 0x80;
/** Frame control and duration. */
const HEAD = 4;
const ADDRESSES = 24;

/**
 * An IEEE 802.11 header and, of data frames that are not encrypted, what follows it. Of management frames the header alone: their bodies name networks and
 * stations. @returns where what is known ends
 */
export function maskWlan(frame: FrameBytes, pos: number, end: number, wireEnd: number): number {
  if (end - pos < HEAD) return Math.min(pos, end);
  const control = frame.u8(pos);
  const flags = frame.u8(pos + 1);
  const type = (control >> 2) & 3;
  const { bytes, addresses } = frame;
  if (type === CONTROL && end - pos >= 10) {
    addresses.mac(bytes, pos + HEAD);
    return pos + 10;
  }
  if ((type !== MANAGEMENT && type !== DATA) || end - pos < ADDRESSES) return pos + HEAD;
  for (const at of [4, 10, 16]) addresses.mac(bytes, pos + at);
  if (type === MANAGEMENT) return pos + ADDRESSES;
  let header = ADDRESSES;
  if ((flags & BOTH_WAYS) === BOTH_WAYS) {
    if (end - pos < 30) return pos + header;
    addresses.mac(bytes, pos + header);
    header += 6;
  }
  if ((control & 0x80) !== 0) header += (flags & ORDER) !== 0 ? 6 : 2;
  if (pos + header > end) return pos + ADDRESSES;
  if ((flags & ORDER) !== 0 && (control & 0x80) !== 0) frame.clear(pos + header - 4, pos + header);
  const subtype = control >> 4;
  // Subtypes with bit 2 carry no data.
  const inside = (subtype & 4) === 0 && (flags & PROTECTED) === 0;
  const kept = inside ? maskSnap(frame, pos + header, end, wireEnd, 0) : NOT_TAKEN;
  return kept >= 0 ? kept : pos + header;
}
