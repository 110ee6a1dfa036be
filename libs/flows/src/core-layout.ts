/**
 * Where the core (`core/`, compiled to WebAssembly) and the rest meet in the core's memory: byte addresses, and the words of the frame that is looked at. Both
 * sides read this file.
 */

/** Words of the frame, counted from `FRAME`: what was found in it. Places of bytes are addresses in the core's memory. */
export const FRAME = 0x1000;
export const VLAN = 0;
export const SOURCE_MAC = 1;
export const TARGET_MAC = 2;
export const VERSION = 3;
export const SRC = 4;
export const DST = 5;
export const FRAME_PROTO = 6;
export const TRANSPORT = 7;
export const SRC_PORT = 8;
export const DST_PORT = 9;
export const PAYLOAD = 10;
export const PAYLOAD_END = 11;
export const TCP_FLAGS = 12;
export const SEQ = 13;
export const ACK = 14;
export const DEPTH = 15;
/** 1: has no ports of its own, being a later fragment. */
export const LATER = 16;
/** Ordinal of the interface. */
export const IFACE = 17;
/** 1: the packet's time could not be right. */
export const TIME_WRONG = 18;
/** Answers: the flow, who sent the packet (0 = A), 1 when it began the flow, and with which sequence number the sender was due to go on (of a flow that is not labelled yet, or `COUNTED`). */
export const FLOW = 19;
export const SIDE = 20;
export const IS_NEW = 21;
export const EXPECTED = 22;
/** Where the record's bytes begin, how many were captured. */
export const OFFSET = 23;
export const CAPTURED = 24;
/** The position reading has come to. */
export const POSITION = 25;
/** Doubles, counted from half of `FRAME_DOUBLES`. */
export const FRAME_DOUBLES = 0x1100;
export const TIME_US = 0;
/** Bytes on the wire, and of the payload on the wire. */
export const ORIGINAL = 1;
export const PAYLOAD_LENGTH = 2;
/** Packets and their bytes that were taken from runs of records. */
export const TAKEN = 3;
export const TAKEN_BYTES = 4;
export const WIRE_END = 5;

/** The packet's key, as `FlowKey` reads it. */
export const KEY = 0x1200;
export const KEY_A0 = 0;
export const KEY_A1 = 1;
export const KEY_A2 = 2;
export const KEY_A3 = 3;
export const KEY_B0 = 4;
export const KEY_B1 = 5;
export const KEY_B2 = 6;
export const KEY_B3 = 7;
export const KEY_PORTS = 8;
export const KEY_PROTO = 9;
export const KEY_HASH = 10;

/** Bytes of a frame that does not lie in the core's memory: its addresses, and the first of its payload. */
export const OUTSIDE_SRC = 0x1300;
export const OUTSIDE_DST = 0x1310;
export const OUTSIDE_PAYLOAD = 0x1320;
export const OUTSIDE_PAYLOAD_BYTES = 4;

/** By application: who reads its datagrams, an `AppReader`. */
export const READ_APPS = 0x1400;
/** `DatagramHints` by a datagram's first and by its second byte. */
export const FIRST_BYTES = 0x1500;
export const SECOND_BYTES = 0x1600;
/** `streamHints` by a connection's first byte. */
export const STREAM_HINTS = 0x1700;
/** What is compared of a hello of TLS. Some bytes behind it are free. */
export const HELLO_KEY = 0x1800;
export const HELLO_KEY_BYTES = 512;
/** What is told of TLS when it is no hello, whose types are less. */
export const SERVER_NAME_TOLD = 256;
/** By application: who reads its connections, a `StreamReads`. */
export const READ_STREAMS = 0x1b00;
/** The wheel's heads. */
export const HEADS = 0x2000;
/** By application: packets of the running second that only the core has seen, their bytes inwards and outwards, as doubles. */
export const SAMPLES = 0x8000;
export const SAMPLE_DOUBLES = 3;
/** By port: index of the application in `APPS`. */
export const TCP_LABELS = 0x10000;
export const UDP_LABELS = 0x20000;
/** Bytes of a capture read from where they came; and a copy of such as came from elsewhere, with room for the longest record. */
export const INPUT = 0x30000;
export const INPUT_BYTES = 0x40000;
export const COPY = 0x70000;
export const COPY_BYTES = 0x50000;
/** From here on: the index and the flows, wherever the core puts them. */
export const TABLES = 0xc0000;

/** Why the core hands over: all records are read; the next packet's second has not begun; one that it does not decode; one that somebody must see. */
export enum Handover {
  READ = 0,
  SECOND = 1,
  UNKNOWN = 2,
  MET = 3,
}

/** Who reads the connections of an application: nobody; a protocol outside; the core as long as they come whole and in order (`core/counted-streams.ts`). */
export enum StreamReads {
  NOBODY = 0,
  PROTOCOL = 1,
  COUNTED = 2,
}

/**
 * Who reads the datagrams of an application: nobody; a protocol outside; the core, which counts messages where nothing else is wanted of them; a protocol
 * outside, but nobody where the first one has no long header.
 */
export enum AppReader {
  NOBODY = 0,
  PROTOCOL = 1,
  DNS_COUNTS = 2,
  LONG_HEADERS = 3,
  DHCP_COUNTS = 4,
  NTP_COUNTS = 5,
}
