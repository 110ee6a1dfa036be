/** What the innermost layers of a frame turned out to be. */
export const FrameKind = {
  /** Not IP, or too damaged to tell addresses. */
  OTHER: 0,
  /** IP with a transport header (or a protocol without ports). */
  IP: 1,
  /** ARP, or RARP (RFC 903), which has the same form. */
  ARP: 2,
  /** A fragment other than the first: addresses and protocol, no ports. */
  LATER_FRAGMENT: 3,
} as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

/** IP protocol numbers (IANA). */
export const IpProto = {
  ICMP: 1,
  IPV4: 4,
  TCP: 6,
  UDP: 17,
  IPV6: 41,
  GRE: 47,
  ICMPV6: 58,
  ETHERIP: 97,
  SCTP: 132,
} as const;

/** TCP header flags (RFC 9293 §3.1). */
export const TcpFlag = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 } as const;

const NOTHING = new Uint8Array(0);

/**
 * The frame being decoded and what was found in it. One object is used for all frames: every field is overwritten by the next one,
 * offsets count from the beginning of `bytes`. Offsets of -1 mean absent.
 */
export class Packet {
  bytes: Uint8Array = NOTHING;
  view: DataView = new DataView(NOTHING.buffer);
  kind: FrameKind = FrameKind.OTHER;
  /** Outermost VLAN id (IEEE 802.1Q), 0 none. */
  vlan = 0;
  /** Where the link layer's source and destination addresses (EUI-48) begin, and how many tunnels lie around them: see `hasMac`. */
  sourceMac = -1;
  targetMac = -1;
  macDepth = 0;
  /** 4 or 6: version of the innermost IP header. */
  version = 0;
  /** Where the innermost addresses begin, 4 or 16 bytes each. */
  src = 0;
  dst = 0;
  proto = 0;
  /** Where the header behind the innermost IP header (and its extensions) begins. */
  transport = 0;
  /** TCP, UDP, SCTP ports; ICMP: type and code; else 0. */
  srcPort = 0;
  dstPort = 0;
  /** The captured payload after the transport header, of ARP the whole message: `[payload, payloadEnd)`. */
  payload = 0;
  payloadEnd = 0;
  /** Its length on the wire by the headers, whether captured or not. */
  payloadLength = 0;
  tcpFlags = 0;
  seq = 0;
  ack = 0;
  /** True for the first of several fragments and all later ones; the following fields are valid only then. */
  fragment = false;
  fragmentId = 0;
  /** Where it belongs in its datagram, bytes; and whether it is not the last. */
  fragmentOffset = 0;
  moreFragments = false;
  /** Its captured bytes behind the IP headers: `[fragmentStart, fragmentEnd)`, and their number on the wire. */
  fragmentStart = 0;
  fragmentEnd = 0;
  fragmentLength = 0;
  /** Tunnels around the innermost header; the outermost header's version and addresses when > 0. */
  depth = 0;
  outerVersion = 0;
  outerSrc = 0;
  outerDst = 0;
  /** Where the frame ended on the wire. */
  wireEnd = 0;

  /** True when the frame around the innermost addresses was seen, so that its source address is that of their sender or last router. */
  get hasMac(): boolean {
    return this.sourceMac >= 0 && this.macDepth === this.depth;
  }

  /** Makes `bytes` the buffer that offsets count in. */
  use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
