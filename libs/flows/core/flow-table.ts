/** The flow table: packets in, records out. Time is packet time; seconds are counted from an epoch that the outside knows. */
import {
  DEPTH,
  DST_PORT,
  EXPECTED,
  FLOW,
  FRAME_PROTO,
  IFACE,
  IS_NEW,
  KEY_A0,
  KEY_A1,
  KEY_A2,
  KEY_A3,
  KEY_B0,
  KEY_B1,
  KEY_B2,
  KEY_B3,
  KEY_HASH,
  KEY_PROTO,
  LATER,
  ORIGINAL,
  PAYLOAD_LENGTH,
  SEQ,
  SIDE,
  SRC_PORT,
  TCP_FLAGS,
  TIME_US,
  TIME_WRONG,
  VLAN,
} from '../src/core-layout';
import {
  Bit,
  BYTES_F,
  FIRST_F,
  FLAGS,
  HASH,
  LAST_F,
  MARK_SECOND,
  MISC,
  NEXT_SEQ,
  ORDINAL,
  ORIGIN,
  PACKETS,
  PAYLOAD_F,
  PROTO,
  RECORD,
  RECORDED,
  RST_COUNT,
  RTT,
  SEEN,
  SEEN_SECOND,
  SYN_COUNT,
} from '../src/flow-layout';
import { EVICTED, FIN, IDLE, OPEN, RST, UPDATE, END } from '../src/record-kinds';
import { DATA_LETTER, Event, SIDE_SHIFT, SWAPPED } from '../src/tcp-events';
import { countsPairs, notePair } from './distinct-pairs';
import { appOfPorts, directionOf, RECEIVER_SURE, SENDER } from './direction';
import { ended, gone, record as dueRecord, woken } from './env';
import { after, candidate, home, insert, NOT_THERE, removeFromIndex } from './flow-index';
import { hasKey, keepKey, otherHash, pairHash, takeKey } from './flow-key';
import { flowAt, release, take } from './flow-store';
import { addLetter } from './history';
import { isInside } from './inside';
import {
  frame,
  frameDouble,
  icmpTimeout,
  key,
  recording,
  setFrame,
  synTimeout,
  tcpTimeout,
  udpTimeout,
} from './memory';
import { FLAG_SYN, ICMP, ICMPV6, TCP, UDP } from './protocols';
import { trackTcp } from './tcp-tracker';
import { move, put, remove as removeFromWheel, takeOne, WHEEL_SECONDS } from './timing-wheel';

const SECOND: f64 = 1_000_000;
/** How long a connection is kept after its end so that late packets still belong to it. */
const FIN_LINGER_S = 5;
const RST_LINGER_S = 1;
const UPDATE_S = 60;
const SYN_FIN_RST_ACK = 0x17;

/** Flows ever begun, records written or due, flows ended for want of room. */
let begun: i64 = 0;
let records: i64 = 0;
let evictions: i64 = 0;
let now: i32 = 0;

export function flowsBegun(): f64 {
  return <f64>begun;
}

export function recordsDue(): f64 {
  return <f64>records;
}

export function evicted(): f64 {
  return <f64>evictions;
}

/** Counting of seconds begins anew. */
export function start(): void {
  now = 0;
}

/** Adds the packet in `FRAME`: `FLOW`, `SIDE`, `IS_NEW` and, until the flow is labelled, `EXPECTED` tell of its flow. */
export function addPacket(): i32 {
  const side = takeKey();
  setFrame(SIDE, side);
  const flags = frame(TCP_FLAGS);
  let base = find();
  if (base >= 0) {
    setFrame(IS_NEW, 0);
    const misc = load<i32>(flowAt(base), MISC * 4);
    if ((misc & (Bit.CLOSED | Bit.RESET)) !== 0 && (flags & SYN_FIN_RST_ACK) === FLAG_SYN) {
      end(base, misc & Bit.CLOSED ? FIN : RST);
      base = begin(side);
    }
  } else base = begin(side);
  setFrame(FLOW, base);
  const flow = flowAt(base);
  const us = frameDouble(TIME_US);
  const payload = frameDouble(PAYLOAD_LENGTH);
  const packetsAt = flow + (side << 2);
  const doublesAt = flow + (side << 3);
  store<i32>(packetsAt, load<i32>(packetsAt, PACKETS * 4) + 1, PACKETS * 4);
  store<f64>(doublesAt, load<f64>(doublesAt, BYTES_F * 8) + frameDouble(ORIGINAL), BYTES_F * 8);
  store<f64>(doublesAt, load<f64>(doublesAt, PAYLOAD_F * 8) + payload, PAYLOAD_F * 8);
  if (us > load<f64>(flow, LAST_F * 8)) store<f64>(flow, us, LAST_F * 8);
  store<i32>(flow, now, SEEN_SECOND * 4);
  const wrong = frame(TIME_WRONG) !== 0;
  if (load<i32>(flow, MISC * 4) & Bit.QUIET || wrong) wake(base, us, wrong);
  const proto = frame(FRAME_PROTO);
  if (proto === TCP) {
    store<i32>(flow, load<i32>(flow, FLAGS * 4) | (flags << (side * 8)), FLAGS * 4);
    if (frame(LATER) === 0) {
      setFrame(EXPECTED, expectedOf(flow, side, flags));
      const over = trackTcp(base, side);
      if (over !== 0) close(base, over);
    } else setFrame(EXPECTED, load<i32>(flow + (side << 2), NEXT_SEQ * 4));
  } else if (proto === UDP && payload > 0) datagram(base, side);
  if ((load<i32>(flow, MISC * 4) & (Bit.OPENED | Bit.CLOSED | Bit.RESET)) === 0) {
    const age = us - load<f64>(flow, FIRST_F * 8);
    if (age >= SECOND) open(base);
    else if (age < 0) store<f64>(flow, us, FIRST_F * 8);
  }
  return base;
}

