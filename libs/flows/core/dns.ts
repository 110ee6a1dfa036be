/**
 * Counts the DNS messages of datagrams (RFC 1035; mDNS and LLMNR have the same form) where nobody asks for more: queries, responses, names asked for. The
 * hash of a name is that of `DnsName` (libs/decoders), which reads what is seldom: compressed questions, and more than one.
 */
import { addName } from './distinct-names';
import { be16 } from './memory';

const HEADER = 12;
const MAX_NAME = 255;
const MAX_LABEL = 63;
const CAPITALS: i32 = 0x80808080;

let queries: i32 = 0;
let responses: i32 = 0;

export function dnsQueries(): i32 {
  return queries;
}

export function dnsResponses(): i32 {
  return responses;
}

/** Counts the message `[start, end)`, or leaves it when it is none. False when somebody else must read it. */
export function countDns(start: i32, end: i32): bool {
  if (end - start < HEADER) return true;
  const questions = be16(start + 4);
  if (questions > 1) return false;
  if (questions === 1) {
    const from = start + HEADER;
    const next = nameEnd(from, end);
    if (next < 0) return false;
    if (next === 0 || next + 4 > end) return true;
    countName(from, next);
  }
  if (be16(start + 2) >= 0x8000) responses++;
  else queries++;
  return true;
}

/** Where the name at `at` ends; 0 when it is broken, -1 when pointers lead on from it. */
function nameEnd(at: i32, end: i32): i32 {
  for (let pos = at; pos < end && pos - at < MAX_NAME;) {
    const label = <i32>load<u8>(pos);
    if (label > MAX_LABEL) return -1;
    pos += label + 1;
    if (label === 0) return pos;
  }
  return 0;
}

function countName(from: i32, end: i32): void {
  let high: i32 = 0x811c9dc5 ^ (end - from);
  let low: i32 = 0x9747b28c;
  for (let at = from; at < end; at += 4) {
    const word = end - at >= 4 ? load<i32>(at) : lastBytes(at, end);
    // The upper bit of each byte that is one of A to Z.
    const sevenBits = word & 0x7f7f7f7f;
    const capital = ((sevenBits + 0x3f3f3f3f) ^ (sevenBits + 0x25252525)) & ~word & CAPITALS;
    const small = word | (capital >>> 2);
    high = (high ^ small) * 0x9e3779b1;
    high ^= high >>> 15;
    low = rotl<i32>((low ^ small) * 0x85ebca6b, 13);
  }
  // 0, 0 marks an empty place.
  addName(high, high === 0 && low === 0 ? 1 : low);
}

function lastBytes(from: i32, end: i32): i32 {
  let word = 0;
  for (let at = end - 1; at >= from; at--) word = (word << 8) | (<i32>load<u8>(at));
  return word;
}
