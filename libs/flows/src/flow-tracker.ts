import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import { FLOW_END_REASONS, FLOW_RECORD_KINDS } from '@wireledger/events/telemetry';
import { isInsideKey } from './addresses';
import { appOfPorts } from './app-ports';
import * as directions from './direction';
import * as indexes from './flow-index';
import { flowAt, FlowIndex, mayBe } from './flow-index';
import { FlowKey } from './flow-key';
import * as layout from './flow-layout';
import { type FlowRecorder, type OuterAddresses, outerOf } from './flow-recorder';
import type { FlowStore } from './flow-store';
import type { FlowTimeouts } from './flow-timeouts';
import { type RecordedCounters, DELTA_FIRST, RECORDED_DOUBLES } from './recorded-counters';
import * as states from './tcp-state';
import { trackTcp } from './tcp-tracker';
import { TimingWheel, WHEEL_SECONDS } from './timing-wheel';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
  BYTES_F,
  FIRST_F,
  FLAGS,
  FLOW_WORDS,
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
  Bit,
} = layout;
const { FrameKind, IpProto, TcpFlag } = decoders;
const { addLetter, Event, SIDE_SHIFT, SWAPPED } = states;
const { Direction, directionOf } = directions;
const { EMPTY } = indexes;

const SECOND = 1_000_000;
const OPEN = FLOW_RECORD_KINDS.indexOf('open');
const UPDATE = FLOW_RECORD_KINDS.indexOf('update');
const END = FLOW_RECORD_KINDS.indexOf('end');
const reason = (name: (typeof FLOW_END_REASONS)[number]): number => FLOW_END_REASONS.indexOf(name);
const FIN = reason('fin');
const RST = reason('rst');
const IDLE = reason('idle');
const EVICTED = reason('evicted');
const CAPTURE_END = reason('captureEnd');
/** How long a connection is kept after its end so that late packets still belong to it. */
const FIN_LINGER_S = 5;
const RST_LINGER_S = 1;
const UPDATE_S = 60;

/** Hears of the end of flows that something reads, before their last record is written. */
export interface FlowReaders {
  ended(base: number): void;
}

/** The flow table: packets in, records out. Time is packet time; seconds are counted from `epoch`. */
export class FlowTracker {
  /** Flows ever begun, and records written or due (they are counted also when nobody wants them). */
  begun = 0;
  records = 0;
  evicted = 0;
  /** Set by `packet`: the flow's key, for whoever counts distinct ones. */
  readonly key = new FlowKey();
  /** True when the last `packet` began a flow; and who sent it, 0 = A. */
  isNew = false;
  side: 0 | 1 = 0;
  /** Sequence number with which the sender's stream was due to go on before that packet (TCP, until the flow is `LABELLED`). */
  expected = 0;
  /** Told of the end of flows that are `READ`. */
  readers: FlowReaders | null = null;
  private readonly quoted = new FlowKey();
  private readonly index: FlowIndex;
  private readonly wheel: TimingWheel;
  private readonly tunnels = new Map<number, OuterAddresses>();
  /** Virtual second, counted from `epoch` (s since 1970). */
  second = 0;
  private epoch = 0;

  constructor(
    readonly store: FlowStore,
    private readonly recorded: RecordedCounters,
    private readonly recorder: FlowRecorder | null,
    private readonly timeouts: FlowTimeouts,
  ) {
    this.index = new FlowIndex(store);
    this.wheel = new TimingWheel(store);
  }

  /** Begins counting anew at `second` since 1970. @throws while flows live */
  start(second: number): void {
    if (this.store.live > 0) throw new Error('time jumped over living flows');
    this.epoch = second;
    this.second = 0;
  }

