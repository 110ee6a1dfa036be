import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';
import * as states from './tcp-state';
import { addLetter } from './tcp-state';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
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
} = layout;
const { TcpFlag } = decoders;
const { Event, SIDE_SHIFT } = states;

const RARE = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;
const MAX_RTT_US = 0x7fffffff;

/** Follows one TCP packet from `side`: sequence numbers, first sights, handshake. Returns `CLOSED` or `RESET` when this packet ended the connection, else 0. */
export function trackTcp(store: FlowStore, base: number, side: 0 | 1, packet: Packet, us: number): number {
  const { words } = store;
  const flags = packet.tcpFlags;
  const length = packet.payloadLength;
  let event = 0;
  if (length > 0) {
    event = Event.DATA;
    if ((flags & RARE) === 0) {
      const next = (packet.seq + length) | 0;
      const known = side === 0 ? Bit.SEQ_A : Bit.SEQ_B;
      if ((words[base + MISC] as number) & known) {
        const ahead = (next - (words[base + NEXT_SEQ + side] as number)) | 0;
        if (ahead > 0) words[base + NEXT_SEQ + side] = next;
        // One byte just below what is expected is a keep-alive probe (RFC 9293 §3.8.4).
        else if (ahead < 0 || length > 1) {
          countRetransmission(store, base, side);
          event |= Event.RETRANS;
        }
      } else {
        words[base + MISC] = (words[base + MISC] as number) | known;
        words[base + NEXT_SEQ + side] = next;
      }
    }
  } else if (flags & TcpFlag.ACK) event = Event.ACK;
  if ((flags & RARE) === 0) {
    const seen = ((words[base + SEEN] as number) >>> (side * SIDE_SHIFT)) & 0xfff;
    if ((event & ~seen) === 0) return 0;
  }
  return firstSights(store, base, side, packet, us, event);
}

/** Packets with SYN, FIN or RST, and those that show something for the first time. */
function firstSights(store: FlowStore, base: number, side: 0 | 1, packet: Packet, us: number, event: number): number {
  const { words, doubles } = store;
  const flags = packet.tcpFlags;
  const misc = words[base + MISC] as number;
  const originator = side === (misc & Bit.ORIGINATOR_B ? 1 : 0);
  const seen = words[base + SEEN] as number;
  let events = event;
  if (flags & TcpFlag.SYN) {
    events |= flags & TcpFlag.ACK ? Event.SYN_ACK : Event.SYN;
    if ((flags & TcpFlag.ACK) === 0) countSyn(store, base, us);
    if (flags & (TcpFlag.FIN | TcpFlag.RST)) events |= Event.MULTI_FLAG;
    if (packet.payloadLength === 0) events &= ~Event.ACK;
  }
  if (flags & TcpFlag.FIN) events = (events | Event.FIN) & ~Event.ACK;
  if (flags & TcpFlag.RST) {
    events = (events | Event.RST) & ~Event.ACK;
    if (flags & TcpFlag.FIN) events |= Event.INCONSISTENT;
    countReset(store, base, us);
  }
  if ((flags & RARE) !== 0) follow(words, base, side, packet);
  const fresh = events & ~((seen >>> (side * SIDE_SHIFT)) & 0xfff);
  if (fresh !== 0) {
    words[base + SEEN] = seen | (fresh << (side * SIDE_SHIFT));
    for (let bit = 0; bit < 9; bit++) if (fresh & (1 << bit)) addLetter(store, base, bit + 1, originator);
  }
  const other = (seen >>> ((1 - side) * SIDE_SHIFT)) & 0xfff;
  if (originator && other & Event.SYN_ACK && (misc & Bit.ESTABLISHED) === 0 && (flags & RARE) === 0) {
    words[base + MISC] = (words[base + MISC] as number) | Bit.ESTABLISHED;
    const rtt = us - (doubles[(base >> 1) + SYN_LAST_F] as number);
    if (seen & (Event.SYN << (side * SIDE_SHIFT)) && rtt >= 0 && rtt <= MAX_RTT_US) words[base + RTT] = rtt;
  }
  if (misc & (Bit.CLOSED | Bit.RESET)) return 0;
  if (flags & TcpFlag.RST) return Bit.RESET;
  return flags & TcpFlag.FIN && other & Event.FIN ? Bit.CLOSED : 0;
}

/** SYN and FIN take a place in sequence space; data with them are not judged as repeated. */
function follow(words: Int32Array, base: number, side: 0 | 1, packet: Packet): void {
  if (packet.tcpFlags & TcpFlag.RST) return;
  const next = (packet.seq + packet.payloadLength + (packet.tcpFlags & TcpFlag.SYN ? 1 : 0)) | 0;
  const known = side === 0 ? Bit.SEQ_A : Bit.SEQ_B;
  const misc = words[base + MISC] as number;
  if ((misc & known) === 0 || ((next - (words[base + NEXT_SEQ + side] as number)) | 0) > 0)
    words[base + NEXT_SEQ + side] = next;
  words[base + MISC] = misc | known;
}

function countSyn({ words, doubles }: FlowStore, base: number, us: number): void {
  const f = base >> 1;
  const count = words[base + SYN_COUNT] as number;
  if (count === 0 || us < (doubles[f + SYN_FIRST_F] as number)) doubles[f + SYN_FIRST_F] = us;
  if (count === 0 || us > (doubles[f + SYN_LAST_F] as number)) doubles[f + SYN_LAST_F] = us;
  words[base + SYN_COUNT] = count + 1;
}

function countReset({ words, rareDoubles }: FlowStore, base: number, us: number): void {
  const at = base >> 2;
  const count = words[base + RST_COUNT] as number;
  if (count === 0 || us < (rareDoubles[at + RARE_RST_FIRST_F] as number)) rareDoubles[at + RARE_RST_FIRST_F] = us;
  if (count === 0 || us > (rareDoubles[at + RARE_RST_LAST_F] as number)) rareDoubles[at + RARE_RST_LAST_F] = us;
  words[base + RST_COUNT] = count + 1;
}

/** To be called before `SEEN` tells of it. */
function countRetransmission({ words, rare }: FlowStore, base: number, side: 0 | 1): void {
  const at = (base >> 1) + RARE_RETRANS + side;
  const before = (words[base + SEEN] as number) & (Event.RETRANS << (side * SIDE_SHIFT));
  rare[at] = before === 0 ? 1 : (rare[at] as number) + 1;
}

/** Repeated segments that `side` has sent. */
export function retransmissions({ words, rare }: FlowStore, base: number, side: number): number {
  const any = (words[base + SEEN] as number) & (Event.RETRANS << (side * SIDE_SHIFT));
  return any === 0 ? 0 : (rare[(base >> 1) + RARE_RETRANS + side] as number);
}
