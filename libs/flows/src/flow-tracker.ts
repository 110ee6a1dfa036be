import * as decoders from '@wireledger/decoders';
import { decodeQuoted, icmpErrorOf, Packet } from '@wireledger/decoders';
import * as apps from './app-ports';
import * as places from './core-layout';
import * as layout from './flow-layout';
import { type FlowRecorder, type OuterAddresses, outerOf } from './flow-recorder';
import type { FlowStore } from './flow-store';
import type { FlowTimeouts } from './flow-timeouts';
import * as kinds from './record-kinds';
import { type RecordedCounters, DELTA_FIRST, RECORDED_DOUBLES } from './recorded-counters';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, BYTES_F, FLOW_WORDS, KEY_EXPORTER_SHIFT, MISC, ORDINAL, PACKETS, PAYLOAD_F, RECORDED } = layout;
const { FrameKind, IcmpError } = decoders;
const { CAPTURE_END, END, FIN, RST } = kinds;
const {
  ACK,
  DEPTH,
  DST,
  DST_PORT,
  EXPECTED,
  FRAME,
  FRAME_PROTO,
  IFACE,
  IS_NEW,
  KEY_HASH,
  KEY_PROTO,
  LATER,
  ORIGINAL,
  OUTSIDE_DST,
  OUTSIDE_PAYLOAD,
  OUTSIDE_PAYLOAD_BYTES,
  OUTSIDE_SRC,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  SEQ,
  SIDE,
  SRC,
  SRC_PORT,
  TCP_FLAGS,
  TCP_LABELS,
  TIME_US,
  TIME_WRONG,
  UDP_LABELS,
  VERSION,
  VLAN,
} = places;

const SECOND = 1_000_000;
/** Words of the frame where bytes of one that lies outside are put. */
const OUTSIDE_SRC_WORD = (OUTSIDE_SRC - FRAME) >> 2;
const OUTSIDE_DST_WORD = (OUTSIDE_DST - FRAME) >> 2;
const OUTSIDE_PAYLOAD_WORD = (OUTSIDE_PAYLOAD - FRAME) >> 2;
/** Bit of the flow that an ICMP error quotes, by `IcmpError`. */
const QUOTED_BITS = [0, Bit.UNREACHABLE, Bit.TIME_EXCEEDED, Bit.TOO_BIG] as const;

/** Hears of the end of flows that something reads, before their last record is written; and of what the core reads. */
export interface FlowReaders {
  ended(base: number): void;
  /** Something new that TLS says (`CoreHooks`). True when nothing more of its sender is wanted. */
  told(what: number, bytes: Uint8Array, start: number, end: number): boolean;
}

/** The flow table: packets in, records out. Time is packet time; seconds are counted from `epoch`. What packets need is done by the core (`core/`). */
export class FlowTracker {
  /** True when the last packet began a flow; and who sent it, 0 = A. */
  isNew = false;
  side: 0 | 1 = 0;
  /** Sequence number with which the sender's stream was due to go on before that packet (TCP, until the flow is `LABELLED`, and of one that is `COUNTED`). */
  expected = 0;
  /** Told of the end of flows that are `READ`. */
  readers: FlowReaders | null = null;
  private readonly quoted = new Packet();
  private readonly tunnels = new Map<number, OuterAddresses>();
  /** Virtual second, counted from `epoch` (s since 1970). */
  second = 0;
  private epoch = 0;
  /** Last records of a capture that nobody asked for, one by one. */
  private unasked = 0;

  constructor(
    readonly store: FlowStore,
    private readonly recorded: RecordedCounters,
    private readonly recorder: FlowRecorder | null,
    { tcp, unansweredSyn, udp, icmp }: FlowTimeouts,
  ) {
    const { core, bytes } = store;
    core.setApps(apps.OTHER, apps.ICMP);
    core.setTimeouts(tcp, unansweredSyn, udp, icmp);
    core.setRecording(recorder ? 1 : 0);
    bytes.set(apps.TCP_LABELS, TCP_LABELS);
    bytes.set(apps.UDP_LABELS, UDP_LABELS);
    store.hooks = {
      record: (base, kind, why) => this.record(base, kind, why),
      ended: (base) => this.readers?.ended(base),
      woken: (base, us) => this.woken(base, us),
      gone: (base) => this.gone(base),
      told: (what, start, end) => (this.readers?.told(what, store.bytes, start, end) ? 1 : 0),
    };
  }