  /** Adds a packet of kind IP or LATER_FRAGMENT (its ports filled in). Returns the flow's base. */
  packet(packet: Packet, us: number, original: number, iface: number, invalid: boolean): number {
    const { store, key } = this;
    const side = key.set(packet);
    this.side = side;
    let base = this.find(key);
    if (base >= 0) {
      this.isNew = false;
      const misc = store.words[base + MISC] as number;
      if ((misc & (Bit.CLOSED | Bit.RESET)) !== 0 && (packet.tcpFlags & 0x17) === TcpFlag.SYN) {
        this.end(base, misc & Bit.CLOSED ? FIN : RST);
        base = this.begin(packet, side, us, iface);
      }
    } else base = this.begin(packet, side, us, iface);
    const { words, doubles } = store;
    const f = base >> 1;
    words[base + PACKETS + side] = (words[base + PACKETS + side] as number) + 1;
    doubles[f + BYTES_F + side] = (doubles[f + BYTES_F + side] as number) + original;
    const payload = packet.payloadLength;
    doubles[f + PAYLOAD_F + side] = (doubles[f + PAYLOAD_F + side] as number) + payload;
    if (us > (doubles[f + LAST_F] as number)) doubles[f + LAST_F] = us;
    words[base + SEEN_SECOND] = this.second;
    if ((words[base + MISC] as number) & Bit.QUIET || invalid) this.wake(base, us, invalid);
    if (packet.proto === IpProto.TCP) {
      words[base + FLAGS] = (words[base + FLAGS] as number) | (packet.tcpFlags << (side * 8));
      if (packet.kind === FrameKind.IP) {
        const labels = words[base + MISC] as number;
        if ((labels & Bit.LABELLED) === 0) this.expected = expectedOf(words, base, side, packet);
        const ended = trackTcp(store, base, side, packet, us);
        if (ended !== 0) this.close(base, ended);
      }
    } else if (payload > 0 && packet.proto === IpProto.UDP) this.datagram(base, side);
    const misc = words[base + MISC] as number;
    if ((misc & (Bit.OPENED | Bit.CLOSED | Bit.RESET)) === 0) {
      const age = us - (doubles[f + FIRST_F] as number);
      if (age >= SECOND) this.open(base);
      else if (age < 0) doubles[f + FIRST_F] = us;
    }
    return base;
  }

  /** Adds packets of `side` that came before anybody could tell whose they were. */
  addEarly(base: number, side: 0 | 1, packets: number, bytes: number, payload: number): void {
    const { words, doubles } = this.store;
    const f = base >> 1;
    words[base + PACKETS + side] = (words[base + PACKETS + side] as number) + packets;
    doubles[f + BYTES_F + side] = (doubles[f + BYTES_F + side] as number) + bytes;
    doubles[f + PAYLOAD_F + side] = (doubles[f + PAYLOAD_F + side] as number) + payload;
  }

  /** An ICMP error quotes a packet: its flow, when there is one, gets the `bit`. */
  mark(quoted: Packet, bit: number): void {
    this.quoted.set(quoted);
    const base = this.find(this.quoted);
    const { words } = this.store;
    if (base >= 0) words[base + MISC] = (words[base + MISC] as number) | bit;
  }

  /** Goes to the next virtual second and does what is due there. */
  nextSecond(): void {
    this.second++;
    for (;;) {
      const base = this.wheel.takeOne(this.second);
      if (base < 0) return;
      this.visit(base);
    }
  }

  /** Ends all flows in the order in which they began. Unless it `goesOn` they stay where they are: taking each out of all tables costs more than the rest. */
  finish(goesOn = false): void {
    const { words, live } = this.store;
    const flows = new Float64Array(live);
    // Without anybody who writes records, only of those that are read somebody hears.
    const all = goesOn || this.recorder !== null;
    let count = 0;
    for (let base = 0, left = live; left > 0; base += FLOW_WORDS) {
      if (words[base + ORDINAL] === 0) continue;
      left--;
      if (all || (words[base + MISC] as number) & Bit.READ)
        flows[count++] = ((words[base + ORDINAL] as number) >>> 0) * 0x200000 + base / FLOW_WORDS;
      else this.records++;
    }
    for (const packed of flows.subarray(0, count).sort()) {
      const base = (packed % 0x200000) * FLOW_WORDS;
      const misc = words[base + MISC] as number;
      const why = misc & Bit.CLOSED ? FIN : misc & Bit.RESET ? RST : CAPTURE_END;
      if (goesOn) this.end(base, why);
      else this.last(base, why);
    }
  }

  find(key: FlowKey): number {
    const { index, store } = this;
    const { places, mask } = index;
    const { hash } = key;
    let at = hash & mask;
    for (;;) {
      const place = places[at] as number;
      if (place === EMPTY) return -1;
      if (mayBe(place, hash) && key.equals(store, flowAt(place))) return flowAt(place);
      at = (at + 1) & mask;
    }
  }

