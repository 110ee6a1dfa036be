/**
 * Connections of which nobody wants more than figures, read here as long as they come whole and in order: `COUNTED` in a flow's `MISC` says so, `RARE_SKIP` and
 * `RARE_SAID` how far each direction was read. What comes otherwise is seen by the outside, which goes on with the connection (`StreamTable.goOn`) from the state
 * before that packet: nothing of it was counted.
 */
import {
  EXPECTED,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  READ_STREAMS,
  SEQ,
  SIDE,
  STREAM_HINTS,
  StreamReads,
  TCP_FLAGS,
} from '../src/core-layout';
import { Bit, FLAGS, MISC, NEXT_SEQ, RARE_FIRST, RARE_SAID, RARE_SKIP } from '../src/flow-layout';
import { SAID_OVER } from '../src/http/http-said';
import { flowAt, rareOf } from './flow-store';
import { beginsHttp, contentBehind, readHttp } from './http';
import { frame, frameDouble, httpApp, otherApp, recording, tlsApp } from './memory';
import { MAX_LINE } from '../src/streams/max-line';
import { readClientLines, readServerLines } from './lines';
import { FLAG_FIN, FLAG_RST, FLAG_SYN } from './protocols';
import { OVER, UNSURE } from './segments';
import { beginsTls, readTls } from './tls';

const BOTH_SEQ: i32 = Bit.SEQ_A | Bit.SEQ_B;
const BOTH_DONE: i32 = Bit.DONE_A | Bit.DONE_B;

/** Looks at the first payload of a connection, which is in `FRAME`. True when it can only be of one application and nobody else must read it: the flow is labelled, and `COUNTED` if it is read at all. */
export function claimCounted(base: i32): bool {
  const flow = flowAt(base);
  const labels = load<i32>(flow, FLAGS * 4);
  const byPort = (labels >>> 16) & 0xff;
  // Where no port says what it is, others are asked first.
  if (byPort === otherApp) return false;
  const at = frame(PAYLOAD);
  const end = frame(PAYLOAD_END);
  const claims = claimant(at, end);
  if (claims < 0) return claimByPort(base, byPort, at, end);
  store<i32>(flow, (labels & 0xffff) | (claims << 16), FLAGS * 4);
  if (beginCounted(base)) {
    store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.LABELLED | Bit.APP_CONTENT, MISC * 4);
    return true;
  }
  store<i32>(flow, labels, FLAGS * 4);
  return false;
}

/** The same of a payload that nobody but the application `app`, which the port tells, could claim. That it does is told by records alone. */
function claimByPort(base: i32, app: i32, at: i32, end: i32): bool {
  if (recording) return false;
  const hint = <i32>load<u8>(STREAM_HINTS + <i32>load<u8>(at));
  if ((hint !== 0 && hint !== app + 1) || tellsLength(at, end)) return false;
  const reads = <i32>load<u8>(READ_STREAMS + app);
  if (reads === StreamReads.PROTOCOL || (reads === StreamReads.COUNTED && !beginCounted(base))) return false;
  const flow = flowAt(base);
  store<i32>(flow, load<i32>(flow, MISC * 4) | Bit.LABELLED, MISC * 4);
  return true;
}

/** `lengthFirst` of `StreamProtocol`. */
function tellsLength(at: i32, end: i32): bool {
  return end - at >= 4 && (load<i32>(at) & 0xffffff) === end - at - 4;
}

/** Reads the first payload of a connection, which is in `FRAME` and of the application that the flow is labelled with. False when somebody else must: nothing is changed then. */
export function beginCounted(base: i32): bool {
  const flow = flowAt(base);
  const misc = load<i32>(flow, MISC * 4);
  if ((misc & BOTH_SEQ) !== BOTH_SEQ || (frame(TCP_FLAGS) & (FLAG_SYN | FLAG_RST)) !== 0) return false;
  const side = frame(SIDE);
  const rare = rareOf(base);
  for (let who = 0; who < 2; who++) {
    const at = who << 2;
    store<i32>(rare + at, 0, RARE_SKIP * 4);
    store<i32>(rare + at, 0, RARE_SAID * 4);
    const first = who === side ? frame(EXPECTED) : load<i32>(flow + at, NEXT_SEQ * 4);
    store<i32>(rare + at, first, RARE_FIRST * 4);
  }
  store<i32>(flow, misc | Bit.COUNTED, MISC * 4);
  if (readCounted(base)) return true;
  store<i32>(flow, misc, MISC * 4);
  return false;
}

