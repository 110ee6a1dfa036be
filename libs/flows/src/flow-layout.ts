/**
 * A flow's state is `FLOW_WORDS` 32-bit words of one buffer: no object per flow, and the first 96 bytes are all that most packets touch. A is the lower
 * endpoint (address, then port), B the other; who is the originator is a bit in `MISC`. Names ending in `_F` index the same buffer as doubles.
 *
 * What few flows have (IPv6 addresses, resets, retransmissions, long histories) lies in a second buffer of half as many words a flow, at half its base:
 * `RARE_…` below. Nobody clears those words: each is written before something in the first buffer says that it counts.
 */
export const FLOW_WORDS = 40;

/** Key: last bytes first, so that IPv4 is told apart by four words. */
export const A0 = 0;
export const B0 = 1;
/** Port of A in the upper half, of B in the lower. */
export const PORTS = 2;
/** Protocol, `KEY_V6`, `KEY_ONE_WAY` …. */
export const PROTO = 3;
/** Virtual second of the last packet. */
export const SEEN_SECOND = 4;
export const MISC = 5;
/** OR of TCP flags of A, of B, then the application's index. */
export const FLAGS = 6;
/** `Event` bits seen from A (lower 12 bits) and B (next 12). */
export const SEEN = 7;
/** A's, then B's. */
export const PACKETS = 8;
/** Next expected sequence number of A, of B. */
export const NEXT_SEQ = 10;
export const LAST_F = 6;
export const FIRST_F = 7;
export const BYTES_F = 8;
export const PAYLOAD_F = 10;
export const HASH = 24;
export const ORDINAL = 25;
/** Links of the timing wheel's slot. The first of a slot has the slot instead of a previous flow, as its complement. */
export const NEXT = 26;
export const PREV = 27;
/** Virtual second of the first packet; once `OPENED` that of the next update. */
export const MARK_SECOND = 28;
export const RTT = 29;
/** Interface in the lower half, VLAN id in the upper. */
export const ORIGIN = 30;
/** Index in `RecordedCounters`, -1 before the first record. */
export const RECORDED = 31;
export const SYN_COUNT = 32;
export const RST_COUNT = 33;
export const SYN_FIRST_F = 17;
export const SYN_LAST_F = 18;
/** History: its first six letters of five bits. */
export const HISTORY = 38;
/** Number of the next record. */
export const RECORD = 39;

/** Rare words, counted from half the base: the further bytes of the key, of IPv6 flows. */
export const RARE_A1 = 0;
export const RARE_A2 = 1;
export const RARE_A3 = 2;
export const RARE_B1 = 3;
export const RARE_B2 = 4;
export const RARE_B3 = 5;
/** Repeated segments of A, of B: of a side of which `SEEN` says that there were some. */
export const RARE_RETRANS = 6;
/** Two more words of six letters: of a history whose first word is full. */
export const RARE_HISTORY = 8;
/** Of a flow that is `COUNTED`, of A and of B: bytes to pass over; what was read of the direction, in its protocol's own terms; the first sequence number. */
export const RARE_SKIP = 14;
export const RARE_SAID = 16;
export const RARE_FIRST = 18;
/** Rare doubles, counted from a quarter of the base: of flows with a `RST_COUNT`. */
export const RARE_RST_FIRST_F = 5;
export const RARE_RST_LAST_F = 6;

export const KEY_V6 = 0x100;
/** An ICMP message without counterpart; its direction belongs to the key. */
export const KEY_ONE_WAY = 0x200;
export const KEY_FROM_B = 0x400;
/** From here on: number of the exporter that told of the flow. */
export const KEY_EXPORTER_SHIFT = 16;

/** Bits of `MISC`. */
export enum Bit {
  ORIGINATOR_B = 1,
  SURE = 2,
  /** A record was written, so the delta is not the whole. */
  OPENED = 4,
  /** No packet since the last record. */
  QUIET = 8,
  A_INSIDE = 16,
  B_INSIDE = 32,
  /** FIN both ways, or RST. */
  CLOSED = 64,
  RESET = 128,
  TIME_INVALID = 256,
  TUNNELLED = 512,
  ESTABLISHED = 1024,
  SEQ_A = 2048,
  SEQ_B = 4096,
  /** The first payload was seen: what it says of the application is known, and who reads it. */
  LABELLED = 8192,
  /** TCP: a stream reader wants bytes (`StreamTable`). UDP: the protocol wants no more datagrams of this flow. */
  READ = 16384,
  /** Segments wait for an earlier one. */
  HOLE = 32768,
  /** An ICMP error quoted a packet of the flow. */
  UNREACHABLE = 65536,
  TIME_EXCEEDED = 131072,
  TOO_BIG = 262144,
  /** The application is told by the bytes; by another connection. */
  APP_CONTENT = 524288,
  APP_ANNOUNCED = 1048576,
  /** An exporter told of it; of one packet in so many. */
  EXPORTED = 2097152,
  SAMPLED = 4194304,
  /** Something of the bytes that were read was missing or not kept. */
  INCOMPLETE = 8388608,
  /** Of a flow that is `READ`: nothing more of what A, B says is read. */
  DONE_A = 16777216,
  DONE_B = 33554432,
  /** TCP: the core reads it, for figures alone; `DONE_A` and `DONE_B` as above (`core/counted-streams.ts`). */
  COUNTED = 67108864,
}