  /** Flows ever begun, records written or due (they are counted also when nobody wants them), flows ended for want of room. */
  get begun(): number {
    return this.store.core.flowsBegun();
  }

  get records(): number {
    return this.store.core.recordsDue() + this.unasked;
  }

  get evicted(): number {
    return this.store.core.evicted();
  }

  /** Begins counting anew at `second` since 1970. @throws while flows live */
  start(second: number): void {
    if (this.store.live > 0) throw new Error('time jumped over living flows');
    this.epoch = second;
    this.second = 0;
    this.store.core.start();
  }

  /** Adds a packet of kind IP or LATER_FRAGMENT (its ports filled in). Returns the flow's base. */
  packet(packet: Packet, us: number, original: number, iface: number, invalid: boolean): number {
    const { byteOffset } = packet.bytes;
    this.show(packet, us, original, iface, invalid);
    const base = this.store.core.addPacket();
    // The packet lies in the core's memory, which has grown: the view that it was in is empty.
    if (packet.bytes.length === 0) packet.use(this.store.bytes.subarray(byteOffset));
    this.met();
    if (this.isNew && packet.depth > 0 && this.recorder) {
      const swapped = ((this.store.words[base + MISC] as number) & Bit.ORIGINATOR_B ? 1 : 0) !== this.side;
      this.tunnels.set(base, outerOf(packet, swapped));
    }
    return base;
  }

  /** What the core says of the packet that it has added. */
  met(): void {
    const { frame } = this.store;
    this.isNew = frame[IS_NEW] !== 0;
    this.side = frame[SIDE] as 0 | 1;
    this.expected = frame[EXPECTED] as number;
  }

  /** Makes the packet the one that `find` and `begin` are about. Returns who sent it, 0 = A. */
  take(packet: Packet, us: number, iface: number): 0 | 1 {
    this.show(packet, us, 0, iface, false);
    return this.store.core.takeKey();
  }

  /** The same of what an exporter (its ordinal) tells of: what two exporters see are two flows. */
  takeTold(packet: Packet, us: number, exporter: number): 0 | 1 {
    const side = this.take(packet, us, exporter);
    const { keys } = this.store;
    keys[KEY_PROTO] = (keys[KEY_PROTO] as number) | ((exporter + 1) << KEY_EXPORTER_SHIFT);
    keys[KEY_HASH] = Math.imul((keys[KEY_HASH] as number) ^ (exporter + 1), 0x27d4eb2f);
    return side;
  }

  /** Base of the flow of the last packet's key, -1 when there is none. */
  find(): number {
    return this.store.core.find();
  }

