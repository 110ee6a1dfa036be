/** Runs of records of a classic pcap file: read one after the other until somebody outside must see one. */
import {
  AppReader,
  CAPTURED,
  FIRST_BYTES,
  FRAME_PROTO,
  Handover,
  IFACE,
  IS_NEW,
  OFFSET,
  ORIGINAL,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  POSITION,
  READ_APPS,
  SECOND_BYTES,
  SIDE,
  TAKEN,
  TAKEN_BYTES,
  TCP_FLAGS,
  TIME_US,
  TIME_WRONG,
  TRANSPORT,
} from '../src/core-layout';
import { Bit, FLAGS, MISC, PACKETS } from '../src/flow-layout';
import { claimCounted, readCounted } from './counted-streams';
import { countDhcp } from './dhcp';
import { countDns } from './dns';
import { flowAt } from './flow-store';
import { addPacket } from './flow-table';
import { decodeEthernet } from './layers';
import { be32, everyBegin, frame, frameDouble, otherApp, recording, setFrame, setFrameDouble } from './memory';
import { countNtp } from './ntp';
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN, ICMP, ICMPV6, TCP, UDP } from './protocols';
import { sample } from './samples';

const SECOND: f64 = 1_000_000;
/** Times beyond this do not fit into whole µs of a double (the year 2255). */
const MAX_US: f64 = 9_007_199_254_740_991;
/** No tool writes longer packets: such a record is damage, which the outside tells of. */
const MAX_PACKET_BYTES: u32 = 262_144;
/** Longer ones on the wire are counted outside, where numbers are wider. */
const MAX_ORIGINAL: u32 = 0x3fffffff;
const ETHERNET = 1;
/** Upper bit of the first byte of a packet of QUIC (RFC 8999 §5.1). */
const LONG_HEADER: u8 = 0x80;
/** Types of ICMP and ICMPv6 messages. */
const ECHO_REPLY = 0;
const ECHO = 8;
const ECHO_V6 = 128;
const ECHO_REPLY_V6 = 129;
const STUN_HEADER = 20;
const STUN_COOKIE: i32 = 0x2112a442;
const READ_OR_LABELLED: i32 = Bit.READ | Bit.LABELLED;

let records: i32 = 0;
let pos: i32 = 0;
let end: i32 = 0;
let swapped: bool = false;
let nanoseconds: bool = false;
let headerBytes: i32 = 16;
let ethernet: bool = false;
let shiftUs: f64 = 0;
let lengthAt: i32 = 0;

export function setLengthAt(offset: i32): void {
  lengthAt = offset;
}

export function setShift(us: f64): void {
  shiftUs = us;
}

/** What comes are the records `[from, to)` of a file with this byte order (`big` = most significant first), fraction, header and link type. */
export function openRun(from: i32, to: i32, big: bool, nanos: bool, header: i32, linktype: i32): void {
  records = 0;
  pos = from;
  end = to;
  swapped = big;
  nanoseconds = nanos;
  headerBytes = header;
  ethernet = linktype === ETHERNET;
}

/** Records read since the run was opened. */
export function takenRecords(): i32 {
  return records;
}

function field(at: i32): u32 {
  const value = load<u32>(at);
  return swapped ? bswap<u32>(value) : value;
}

/**
 * Reads on until something must be seen (`Handover`); `POSITION` is where it stopped: behind a packet that is `UNKNOWN` or `MET`. Hands over as well before a
 * packet whose time is `border` (µs) or later. The time of one that is `UNKNOWN` is told as it came, without the shift.
 */
export function next(border: f64): i32 {
  let taken = 0;
  let takenBytes: f64 = 0;
  let why: i32 = Handover.READ;
  while (end - pos >= headerBytes) {
    const captured = field(pos + 8);
    const start = pos + headerBytes;
    if (captured > MAX_PACKET_BYTES || <u32>(end - start) < captured) break;
    let fraction = field(pos + 4);
    if (nanoseconds) fraction = (fraction > 999_999_999 ? 999_999_999 : fraction) / 1000;
    else if (fraction > 999_999) fraction = 999_999;
    const told = <f64>field(pos) * SECOND + <f64>fraction;
    const us = told + shiftUs;
    const original = field(pos + 12);
    setFrameDouble(TIME_US, us);
    setFrameDouble(ORIGINAL, <f64>original);
    setFrame(OFFSET, start);
    setFrame(CAPTURED, captured);
    const timely = us >= 0 && us <= MAX_US;
    if (timely && us >= border) {
      why = Handover.SECOND;
      break;
    }
    const last = start + <i32>captured;
    pos = last;
    records++;
    const wire = <i32>(original > captured ? original : captured);
    if (!timely || !ethernet || original > MAX_ORIGINAL || !decodeEthernet(start, last, wire)) {
      setFrameDouble(TIME_US, told);
      why = Handover.UNKNOWN;
      break;
    }
    taken++;
    takenBytes += <f64>original;
    setFrame(IFACE, 0);
    setFrame(TIME_WRONG, 0);
    const base = addPacket();
    if (recording ? isMetOfRecords(base) : isMet(base)) {
      why = Handover.MET;
      break;
    }
    if (recording) sample(base);
  }
  setFrame(POSITION, pos);
  setFrameDouble(TAKEN, frameDouble(TAKEN) + <f64>taken);
  setFrameDouble(TAKEN_BYTES, frameDouble(TAKEN_BYTES) + takenBytes);
  return why;
}