/** The application that can only be meant, -1 when that is not seen here. */
function claimant(at: i32, end: i32): i32 {
  if (httpApp >= 0 && beginsHttp(at, end)) return httpApp;
  return tlsApp >= 0 && beginsTls(at, end) ? tlsApp : -1;
}

/** Reads the packet in `FRAME` of a flow that is `COUNTED`. False when the outside must go on. */
export function readCounted(base: i32): bool {
  const flow = flowAt(base);
  const flags = frame(TCP_FLAGS);
  if (flags & FLAG_RST) {
    forget(flow);
    return true;
  }
  if (flags & FLAG_SYN) return false;
  const length = frameDouble(PAYLOAD_LENGTH);
  const fin = (flags & FLAG_FIN) !== 0;
  if (length === 0 && !fin) return true;
  const side = frame(SIDE);
  const done: i32 = side === 0 ? Bit.DONE_A : Bit.DONE_B;
  if (load<i32>(flow, MISC * 4) & done) return true;
  const at = frame(PAYLOAD);
  const end = frame(PAYLOAD_END);
  if (frame(SEQ) !== frame(EXPECTED) || <f64>(end - at) !== length) return false;
  let over = fin;
  if (at < end) {
    const next = readSegment(base, side, at, end);
    if (next === UNSURE) return false;
    if (next === OVER) over = true;
  }
  if (over) endSide(flow, done);
  return true;
}

function endSide(flow: i32, done: i32): void {
  const misc = load<i32>(flow, MISC * 4) | done;
  store<i32>(flow, misc, MISC * 4);
  if ((misc & BOTH_DONE) === BOTH_DONE) forget(flow);
}

function forget(flow: i32): void {
  store<i32>(flow, load<i32>(flow, MISC * 4) & ~(Bit.COUNTED | BOTH_DONE), MISC * 4);
}

/** Reads the next bytes of a direction and keeps how far it has come. Returns `OVER`, `UNSURE` or anything else. */
function readSegment(base: i32, side: i32, at: i32, end: i32): i32 {
  const flow = flowAt(base);
  const rare = rareOf(base);
  const skipAt = rare + RARE_SKIP * 4 + (side << 2);
  const saidAt = rare + RARE_SAID * 4 + (side << 2);
  const skip = load<i32>(skipAt);
  if (skip >= end - at) {
    store<i32>(skipAt, skip - (end - at));
    return 0;
  }
  const app = (load<i32>(flow, FLAGS * 4) >>> 16) & 0xff;
  if (app === tlsApp) {
    const said = readTls(at, end, load<i32>(saidAt));
    if (said >= 0) store<i32>(saidAt, said);
    return said;
  }
  const client = side === (load<i32>(flow, MISC * 4) & Bit.ORIGINATOR_B ? 1 : 0);
  if (app !== httpApp) return readLines(at, end, client, saidAt, rare + RARE_SAID * 4 + ((1 - side) << 2));
  const said = readHttp(at + skip, end, client, load<i32>(saidAt));
  if (said === OVER) store<i32>(rare + RARE_SAID * 4 + ((1 - side) << 2), SAID_OVER);
  if (said < 0) return said;
  store<i32>(skipAt, contentBehind());
  store<i32>(saidAt, said);
  return said;
}

/** The same of a conversation in lines; `saidAt`, `othersAt`: where `RARE_SAID` of the sender and of the receiver lies. */
function readLines(at: i32, end: i32, client: bool, saidAt: i32, othersAt: i32): i32 {
  const before = load<i32>(saidAt);
  const said = client ? readClientLines(at, end, before, load<i32>(othersAt)) : readServerLines(at, end, before);
  if (said >= 0) store<i32>(saidAt, said);
  else if (said === OVER && !client) store<i32>(saidAt, MAX_LINE);
  return said;
}