  begin(side: 0 | 1): number {
    const base = this.store.core.begin(side);
    this.isNew = true;
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

  /** An ICMP error quotes the packet that it is about: that is no packet, but marks its flow when there is one. */
  markQuoted(message: Packet): void {
    const { quoted } = this;
    const error = icmpErrorOf(message.proto, message.srcPort, message.dstPort);
    if (error === IcmpError.NONE || !decodeQuoted(quoted, message)) return;
    const { keys, words } = this.store;
    const key = keys.slice();
    this.take(quoted, 0, 0);
    const base = this.find();
    if (base >= 0) words[base + MISC] = (words[base + MISC] as number) | QUOTED_BITS[error];
    keys.set(key);
  }

  /** Goes to the next virtual second and does what is due there. */
  nextSecond(): void {
    this.second++;
    this.store.core.nextSecond();
  }

  /** Ends all flows in the order in which they began. Unless it `goesOn` they stay where they are: taking each out of all tables costs more than the rest. */
  finish(goesOn = false): void {
    const { core, words, live } = this.store;
    const flows = new Float64Array(live);
    // Without anybody who writes records, only of those that are read somebody hears.
    const all = goesOn || this.recorder !== null;
    let count = 0;
    for (let base = 0, left = live; left > 0; base += FLOW_WORDS) {
      if (words[base + ORDINAL] === 0) continue;
      left--;
      if (all || (words[base + MISC] as number) & Bit.READ)
        flows[count++] = ((words[base + ORDINAL] as number) >>> 0) * 0x200000 + base / FLOW_WORDS;
      else this.unasked++;
    }
    for (const packed of flows.subarray(0, count).sort()) {
      const base = (packed % 0x200000) * FLOW_WORDS;
      const misc = words[base + MISC] as number;
      const why = misc & Bit.CLOSED ? FIN : misc & Bit.RESET ? RST : CAPTURE_END;
      if (goesOn) core.end(base, why);
      else core.last(base, why);
    }
  }

  /** The first packet since the last record; or one whose time was not right. */
  wake(base: number, us: number, invalid: boolean): void {
    this.store.core.wake(base, us, invalid ? 1 : 0);
  }

  /** @param over `CLOSED` or `RESET` */
  close(base: number, over: number): void {
    this.store.core.close(base, over);
  }

  end(base: number, why: number): void {
    this.store.core.end(base, why);
  }

  /** Puts what the core asks of a packet where it looks for it, and those of its bytes that it needs: the frame may lie anywhere. */
  private show(packet: Packet, us: number, original: number, iface: number, invalid: boolean): void {
    const { frame, frameDoubles } = this.store;
    const { version, view, src, dst, payload } = packet;
    // Words keep the order of their bytes.
    for (let at = version === 4 ? 0 : 12; at >= 0; at -= 4) {
      frame[OUTSIDE_SRC_WORD + (at >> 2)] = view.getInt32(src + at, true);
      frame[OUTSIDE_DST_WORD + (at >> 2)] = view.getInt32(dst + at, true);
    }
    const captured = packet.payloadEnd - payload;
    if (captured >= OUTSIDE_PAYLOAD_BYTES) frame[OUTSIDE_PAYLOAD_WORD] = view.getInt32(payload, true);
    else this.copy(packet.bytes, payload, captured);
    frame[VLAN] = packet.vlan;
    frame[VERSION] = version;
    frame[SRC] = OUTSIDE_SRC;
    frame[DST] = OUTSIDE_DST;
    frame[FRAME_PROTO] = packet.proto;
    frame[SRC_PORT] = packet.srcPort;
    frame[DST_PORT] = packet.dstPort;
    frame[PAYLOAD] = OUTSIDE_PAYLOAD;
    frame[PAYLOAD_END] = OUTSIDE_PAYLOAD + Math.min(captured, OUTSIDE_PAYLOAD_BYTES);
    frame[TCP_FLAGS] = packet.tcpFlags;
    frame[SEQ] = packet.seq;
    frame[ACK] = packet.ack;
    frame[DEPTH] = packet.depth;
    frame[LATER] = packet.kind === FrameKind.IP ? 0 : 1;
    frame[IFACE] = iface;
    frame[TIME_WRONG] = invalid ? 1 : 0;
    frameDoubles[TIME_US] = us;
    frameDoubles[ORIGINAL] = original;
    frameDoubles[PAYLOAD_LENGTH] = packet.payloadLength;
  }

  /** Of a payload shorter than a word. */
  private copy(from: Uint8Array, at: number, length: number): void {
    const { bytes } = this.store;
    for (let n = 0; n < length; n++) bytes[OUTSIDE_PAYLOAD + n] = from[at + n] as number;
  }

  private record(base: number, kind: number, why: number): void {
    const { recorder } = this;
    if (!recorder) return;
    recorder.write(base, kind, why, (this.epoch + this.second) * SECOND, this.tunnels.get(base));
    if (kind !== END) this.remember(base);
  }

  private woken(base: number, us: number): void {
    this.recorded.values[(this.store.words[base + RECORDED] as number) + DELTA_FIRST] = us;
  }

  private gone(base: number): void {
    const at = this.store.words[base + RECORDED] as number;
    if (at >= 0) this.recorded.release(at);
    this.tunnels.delete(base);
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
