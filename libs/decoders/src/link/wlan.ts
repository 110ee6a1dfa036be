import type { Packet } from '../packet';
import { decodeSnap } from './ethernet';

const TYPE_DATA = 2;
const TO_AND_FROM_DS = 0x03;
const FROM_DS = 0x02;
const PROTECTED = 0x40;
const ORDER = 0x80;

/** IEEE 802.11 data frames that are not encrypted, without A-MSDU. */
export function decodeWlan(packet: Packet, pos: number, end: number): boolean {
  const { bytes } = packet;
  if (end - pos < 24) return false;
  const control = bytes[pos] as number;
  const flags = bytes[pos + 1] as number;
  const subtype = control >> 4;
  // Subtypes with bit 2 carry no data.
  if (((control >> 2) & 3) !== TYPE_DATA || (subtype & 4) !== 0 || (flags & PROTECTED) !== 0) return false;
  let header = 24;
  if ((flags & TO_AND_FROM_DS) === TO_AND_FROM_DS) header += 6;
  if ((subtype & 8) !== 0) header += (flags & ORDER) !== 0 ? 6 : 2;
  // Address 3 is the source of what an access point sends on, address 4 between access points, else address 2 (IEEE 802.11 table 9-30).
  const ds = flags & TO_AND_FROM_DS;
  packet.sourceMac = ds === TO_AND_FROM_DS ? (end - pos >= 30 ? pos + 24 : -1) : ds === FROM_DS ? pos + 16 : pos + 10;
  return decodeSnap(packet, pos + header, end, 0);
}
