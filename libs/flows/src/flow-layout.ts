/**
 * A flow's state is `FLOW_WORDS` 32-bit words of one buffer: no object per flow, the first 128 bytes are all that most packets touch. A is the lower
 * endpoint (address, then port), B the other; who is the originator is a bit in `MISC`. Names ending in `_F` index the same buffer as doubles.
 */
export const FLOW_WORDS = 56;

/** Key: last bytes first, so that IPv4 is told apart by four words. */
export const A0 = 0;
export const B0 = 1;
/** Port of A in the upper half, of B in the lower. */
export const PORTS = 2;
/** Protocol, `KEY_V6`, `KEY_ONE_WAY` …. */
export const PROTO = 3;
export const A1 = 24;
export const A2 = 25;
export const A3 = 26;
export const B1 = 27;
export const B2 = 28;
export const B3 = 29;
export const HASH = 30;
/** Links of the timing wheel's slot, and its second. */
export const NEXT = 32;
export const PREV = 33;
export const DUE = 34;
/** Virtual second of the last packet. */
export const SEEN_SECOND = 4;
export const ORDINAL = 31;
export const FIRST_F = 7;
export const LAST_F = 6;
/** A's, then B's. */
export const BYTES_F = 8;
export const PAYLOAD_F = 10;
export const PACKETS = 8;
/** `Event` bits seen from A (lower 12 bits) and B (next 12). */
export const SEEN = 7;
/** OR of TCP flags of A, of B, then the application's index. */
export const FLAGS = 6;
export const MISC = 5;
/** Next expected sequence number of A, of B. */
export const NEXT_SEQ = 10;
/** History: three words of six letters of five bits. */
export const HISTORY = 52;
export const RTT = 36;
export const RETRANS = 37;
/** Interface in the lower half, VLAN id in the upper. */
export const ORIGIN = 39;
/** Index in `RecordedCounters`, -1 before the first record. */
export const RECORDED = 40;
/** Number of the next record. */
export const RECORD = 41;
export const SYN_FIRST_F = 22;
export const SYN_LAST_F = 23;
export const SYN_COUNT = 42;
export const RST_COUNT = 43;
export const RST_FIRST_F = 24;
export const RST_LAST_F = 25;
export const NEXT_UPDATE = 55;
/** Virtual second of the first packet; of the end of the connection once `CLOSED` or `RESET`. */
export const MARK_SECOND = 35;

export const KEY_V6 = 0x100;
/** An ICMP message without counterpart; its direction belongs to the key. */
export const KEY_ONE_WAY = 0x200;
export const KEY_FROM_B = 0x400;
/** From here on: number of the exporter that told of the flow. */
export const KEY_EXPORTER_SHIFT = 16;

/** Bits of `MISC`. */
export const Bit = {
  ORIGINATOR_B: 1,
  SURE: 2,
  /** A record was written, so the delta is not the whole. */
  OPENED: 4,
  /** No packet since the last record. */
  QUIET: 8,
  A_INSIDE: 16,
  B_INSIDE: 32,
  /** FIN both ways, or RST. */
  CLOSED: 64,
  RESET: 128,
  TIME_INVALID: 256,
  TUNNELLED: 512,
  ESTABLISHED: 1024,
  SEQ_A: 2048,
  SEQ_B: 4096,
  /** The first payload was seen: what it says of the application is known, and who reads it. */
  LABELLED: 8192,
  /** TCP: a stream reader wants bytes (`StreamTable`). UDP: the protocol wants no more datagrams of this flow. */
  READ: 16384,
  /** Segments wait for an earlier one. */
  HOLE: 32768,
  /** An ICMP error quoted a packet of the flow. */
  UNREACHABLE: 65536,
  TIME_EXCEEDED: 131072,
  TOO_BIG: 262144,
  /** The application is told by the bytes; by another connection. */
  APP_CONTENT: 524288,
  APP_ANNOUNCED: 1048576,
  /** An exporter told of it; of one packet in so many. */
  EXPORTED: 2097152,
  SAMPLED: 4194304,
  /** Something of the bytes that were read was missing or not kept. */
  INCOMPLETE: 8388608,
} as const;