/** The same as `isMet` where facts are recorded: of these packets more is kept. */
function isMetOfRecords(base: i32): bool {
  if (load<i32>(flowAt(base) + (frame(SIDE) << 2), PACKETS * 4) === 1) return true;
  const proto = frame(FRAME_PROTO);
  if (proto === ICMP || proto === ICMPV6) return true;
  if (proto === TCP && (frame(TCP_FLAGS) & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN) return true;
  return isMet(base);
}

/** True when somebody must see the packet of the flow at `base` that was just added. */
function isMet(base: i32): bool {
  if (everyBegin && frame(IS_NEW) !== 0) return true;
  const flow = flowAt(base);
  const captured = frame(PAYLOAD_END) > frame(PAYLOAD);
  switch (frame(FRAME_PROTO)) {
    case TCP:
      return isMetOfStream(base, captured);
    case UDP:
      return captured && isMetOfDatagram(flow);
    case ICMP:
      return captured && isMetOfIcmp(flow, ECHO_REPLY, ECHO);
    case ICMPV6:
      return captured && isMetOfIcmp(flow, ECHO_V6, ECHO_REPLY_V6);
    default:
      return false;
  }
}

function isMetOfDatagram(flow: i32): bool {
  const first = (load<i32>(flow, MISC * 4) & Bit.LABELLED) === 0;
  return (first && !labelByPort(flow)) || !isCounted(flow, first);
}

function isMetOfStream(base: i32, captured: bool): bool {
  const flow = flowAt(base);
  const misc = load<i32>(flow, MISC * 4);
  if ((misc & Bit.COUNTED) !== 0) return !readCounted(base);
  if (captured && (misc & Bit.LABELLED) === 0) return !claimCounted(base);
  if ((misc & Bit.READ) === 0) return false;
  const flags = frame(TCP_FLAGS);
  if (frameDouble(PAYLOAD_LENGTH) === 0 && (misc & Bit.HOLE) === 0 && (flags & (FLAG_FIN | FLAG_RST)) === 0)
    return false;
  const done: i32 = frame(SIDE) === 0 ? Bit.DONE_A : Bit.DONE_B;
  return (misc & (done | Bit.HOLE)) !== done || (flags & (FLAG_SYN | FLAG_RST)) !== 0;
}

/** Of echoes nobody wants more than that they came; other messages may quote a packet. */
function isMetOfIcmp(flow: i32, one: i32, other: i32): bool {
  store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.LABELLED, MISC * 4);
  const type = <i32>load<u8>(frame(TRANSPORT));
  return type !== one && type !== other;
}

/** The first datagram of a flow whose port says whose it is, and which no protocol could claim all the same: labelled here. */
function labelByPort(flow: i32): bool {
  if (appOf(flow) === otherApp) return false;
  if (mayBeClaimed(frame(PAYLOAD), frame(PAYLOAD_END))) return false;
  store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.LABELLED, MISC * 4);
  return true;
}

/** True when somebody must be asked whose the datagram is (`DatagramHints`), or it is STUN (RFC 8489 §5). */
function mayBeClaimed(start: i32, end: i32): bool {
  const length = end - start;
  if (length < 2) return true;
  if (length >= STUN_HEADER && be32(start + 4) === STUN_COOKIE) return true;
  const first = load<u8>(FIRST_BYTES + <i32>load<u8>(start));
  if ((first & load<u8>(SECOND_BYTES + <i32>load<u8>(start + 1))) !== 0) return true;
  if (lengthAt === 0 || length < lengthAt + 4) return false;
  if (be32(start + lengthAt) === length) return true;
  return length >= lengthAt + 8 && be32(start + lengthAt + 4) === length - 4;
}

/** True when nobody outside reads the captured datagram, the `first` of its flow or not: because of its label, or because it is only to be counted. */
function isCounted(flow: i32, first: bool): bool {
  if ((load<i32>(flow, MISC * 4) & READ_OR_LABELLED) !== Bit.LABELLED) return true;
  switch (<i32>load<u8>(READ_APPS + appOf(flow))) {
    case AppReader.NOBODY:
      return true;
    case AppReader.DNS_COUNTS:
      return countDns(frame(PAYLOAD), frame(PAYLOAD_END));
    case AppReader.DHCP_COUNTS:
      return countDhcp(frame(PAYLOAD), frame(PAYLOAD_END));
    case AppReader.NTP_COUNTS:
      return countNtp(frame(PAYLOAD), frame(PAYLOAD_END));
    case AppReader.LONG_HEADERS:
      if (!first || load<u8>(frame(PAYLOAD)) >= LONG_HEADER) return false;
      store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.READ, MISC * 4);
      return true;
    default:
      return false;
  }
}

function appOf(flow: i32): i32 {
  return (load<i32>(flow, FLAGS * 4) >>> 16) & 0xff;
}
