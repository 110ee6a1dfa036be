import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import { Datagram } from './datagram';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind, IpProto } = decoders;

/** Seconds of packet time after which what is missing does not come any more. */
const PATIENCE_S = 30;
export interface FragmentLimits {
  readonly datagrams: number;
  readonly bytes: number;
}
const DEFAULT_LIMITS: FragmentLimits = { datagrams: 1024, bytes: 4_194_304 };

/** Protocols whose flows need nothing from the first fragment. */
const hasNoPorts = (proto: number): boolean =>
  proto !== IpProto.TCP &&
  proto !== IpProto.UDP &&
  proto !== IpProto.ICMP &&
  proto !== IpProto.ICMPV6 &&
  proto !== IpProto.SCTP;

/**
 * Puts fragmented datagrams together (RFC 791 §3.2, RFC 8200 §4.5) and lets later fragments, which have no ports, join the flow of the first.
 * Bounded: for want of room the datagram that began first is given up.
 */
export class FragmentTable {
  /** Datagrams given up for want of room. */
  evicted = 0;
  private readonly datagrams = new Map<string, Datagram>();
  private bytes = 0;

  /** `onIncomplete` is handed datagrams that are given up with something missing. */
  constructor(
    private readonly onIncomplete: (datagram: Datagram) => void,
    private readonly limits = DEFAULT_LIMITS,
  ) {}

  /** Datagrams held, whole ones that may still be repeated included. */
  get size(): number {
    return this.datagrams.size;
  }

  /** Adds a fragment in virtual `second`. A later one gets protocol and ports of the first. Its datagram has them when `hasFirst`, or needs none. */
  take(packet: Packet, second: number): Datagram {
    const key = keyOf(packet);
    let datagram = this.datagrams.get(key);
    const isFirst = packet.kind === FrameKind.IP;
    // The identification is used again.
    if (datagram && isFirst && datagram.hasFirst && datagram.isClosed) {
      this.drop(datagram);
      datagram = undefined;
    }
    if (!datagram) {
      if (this.datagrams.size >= this.limits.datagrams) this.evict();
      datagram = new Datagram(key, second + PATIENCE_S + 1);
      this.datagrams.set(key, datagram);
    }
    if (isFirst && !datagram.hasFirst) {
      datagram.hasFirst = true;
      datagram.proto = packet.proto;
      datagram.srcPort = packet.srcPort;
      datagram.dstPort = packet.dstPort;
      datagram.transport = packet.transport - packet.fragmentStart;
    } else if (!isFirst && datagram.hasFirst) {
      packet.proto = datagram.proto;
      packet.srcPort = datagram.srcPort;
      packet.dstPort = datagram.dstPort;
    }
    const before = datagram.size;
    datagram.add(packet);
    this.bytes += datagram.size - before;
    while (this.bytes > this.limits.bytes) this.evict();
    return datagram;
  }

  /** False when nobody can tell to which flow the fragment belongs. */
  isKnown(datagram: Datagram, packet: Packet): boolean {
    return datagram.hasFirst || hasNoPorts(packet.proto);
  }

  /** The whole datagram, once. */
  takeWhole(datagram: Datagram): Uint8Array | null {
    const before = datagram.size;
    const whole = datagram.takeWhole();
    if (whole) this.bytes -= before;
    return whole;
  }

  /** Gives up what is due in `second`. */
  expire(second: number): void {
    for (const datagram of this.datagrams.values()) {
      if (datagram.due > second) return;
      this.giveUp(datagram);
    }
  }

  /** Gives up everything. */
  finish(): void {
    for (const datagram of this.datagrams.values()) this.giveUp(datagram);
  }

  private evict(): void {
    for (const datagram of this.datagrams.values()) {
      if (!datagram.isClosed) this.evicted++;
      return this.giveUp(datagram);
    }
  }

  private giveUp(datagram: Datagram): void {
    this.drop(datagram);
    if (datagram.hasFirst && !datagram.isClosed) this.onIncomplete(datagram);
  }

  private drop(datagram: Datagram): void {
    this.datagrams.delete(datagram.key);
    this.bytes -= datagram.size;
  }
}

/** Source, destination, identification; of IPv4 also the protocol, which in IPv6 may differ between fragments. */
function keyOf({ bytes, version, src, proto, fragmentId }: Packet): string {
  // Source and destination lie side by side.
  let key = version === 4 ? `${proto} ${fragmentId} ` : `${fragmentId} `;
  const end = src + (version === 4 ? 8 : 32);
  for (let at = src; at < end; at += 2)
    key += String.fromCharCode(((bytes[at] as number) << 8) | (bytes[at + 1] as number));
  return key;
}