  begin(packet: Packet, side: 0 | 1, us: number, iface: number): number {
    let base = this.store.take();
    while (base < 0) {
      this.evict();
      base = this.store.take();
    }
    const { key } = this;
    const { words, doubles } = this.store;
    const direction = directionOf(packet);
    const swapped = direction === Direction.RECEIVER_SURE;
    const originator = swapped ? 1 - side : side;
    key.store(this.store, base);
    words[base + HASH] = key.hash;
    words[base + ORDINAL] = ++this.begun | 0;
    words[base + RTT] = -1;
    words[base + RECORDED] = -1;
    words[base + ORIGIN] = Math.min(iface, 0xffff) | (packet.vlan << 16);
    words[base + MARK_SECOND] = this.second;
    let misc = originator === 1 ? Bit.ORIGINATOR_B : 0;
    if (direction !== Direction.SENDER) misc |= Bit.SURE;
    if (isInsideKey(key.proto, key.a0, key.a1, key.a2, key.a3)) misc |= Bit.A_INSIDE;
    if (isInsideKey(key.proto, key.b0, key.b1, key.b2, key.b3)) misc |= Bit.B_INSIDE;
    if (packet.depth > 0) {
      misc |= Bit.TUNNELLED;
      if (this.recorder) this.tunnels.set(base, outerOf(packet, swapped));
    }
    words[base + MISC] = misc;
    const responderPort = swapped ? packet.srcPort : packet.dstPort;
    const originatorPort = swapped ? packet.dstPort : packet.srcPort;
    words[base + FLAGS] = appOfPorts(packet.proto, originatorPort, responderPort) << 16;
    if (swapped && packet.proto !== IpProto.ICMP) addLetter(this.store, base, SWAPPED, false);
    const f = base >> 1;
    doubles[f + FIRST_F] = us;
    doubles[f + LAST_F] = us;
    this.index.insert(base);
    this.wheel.put(base, this.second + 2);
    this.isNew = true;
    return base;
  }

  /** The first packet since the last record; or one whose time was not right. */
  wake(base: number, us: number, invalid: boolean): void {
    const { words } = this.store;
    let misc = words[base + MISC] as number;
    if (invalid) misc |= Bit.TIME_INVALID;
    if (misc & Bit.QUIET) {
      misc &= ~Bit.QUIET;
      const at = words[base + RECORDED] as number;
      if (at >= 0) this.recorded.values[at + DELTA_FIRST] = us;
    }
    words[base + MISC] = misc;
  }

  private datagram(base: number, side: 0 | 1): void {
    const { words } = this.store;
    const bit = Event.DATA << (side * SIDE_SHIFT);
    const seen = words[base + SEEN] as number;
    if ((seen & bit) !== 0) return;
    words[base + SEEN] = seen | bit;
    addLetter(this.store, base, 4, side === ((words[base + MISC] as number) & Bit.ORIGINATOR_B ? 1 : 0));
  }

  close(base: number, ended: number): void {
    const { words } = this.store;
    words[base + MISC] = (words[base + MISC] as number) | ended;
    this.wheel.move(base, this.second + 1 + (ended === Bit.CLOSED ? FIN_LINGER_S : RST_LINGER_S));
  }

  private open(base: number): void {
    this.record(base, OPEN, 0);
    this.store.words[base + MARK_SECOND] = this.second + UPDATE_S;
    this.wheel.move(base, this.due(base));
  }

  /** A flow whose second in the wheel has come: it is out of the wheel until it is put in again. */
  private visit(base: number): void {
    const { words } = this.store;
    const { second } = this;
    const misc = words[base + MISC] as number;
    if (misc & Bit.CLOSED) return this.remove(base, FIN);
    if (misc & Bit.RESET) return this.remove(base, RST);
    if (second > (words[base + SEEN_SECOND] as number) + this.timeout(base)) return this.remove(base, IDLE);
    if ((misc & Bit.OPENED) === 0) {
      const back = misc & Bit.ORIGINATOR_B ? 0 : 1;
      const young = second < (words[base + MARK_SECOND] as number) + 2;
      if ((words[base + PACKETS + back] === 0 || misc & Bit.EXPORTED) && !young) {
        this.record(base, OPEN, 0);
        words[base + MARK_SECOND] = second + UPDATE_S;
      }
    } else if (second >= (words[base + MARK_SECOND] as number)) {
      if ((misc & Bit.QUIET) === 0) this.record(base, UPDATE, 0);
      words[base + MARK_SECOND] = second + UPDATE_S;
    }
    this.wheel.put(base, this.due(base));
  }