/** The sequence number with which the sender's stream was due to go on. */
function expectedOf(flow: i32, side: i32, flags: i32): i32 {
  const misc = load<i32>(flow, MISC * 4);
  const known = (misc & (side === 0 ? Bit.SEQ_A : Bit.SEQ_B)) !== 0;
  // Of a connection that is read, a SYN of another one changes nothing.
  if (known && ((flags & FLAG_SYN) === 0 || (misc & Bit.COUNTED) !== 0))
    return load<i32>(flow + (side << 2), NEXT_SEQ * 4);
  return frame(SEQ) + (flags & FLAG_SYN ? 1 : 0);
}

/** Base of the flow of the key, -1 when there is none. */
export function find(): i32 {
  const hash = key(KEY_HASH);
  let at = home(hash);
  let base = candidate(at, hash);
  while (base !== NOT_THERE) {
    if (base >= 0 && hasKey(base)) return base;
    at = after(at);
    base = candidate(at, hash);
  }
  return NOT_THERE;
}

/** Begins a flow of the key with the packet in `FRAME`, sent by `side`. */
export function begin(side: i32): i32 {
  let base = take();
  while (base < 0) {
    evict();
    base = take();
  }
  const proto = frame(FRAME_PROTO);
  const direction = directionOf();
  const swapped = direction === RECEIVER_SURE;
  const originator = swapped ? 1 - side : side;
  const flow = flowAt(base);
  const us = frameDouble(TIME_US);
  const iface = frame(IFACE);
  keepKey(base);
  store<i32>(flow, key(KEY_HASH), HASH * 4);
  begun++;
  store<i32>(flow, <i32>begun, ORDINAL * 4);
  store<i32>(flow, -1, RTT * 4);
  store<i32>(flow, -1, RECORDED * 4);
  store<i32>(flow, (iface < 0xffff ? iface : 0xffff) | (frame(VLAN) << 16), ORIGIN * 4);
  store<i32>(flow, now, MARK_SECOND * 4);
  let misc: i32 = originator === 1 ? Bit.ORIGINATOR_B : 0;
  if (direction !== SENDER) misc |= Bit.SURE;
  const bits = key(KEY_PROTO);
  if (isInside(bits, key(KEY_A0), key(KEY_A1), key(KEY_A2), key(KEY_A3))) misc |= Bit.A_INSIDE;
  if (isInside(bits, key(KEY_B0), key(KEY_B1), key(KEY_B2), key(KEY_B3))) misc |= Bit.B_INSIDE;
  if (frame(DEPTH) > 0) misc |= Bit.TUNNELLED;
  store<i32>(flow, misc, MISC * 4);
  const responderPort = frame(swapped ? SRC_PORT : DST_PORT);
  const originatorPort = frame(swapped ? DST_PORT : SRC_PORT);
  store<i32>(flow, appOfPorts(proto, originatorPort, responderPort) << 16, FLAGS * 4);
  if (swapped && proto !== ICMP) addLetter(base, SWAPPED, false);
  store<f64>(flow, us, FIRST_F * 8);
  store<f64>(flow, us, LAST_F * 8);
  insert(base);
  put(base, now + 2);
  setFrame(IS_NEW, 1);
  if (countsPairs()) countTuple(proto);
  return base;
}

/** Kinds of what is counted in `distinct-pairs.ts`: five-tuples, of ICMP address pairs. */
const TCP_TUPLES = 0;
const UDP_TUPLES = 1;
const ICMP_PAIRS = 2;

function countTuple(proto: i32): void {
  if (proto === TCP) notePair(TCP_TUPLES, otherHash(false), key(KEY_HASH));
  else if (proto === UDP) notePair(UDP_TUPLES, otherHash(false), key(KEY_HASH));
  else if (proto === ICMP || proto === ICMPV6) notePair(ICMP_PAIRS, otherHash(true), pairHash());
}

/** The first packet since the last record; or one whose time was not right. */
export function wake(base: i32, us: f64, wrong: bool): void {
  const flow = flowAt(base);
  let misc = load<i32>(flow, MISC * 4);
  if (wrong) misc |= Bit.TIME_INVALID;
  if (misc & Bit.QUIET) {
    misc &= ~Bit.QUIET;
    if (load<i32>(flow, RECORDED * 4) >= 0) woken(base, us);
  }
  store<i32>(flow, misc, MISC * 4);
}

