/** Follows TCP connections packet by packet: sequence numbers, first sights, handshake. */
import { PAYLOAD_LENGTH, SEQ, TCP_FLAGS, TIME_US } from '../src/core-layout';
import {
  Bit,
  MISC,
  NEXT_SEQ,
  RARE_RETRANS,
  RARE_RST_FIRST_F,
  RARE_RST_LAST_F,
  RST_COUNT,
  RTT,
  SEEN,
  SYN_COUNT,
  SYN_FIRST_F,
  SYN_LAST_F,
} from '../src/flow-layout';
import { Event, SIDE_MASK, SIDE_SHIFT } from '../src/tcp-events';
import { flowAt, rareOf } from './flow-store';
import { addLetter } from './history';
import { frame, frameDouble } from './memory';
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from './protocols';

const RARE = FLAG_SYN | FLAG_FIN | FLAG_RST;
const MAX_RTT_US: f64 = 0x7fffffff;
const EVENTS = 9;

/** Low word of a length or sum of lengths, as sequence numbers count. */
export function word(length: f64): i32 {
  return <i32>(<i64>length);
}

/** Follows the packet in `FRAME` from `side`. Returns `CLOSED` or `RESET` when it ended the connection, else 0. */
export function trackTcp(base: i32, side: i32): i32 {
  const flow = flowAt(base);
  const flags = frame(TCP_FLAGS);
  const length = frameDouble(PAYLOAD_LENGTH);
  let event: i32 = 0;
  if (length > 0) {
    event = Event.DATA;
    if ((flags & RARE) === 0) {
      const next = frame(SEQ) + word(length);
      const known: i32 = side === 0 ? Bit.SEQ_A : Bit.SEQ_B;
      const misc = load<i32>(flow, MISC * 4);
      const nextAt = flow + NEXT_SEQ * 4 + (side << 2);
      if (misc & known) {
        const ahead = next - load<i32>(nextAt);
        if (ahead > 0) store<i32>(nextAt, next);
        // One byte just below what is expected is a keep-alive probe (RFC 9293 §3.8.4).
        else if (ahead < 0 || length > 1) {
          countRetransmission(base, side);
          event |= Event.RETRANS;
        }
      } else {
        store<i32>(flow, misc | known, MISC * 4);
        store<i32>(nextAt, next);
      }
    }
  } else if (flags & FLAG_ACK) event = Event.ACK;
  if ((flags & RARE) === 0) {
    const seen = (load<i32>(flow, SEEN * 4) >>> (side * SIDE_SHIFT)) & SIDE_MASK;
    if ((event & ~seen) === 0) return 0;
  }
  return firstSights(base, side, event);
}

/** Packets with SYN, FIN or RST, and those that show something for the first time. */
function firstSights(base: i32, side: i32, event: i32): i32 {
  const flow = flowAt(base);
  const flags = frame(TCP_FLAGS);
  const us = frameDouble(TIME_US);
  const misc = load<i32>(flow, MISC * 4);
  const originator = side === (misc & Bit.ORIGINATOR_B ? 1 : 0);
  const seen = load<i32>(flow, SEEN * 4);
  let events = event;
  if (flags & FLAG_SYN) {
    events |= flags & FLAG_ACK ? Event.SYN_ACK : Event.SYN;
    if ((flags & FLAG_ACK) === 0) countSyn(flow, us);
    if (flags & (FLAG_FIN | FLAG_RST)) events |= Event.MULTI_FLAG;
    if (frameDouble(PAYLOAD_LENGTH) === 0) events &= ~Event.ACK;
  }
  if (flags & FLAG_FIN) events = (events | Event.FIN) & ~Event.ACK;
  if (flags & FLAG_RST) {
    events = (events | Event.RST) & ~Event.ACK;
    if (flags & FLAG_FIN) events |= Event.INCONSISTENT;
    countReset(base, us);
  }
  if ((flags & RARE) !== 0) follow(flow, side, flags);
  const fresh = events & ~((seen >>> (side * SIDE_SHIFT)) & SIDE_MASK);
  if (fresh !== 0) {
    store<i32>(flow, seen | (fresh << (side * SIDE_SHIFT)), SEEN * 4);
    for (let bit = 0; bit < EVENTS; bit++) if (fresh & (1 << bit)) addLetter(base, bit + 1, originator);
  }
  const other = (seen >>> ((1 - side) * SIDE_SHIFT)) & SIDE_MASK;
  if (originator && other & Event.SYN_ACK && (misc & Bit.ESTABLISHED) === 0 && (flags & RARE) === 0) {
    store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.ESTABLISHED, MISC * 4);
    const rtt = us - load<f64>(flow, SYN_LAST_F * 8);
    if (seen & (Event.SYN << (side * SIDE_SHIFT)) && rtt >= 0 && rtt <= MAX_RTT_US) store<i32>(flow, <i32>rtt, RTT * 4);
  }
  if (misc & (Bit.CLOSED | Bit.RESET)) return 0;
  if (flags & FLAG_RST) return Bit.RESET;
  return flags & FLAG_FIN && other & Event.FIN ? Bit.CLOSED : 0;
}

/** SYN and FIN take a place in sequence space; data with them are not judged as repeated. */
function follow(flow: i32, side: i32, flags: i32): void {
  if (flags & FLAG_RST) return;
  const next = frame(SEQ) + word(frameDouble(PAYLOAD_LENGTH)) + (flags & FLAG_SYN ? 1 : 0);
  const known: i32 = side === 0 ? Bit.SEQ_A : Bit.SEQ_B;
  const misc = load<i32>(flow, MISC * 4);
  const nextAt = flow + NEXT_SEQ * 4 + (side << 2);
  if ((misc & known) === 0 || next - load<i32>(nextAt) > 0) store<i32>(nextAt, next);
  store<i32>(flow, misc | known, MISC * 4);
}

function countSyn(flow: i32, us: f64): void {
  const count = load<i32>(flow, SYN_COUNT * 4);
  if (count === 0 || us < load<f64>(flow, SYN_FIRST_F * 8)) store<f64>(flow, us, SYN_FIRST_F * 8);
  if (count === 0 || us > load<f64>(flow, SYN_LAST_F * 8)) store<f64>(flow, us, SYN_LAST_F * 8);
  store<i32>(flow, count + 1, SYN_COUNT * 4);
}

function countReset(base: i32, us: f64): void {
  const flow = flowAt(base);
  const rare = rareOf(base);
  const count = load<i32>(flow, RST_COUNT * 4);
  if (count === 0 || us < load<f64>(rare, RARE_RST_FIRST_F * 8)) store<f64>(rare, us, RARE_RST_FIRST_F * 8);
  if (count === 0 || us > load<f64>(rare, RARE_RST_LAST_F * 8)) store<f64>(rare, us, RARE_RST_LAST_F * 8);
  store<i32>(flow, count + 1, RST_COUNT * 4);
}

/** To be called before `SEEN` tells of it. */
function countRetransmission(base: i32, side: i32): void {
  const at = rareOf(base) + RARE_RETRANS * 4 + (side << 2);
  const before = load<i32>(flowAt(base), SEEN * 4) & (Event.RETRANS << (side * SIDE_SHIFT));
  store<i32>(at, before === 0 ? 1 : load<i32>(at) + 1);
}