  /** When the flow must be looked at again. */
  private due(base: number): number {
    const { words } = this.store;
    const idle = (words[base + SEEN_SECOND] as number) + this.timeout(base) + 1;
    const opened = (words[base + MISC] as number) & Bit.OPENED;
    const due = opened ? Math.min(idle, words[base + MARK_SECOND] as number) : idle;
    return Math.min(Math.max(due, this.second + 1), this.second + WHEEL_SECONDS - 1);
  }

  private timeout(base: number): number {
    const { words } = this.store;
    switch ((words[base + PROTO] as number) & 0xff) {
      case IpProto.TCP: {
        const back = (words[base + MISC] as number) & Bit.ORIGINATOR_B ? 0 : 1;
        const syn = Event.SYN << ((1 - back) * SIDE_SHIFT);
        const unanswered = words[base + PACKETS + back] === 0 && ((words[base + SEEN] as number) & syn) !== 0;
        return unanswered ? this.timeouts.unansweredSyn : this.timeouts.tcp;
      }
      case IpProto.ICMP:
      case IpProto.ICMPV6:
        return this.timeouts.icmp;
      default:
        return this.timeouts.udp;
    }
  }

  /** Makes room: ends a flow that is looked at soonest, which under a flood is one of the flood. */
  private evict(): void {
    for (let second = this.second + 1; ; second++) {
      const base = this.wheel.takeOne(second);
      if (base < 0) continue;
      this.evicted++;
      return this.remove(base, EVICTED);
    }
  }

  end(base: number, why: number): void {
    this.wheel.remove(base);
    this.remove(base, why);
  }

  /** The last that is heard of a flow. */
  private last(base: number, why: number): void {
    if ((this.store.words[base + MISC] as number) & Bit.READ) this.readers?.ended(base);
    this.record(base, END, why);
  }

  private remove(base: number, why: number): void {
    const { words } = this.store;
    this.last(base, why);
    const at = words[base + RECORDED] as number;
    if (at >= 0) this.recorded.release(at);
    if ((words[base + MISC] as number) & Bit.TUNNELLED) this.tunnels.delete(base);
    this.index.remove(base);
    this.store.release(base);
  }

  private record(base: number, kind: number, why: number): void {
    this.records++;
    const { words } = this.store;
    this.recorder?.write(base, kind, why, (this.epoch + this.second) * SECOND, this.tunnels.get(base));
    if (kind === END) return;
    // Without anybody who writes records, nobody asks what is new since the last one.
    if (this.recorder) this.remember(base);
    words[base + RECORD] = (words[base + RECORD] as number) + 1;
    words[base + SYN_COUNT] = 0;
    words[base + RST_COUNT] = 0;
    words[base + MISC] = (words[base + MISC] as number) | Bit.OPENED | Bit.QUIET;
  }

  /** What the flow has come to, for the next record to tell what is new. */
  private remember(base: number): void {
    const { words, doubles } = this.store;
    let at = words[base + RECORDED] as number;
    if (at < 0) words[base + RECORDED] = at = this.recorded.take();
    const { values } = this.recorded;
    const f = base >> 1;
    for (let side = 0; side < 2; side++) {
      values[at + side] = words[base + PACKETS + side] as number;
      values[at + 2 + side] = doubles[f + BYTES_F + side] as number;
      values[at + 4 + side] = doubles[f + PAYLOAD_F + side] as number;
    }
    values[at + RECORDED_DOUBLES - 1] = 0;
  }
}

function expectedOf(words: Int32Array, base: number, side: 0 | 1, packet: Packet): number {
  const known = (words[base + MISC] as number) & (side === 0 ? Bit.SEQ_A : Bit.SEQ_B);
  if (known && (packet.tcpFlags & TcpFlag.SYN) === 0) return words[base + NEXT_SEQ + side] as number;
  return (packet.seq + (packet.tcpFlags & TcpFlag.SYN ? 1 : 0)) | 0;
}
