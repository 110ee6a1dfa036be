import * as decoders from '@wireledger/decoders';
import { type ExportedFlow, Packet } from '@wireledger/decoders';
import { FLOW_END_REASONS } from '@wireledger/events/telemetry';

import * as layout from '../flow-layout';
import type { FlowTracker } from '../flow-tracker';
import * as events from '../tcp-events';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
  Bit,
  BYTES_F,
  FIRST_F,
  FLAGS,
  LAST_F,
  MISC,
  PACKETS,
  RARE_RST_FIRST_F,
  RARE_RST_LAST_F,
  RST_COUNT,
  SEEN,
  SEEN_SECOND,
  SYN_COUNT,
  SYN_FIRST_F,
  SYN_LAST_F,
} = layout;
const { EXPORTED_DST, EXPORTED_SRC, FrameKind, IpProto, TcpFlag } = decoders;
const { Event, SIDE_SHIFT } = events;

const FIN = FLOW_END_REASONS.indexOf('fin');
const RST = FLOW_END_REASONS.indexOf('rst');
/** Counters of packets are 32-bit words. */
const MOST_PACKETS = 0x7fff_ffff;
/** Beyond it a counter or rate is damage, not traffic: 256 TiB of one flow, one packet in 16 million. */
const MOST_BYTES = 2 ** 48 - 1;
export const MOST_RATE = 2 ** 24;
const SYN_OR_ACK = TcpFlag.SYN | TcpFlag.ACK;
const ENDED = Bit.CLOSED | Bit.RESET;

/** Puts what exporters tell into the flow table: the two directions of a conversation become one flow, records that follow one another its progress. */
export class ExportedFlows {
  /** The last flow and who sent in it, for whoever counts. */
  base = 0;
  side: 0 | 1 = 0;
  /** Packets and bytes that the last call added, multiplied by the rate. */
  packets = 0;
  bytes = 0;
  private readonly packet = new Packet();

  constructor(private readonly flows: FlowTracker) {
    this.packet.kind = FrameKind.IP;
  }

  /**
   * Adds the packets of a record from its source to its destination; `back` = those the other way round. `exporter` is its ordinal: what two exporters
   * see are two flows. `invalid`: the record's times cannot be right.
   */
  add(flow: ExportedFlow, exporter: number, back: boolean, invalid: boolean): void {
    const { flows } = this;
    const side = this.key(flow, exporter, back);
    let base = flows.find();
    flows.isNew = false;
    if (base >= 0 && this.isOver(base, flow)) {
      flows.end(base, (flows.store.words[base + MISC] as number) & Bit.CLOSED ? FIN : RST);
      base = -1;
    }
    if (base < 0) base = flows.begin(side);
    const fresh = flows.isNew;
    this.base = base;
    this.side = side;
    flows.side = side;
    this.count(flow, base, side, back);
    const { words } = flows.store;
    let misc = (words[base + MISC] as number) | Bit.EXPORTED;
    if (flow.sampling > 1) misc |= Bit.SAMPLED;
    if (fresh && flow.isTwoWay) misc = begunBy(misc | Bit.SURE, back ? ((1 - side) as 0 | 1) : side);
    words[base + MISC] = misc;
    this.times(flow, base, side, invalid);
    if (flow.proto === IpProto.TCP) this.tcp(base, side, back ? flow.backFlags : flow.flags, flow);
    words[base + SEEN_SECOND] = flows.second;
  }

  private key(flow: ExportedFlow, exporter: number, back: boolean): 0 | 1 {
    const { packet, flows } = this;
    if (packet.bytes !== flow.bytes) packet.use(flow.bytes);
    const icmp = flow.proto === IpProto.ICMP || flow.proto === IpProto.ICMPV6;
    packet.version = flow.version;
    packet.proto = flow.proto;
    packet.src = back ? EXPORTED_DST : EXPORTED_SRC;
    packet.dst = back ? EXPORTED_SRC : EXPORTED_DST;
    packet.srcPort = back && !icmp ? flow.dstPort : flow.srcPort;
    packet.dstPort = back && !icmp ? flow.srcPort : flow.dstPort;
    packet.vlan = flow.vlan;
    // Flags of all packets together tell of no direction, but that of a connection that only ever asked.
    packet.tcpFlags = (flow.flags & SYN_OR_ACK) === TcpFlag.SYN && !back ? TcpFlag.SYN : 0;
    return flows.takeTold(packet, flow.firstUs, exporter);
  }

