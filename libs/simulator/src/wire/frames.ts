/** One side of a conversation as its frames name it. */
export interface Endpoint {
  /** Address on the LAN: of the host itself, or of the router when the host is outside. */
  readonly mac: Uint8Array;
  /** 4 or 16 bytes. */
  readonly ip: Uint8Array;
  /** `ip` in text form. */
  readonly address: string;
  /** TTL or hop limit as seen at the tap. */
  readonly ttl: number;
}

/** Fields of a TCP header (RFC 9293 §3.1) that vary from segment to segment. */
export interface TcpHeader {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  /** Padded to a multiple of 4 bytes. */
  readonly options: Uint8Array;
}

export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;

const ETHERNET_HEADER = 14;
/** Least length of an Ethernet frame without its check sequence; shorter ones are padded with zeros. */
const ETHERNET_LEAST = 60;
const PROTO_ICMP = 1;
const PROTO_TCP = 6;
const PROTO_UDP = 17;
const PROTO_ICMPV6 = 58;

/** A whole frame: Ethernet II header, payload, padding. */
export function ethernetFrame(dst: Uint8Array, src: Uint8Array, type: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(Math.max(ETHERNET_LEAST, ETHERNET_HEADER + payload.length));
  frame.set(dst, 0);
  frame.set(src, 6);
  put16(frame, 12, type);
  frame.set(payload, ETHERNET_HEADER);
  return frame;
}

/** A UDP datagram (RFC 768) in its frame. */
export function udpFrame(
  from: Endpoint,
  to: Endpoint,
  srcPort: number,
  dstPort: number,
  payload: Uint8Array,
  ipId: number,
): Uint8Array {
  const { frame, at } = ipFrame(from, to, PROTO_UDP, 8 + payload.length, ipId);
  put16(frame, at, srcPort);
  put16(frame, at + 2, dstPort);
  put16(frame, at + 4, 8 + payload.length);
  frame.set(payload, at + 8);
  const sum = transportChecksum(frame, at, 8 + payload.length, from, to, PROTO_UDP);
  put16(frame, at + 6, sum === 0 ? 0xffff : sum);
  return frame;
}

/** A TCP segment in its frame. */
export function tcpFrame(
  from: Endpoint,
  to: Endpoint,
  header: TcpHeader,
  payload: Uint8Array,
  ipId: number,
): Uint8Array {
  const headerLength = 20 + header.options.length;
  const { frame, at } = ipFrame(from, to, PROTO_TCP, headerLength + payload.length, ipId);
  put16(frame, at, header.srcPort);
  put16(frame, at + 2, header.dstPort);
  put32(frame, at + 4, header.seq);
  put32(frame, at + 8, header.ack);
  frame[at + 12] = (headerLength / 4) << 4;
  frame[at + 13] = header.flags;
  put16(frame, at + 14, header.window);
  frame.set(header.options, at + 20);
  frame.set(payload, at + headerLength);
  put16(frame, at + 16, transportChecksum(frame, at, headerLength + payload.length, from, to, PROTO_TCP));
  return frame;
}

/** An ICMP (RFC 792) or ICMPv6 (RFC 4443) message in its frame, after the addresses' family; `rest` is the second header word. */
export function icmpFrame(
  from: Endpoint,
  to: Endpoint,
  type: number,
  code: number,
  rest: number,
  body: Uint8Array,
  ipId: number,
): Uint8Array {
  const v6 = from.ip.length === 16;
  const { frame, at } = ipFrame(from, to, v6 ? PROTO_ICMPV6 : PROTO_ICMP, 8 + body.length, ipId);
  frame[at] = type;
  frame[at + 1] = code;
  put32(frame, at + 4, rest);
  frame.set(body, at + 8);
  const sum = v6
    ? transportChecksum(frame, at, 8 + body.length, from, to, PROTO_ICMPV6)
    : fold(sumWords(frame, at, 8 + body.length, 0));
  put16(frame, at + 2, sum);
  return frame;
}

/** The IP packet inside a frame, without Ethernet header and padding, at most `limit` bytes: what an ICMP error quotes. */
export function quotedPacket(frame: Uint8Array, limit: number): Uint8Array {
  const length = frame[12] === 0x08 ? get16(frame, 16) : 40 + get16(frame, 18);
  return frame.slice(ETHERNET_HEADER, ETHERNET_HEADER + Math.min(length, limit));
}

/** Frame with Ethernet and IP header written; `at` is where the transport header starts. */
function ipFrame(from: Endpoint, to: Endpoint, proto: number, length: number, ipId: number) {
  const v6 = from.ip.length === 16;
  const at = ETHERNET_HEADER + (v6 ? 40 : 20);
  const frame = new Uint8Array(Math.max(ETHERNET_LEAST, at + length));
  frame.set(to.mac, 0);
  frame.set(from.mac, 6);
  if (v6) {
    put16(frame, 12, 0x86dd);
    frame[14] = 0x60;
    put16(frame, 18, length);
    frame[20] = proto;
    // Neighbour discovery is only valid with hop limit 255 (RFC 4861 §7.1); Endpoint.ttl carries that.
    frame[21] = from.ttl;
    frame.set(from.ip, 22);
    frame.set(to.ip, 38);
  } else {
    put16(frame, 12, 0x0800);
    frame[14] = 0x45;
    put16(frame, 16, 20 + length);
    put16(frame, 18, ipId & 0xffff);
    put16(frame, 20, 0x4000);
    frame[22] = from.ttl;
    frame[23] = proto;
    frame.set(from.ip, 26);
    frame.set(to.ip, 30);
    put16(frame, 24, fold(sumWords(frame, 14, 20, 0)));
  }
  return { frame, at };
}

/** Internet checksum (RFC 1071) over pseudo header and segment; the checksum field must still be 0. */
function transportChecksum(frame: Uint8Array, at: number, length: number, from: Endpoint, to: Endpoint, proto: number) {
  let sum = sumWords(from.ip, 0, from.ip.length, 0);
  sum = sumWords(to.ip, 0, to.ip.length, sum);
  return fold(sumWords(frame, at, length, sum + length + proto));
}

function sumWords(bytes: Uint8Array, at: number, length: number, start: number): number {
  let sum = start;
  const even = at + (length & ~1);
  for (let i = at; i < even; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
  return length & 1 ? sum + ((bytes[even] as number) << 8) : sum;
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, (value >>> 16) & 0xffff);
  put16(bytes, at + 2, value & 0xffff);
}

function get16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