function datagram(base: i32, side: i32): void {
  const flow = flowAt(base);
  const bit = Event.DATA << (side * SIDE_SHIFT);
  const seen = load<i32>(flow, SEEN * 4);
  if ((seen & bit) !== 0) return;
  store<i32>(flow, seen | bit, SEEN * 4);
  addLetter(base, DATA_LETTER, side === (load<i32>(flow, MISC * 4) & Bit.ORIGINATOR_B ? 1 : 0));
}

/** @param over the bit that says how */
export function close(base: i32, over: i32): void {
  const flow = flowAt(base);
  store<i32>(flow, load<i32>(flow, MISC * 4) | over, MISC * 4);
  move(base, now + 1 + (over === Bit.CLOSED ? FIN_LINGER_S : RST_LINGER_S));
}

function open(base: i32): void {
  record(base, OPEN, 0);
  store<i32>(flowAt(base), now + UPDATE_S, MARK_SECOND * 4);
  move(base, due(base));
}

/** Goes to the next second and does what is due there. */
export function nextSecond(): void {
  now++;
  for (;;) {
    const base = takeOne(now);
    if (base < 0) return;
    visit(base);
  }
}

/** A flow whose second in the wheel has come: it is out of the wheel until it is put in again. */
function visit(base: i32): void {
  const flow = flowAt(base);
  const misc = load<i32>(flow, MISC * 4);
  if (misc & Bit.CLOSED) return remove(base, FIN);
  if (misc & Bit.RESET) return remove(base, RST);
  if (now > load<i32>(flow, SEEN_SECOND * 4) + timeout(flow)) return remove(base, IDLE);
  if ((misc & Bit.OPENED) === 0) {
    const back = misc & Bit.ORIGINATOR_B ? 0 : 1;
    const young = now < load<i32>(flow, MARK_SECOND * 4) + 2;
    if ((load<i32>(flow + (back << 2), PACKETS * 4) === 0 || misc & Bit.EXPORTED) && !young) {
      record(base, OPEN, 0);
      store<i32>(flow, now + UPDATE_S, MARK_SECOND * 4);
    }
  } else if (now >= load<i32>(flow, MARK_SECOND * 4)) {
    if ((misc & Bit.QUIET) === 0) record(base, UPDATE, 0);
    store<i32>(flow, now + UPDATE_S, MARK_SECOND * 4);
  }
  put(base, due(base));
}

/** When the flow must be looked at again. */
function due(base: i32): i32 {
  const flow = flowAt(base);
  let second = load<i32>(flow, SEEN_SECOND * 4) + timeout(flow) + 1;
  if (load<i32>(flow, MISC * 4) & Bit.OPENED) second = min(second, load<i32>(flow, MARK_SECOND * 4));
  return min(max(second, now + 1), now + WHEEL_SECONDS - 1);
}

function timeout(flow: i32): i32 {
  switch (load<i32>(flow, PROTO * 4) & 0xff) {
    case TCP: {
      const back = load<i32>(flow, MISC * 4) & Bit.ORIGINATOR_B ? 0 : 1;
      const syn = Event.SYN << ((1 - back) * SIDE_SHIFT);
      const unanswered = load<i32>(flow + (back << 2), PACKETS * 4) === 0 && (load<i32>(flow, SEEN * 4) & syn) !== 0;
      return unanswered ? synTimeout : tcpTimeout;
    }
    case ICMP:
    case ICMPV6:
      return icmpTimeout;
    default:
      return udpTimeout;
  }
}

/** Makes room: ends a flow that is looked at soonest, which under a flood is one of the flood. */
function evict(): void {
  for (let second = now + 1; ; second++) {
    const base = takeOne(second);
    if (base < 0) continue;
    evictions++;
    return remove(base, EVICTED);
  }
}

export function end(base: i32, why: i32): void {
  removeFromWheel(base);
  remove(base, why);
}

/** The last that is heard of a flow. */
export function last(base: i32, why: i32): void {
  if (load<i32>(flowAt(base), MISC * 4) & Bit.READ) ended(base);
  record(base, END, why);
}

function remove(base: i32, why: i32): void {
  last(base, why);
  const flow = flowAt(base);
  if (load<i32>(flow, RECORDED * 4) >= 0 || load<i32>(flow, MISC * 4) & Bit.TUNNELLED) gone(base);
  removeFromIndex(base);
  release(base);
}

function record(base: i32, kind: i32, why: i32): void {
  records++;
  // Without anybody who writes records, nobody asks what is new since the last one.
  if (recording) dueRecord(base, kind, why);
  if (kind === END) return;
  const flow = flowAt(base);
  store<i32>(flow, load<i32>(flow, RECORD * 4) + 1, RECORD * 4);
  store<i32>(flow, 0, SYN_COUNT * 4);
  store<i32>(flow, 0, RST_COUNT * 4);
  store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.OPENED | Bit.QUIET, MISC * 4);
}