  /** A connection that has ended, and a record of what began after it. */
  private isOver(base: number, { firstUs }: ExportedFlow): boolean {
    const { words, doubles } = this.flows.store;
    return ((words[base + MISC] as number) & ENDED) !== 0 && firstUs > (doubles[(base >> 1) + LAST_F] as number);
  }

  private count(flow: ExportedFlow, base: number, side: 0 | 1, back: boolean): void {
    const rate = flow.sampling > 1 ? Math.min(flow.sampling, MOST_RATE) : 1;
    this.packets = Math.min(Math.round((back ? flow.backPackets : flow.packets) * rate), MOST_PACKETS);
    this.bytes = Math.min(Math.round((back ? flow.backOctets : flow.octets) * rate), MOST_BYTES);
    const { words, doubles } = this.flows.store;
    const at = (base >> 1) + BYTES_F + side;
    words[base + PACKETS + side] = Math.min((words[base + PACKETS + side] as number) + this.packets, MOST_PACKETS);
    doubles[at] = Math.min((doubles[at] as number) + this.bytes, MOST_BYTES);
  }

  private times(flow: ExportedFlow, base: number, side: 0 | 1, invalid: boolean): void {
    const { words, doubles } = this.flows.store;
    const f = base >> 1;
    const misc = words[base + MISC] as number;
    if (misc & Bit.QUIET || invalid) this.flows.wake(base, flow.firstUs, invalid);
    if (flow.firstUs < (doubles[f + FIRST_F] as number)) {
      // Records come in any order: whoever sent first began, until something was said of the flow.
      if ((misc & (Bit.SURE | Bit.OPENED)) === 0) words[base + MISC] = begunBy(words[base + MISC] as number, side);
      doubles[f + FIRST_F] = flow.firstUs;
    }
    if (flow.lastUs > (doubles[f + LAST_F] as number)) doubles[f + LAST_F] = flow.lastUs;
  }

  /** What the flags of all packets of one side tell of the connection. In which order they came, nobody knows: no history. */
  private tcp(base: number, side: 0 | 1, flags: number, { firstUs, lastUs }: ExportedFlow): void {
    const { words, doubles, rareDoubles } = this.flows.store;
    words[base + FLAGS] = (words[base + FLAGS] as number) | (flags << (side * 8));
    const misc = words[base + MISC] as number;
    const originator = side === (misc & Bit.ORIGINATOR_B ? 1 : 0);
    const told = words[base + FLAGS] as number;
    const a = eventsOf(told & 0xff, (misc & Bit.ORIGINATOR_B) === 0);
    const b = eventsOf((told >>> 8) & 0xff, (misc & Bit.ORIGINATOR_B) !== 0);
    const seen = a | (b << SIDE_SHIFT);
    words[base + SEEN] = seen;
    const f = base >> 1;
    if (originator && flags & TcpFlag.SYN) {
      const asked = (flags & TcpFlag.ACK) === 0 ? Math.max(1, this.packets) : 1;
      if (words[base + SYN_COUNT] === 0) doubles[f + SYN_FIRST_F] = firstUs;
      doubles[f + SYN_LAST_F] = asked > 1 ? lastUs : firstUs;
      words[base + SYN_COUNT] = Math.min((words[base + SYN_COUNT] as number) + asked, MOST_PACKETS);
    }
    if (flags & TcpFlag.RST) {
      const rare = base >> 2;
      if (words[base + RST_COUNT] === 0) rareDoubles[rare + RARE_RST_FIRST_F] = lastUs;
      rareDoubles[rare + RARE_RST_LAST_F] = lastUs;
      words[base + RST_COUNT] = (words[base + RST_COUNT] as number) + 1;
    }
    if (misc & ENDED || words[base + PACKETS] === 0 || words[base + PACKETS + 1] === 0) return;
    const both = Event.FIN | (Event.FIN << SIDE_SHIFT);
    if ((seen & both) === both) this.flows.close(base, Bit.CLOSED);
    else if (seen & (Event.RST | (Event.RST << SIDE_SHIFT))) this.flows.close(base, Bit.RESET);
  }
}

function eventsOf(flags: number, originator: boolean): number {
  let events = flags & TcpFlag.ACK ? Event.ACK : 0;
  if (flags & TcpFlag.SYN) events |= originator ? Event.SYN : Event.SYN_ACK;
  if (flags & TcpFlag.PSH) events |= Event.DATA;
  if (flags & TcpFlag.FIN) events |= Event.FIN;
  return flags & TcpFlag.RST ? events | Event.RST : events;
}

const begunBy = (misc: number, side: 0 | 1): number =>
  side === 1 ? misc | Bit.ORIGINATOR_B : misc & ~Bit.ORIGINATOR_B;
