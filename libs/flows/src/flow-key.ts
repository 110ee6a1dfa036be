import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { A0, B0, KEY_FROM_B, KEY_ONE_WAY, KEY_V6, PORTS, PROTO } = layout;
const { RARE_A1, RARE_A2, RARE_A3, RARE_B1, RARE_B2, RARE_B3 } = layout;
const { FrameKind, IpProto } = decoders;

/** Type of the answering message by ICMP type, -1 when there is none (the mapping of the community id specification). */
function counterparts(pairs: readonly (readonly [number, number])[]): Int16Array {
  const table = new Int16Array(256).fill(-1);
  for (const [a, b] of pairs) {
    table[a] = b;
    table[b] = a;
  }
  return table;
}
const ICMP_COUNTERPARTS = counterparts([
  [0, 8],
  [9, 10],
  [13, 14],
  [15, 16],
  [17, 18],
]);
const ICMPV6_COUNTERPARTS = counterparts([
  [128, 129],
  [130, 131],
  [133, 134],
  [135, 136],
  [139, 140],
  [144, 145],
]);

/** Type of the message that answers an ICMP or ICMPv6 type, -1 when none does. */
export const icmpCounterpart = (proto: number, type: number): number =>
  (proto === IpProto.ICMPV6 ? ICMPV6_COUNTERPARTS : ICMP_COUNTERPARTS)[type] as number;

/** The five-tuple of one packet in the order of flows, lower endpoint first. One object for all packets. */
export class FlowKey {
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  b0 = 0;
  b1 = 0;
  b2 = 0;
  b3 = 0;
  ports = 0;
  proto = 0;
  hash = 0;

  /** Takes the packet's tuple. Returns 0 when its sender is A, 1 when it is B. */
  set(packet: Packet): 0 | 1 {
    const { view, src, dst, proto } = packet;
    const { srcPort } = packet;
    let { dstPort } = packet;
    let key = proto;
    if ((proto === IpProto.ICMP || proto === IpProto.ICMPV6) && packet.kind === FrameKind.IP) {
      const counterpart = icmpCounterpart(proto, srcPort);
      if (counterpart >= 0) dstPort = counterpart;
      else key |= KEY_ONE_WAY;
    }
    let side: 0 | 1;
    if (packet.version === 4) {
      const s = view.getInt32(src);
      const d = view.getInt32(dst);
      side = s < d || (s === d && srcPort <= dstPort) ? 0 : 1;
      this.a0 = side === 0 ? s : d;
      this.b0 = side === 0 ? d : s;
      let hash = Math.imul(this.a0, 0x9e3779b1) ^ Math.imul(this.b0, 0x85ebca77);
      this.ports = side === 0 ? (srcPort << 16) | dstPort : (dstPort << 16) | srcPort;
      hash = Math.imul(hash ^ (hash >>> 15) ^ this.ports, 0xc2b2ae3d) ^ key;
      hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
      this.hash = hash ^ (hash >>> 16);
    } else {
      key |= KEY_V6;
      side = this.setV6(packet, srcPort, dstPort, key);
    }
    if (key & KEY_ONE_WAY && side === 1) key |= KEY_FROM_B;
    this.proto = key;
    return side;
  }

  private setV6({ view, src, dst }: Packet, srcPort: number, dstPort: number, key: number): 0 | 1 {
    const s0 = view.getInt32(src + 12);
    const s1 = view.getInt32(src + 8);
    const s2 = view.getInt32(src + 4);
    const s3 = view.getInt32(src);
    const d0 = view.getInt32(dst + 12);
    const d1 = view.getInt32(dst + 8);
    const d2 = view.getInt32(dst + 4);
    const d3 = view.getInt32(dst);
    const order = s3 - d3 || s2 - d2 || s1 - d1 || s0 - d0 || srcPort - dstPort;
    const side = order <= 0 ? 0 : 1;
    this.a0 = side === 0 ? s0 : d0;
    this.a1 = side === 0 ? s1 : d1;
    this.a2 = side === 0 ? s2 : d2;
    this.a3 = side === 0 ? s3 : d3;
    this.b0 = side === 0 ? d0 : s0;
    this.b1 = side === 0 ? d1 : s1;
    this.b2 = side === 0 ? d2 : s2;
    this.b3 = side === 0 ? d3 : s3;
    this.ports = side === 0 ? (srcPort << 16) | dstPort : (dstPort << 16) | srcPort;
    let hash = Math.imul(this.a0 ^ Math.imul(this.a1 ^ (this.a2 << 5) ^ (this.a3 << 9), 0x2c1b3c6d), 0x9e3779b1);
    hash ^= Math.imul(this.b0 ^ Math.imul(this.b1 ^ (this.b2 << 5) ^ (this.b3 << 9), 0x297a2d39), 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15) ^ this.ports, 0xc2b2ae3d) ^ key;
    hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
    this.hash = hash ^ (hash >>> 16);
    return side;
  }

  /** True when the flow at `base` has this key. */
  equals({ words, rare }: FlowStore, base: number): boolean {
    return (
      words[base + A0] === this.a0 &&
      words[base + B0] === this.b0 &&
      words[base + PORTS] === this.ports &&
      words[base + PROTO] === this.proto &&
      ((this.proto & KEY_V6) === 0 || this.equalsV6(rare, base >> 1))
    );
  }

  private equalsV6(rare: Int32Array, at: number): boolean {
    return (
      rare[at + RARE_A1] === this.a1 &&
      rare[at + RARE_A2] === this.a2 &&
      rare[at + RARE_A3] === this.a3 &&
      rare[at + RARE_B1] === this.b1 &&
      rare[at + RARE_B2] === this.b2 &&
      rare[at + RARE_B3] === this.b3
    );
  }

  store({ words, rare }: FlowStore, base: number): void {
    words[base + A0] = this.a0;
    words[base + B0] = this.b0;
    words[base + PORTS] = this.ports;
    words[base + PROTO] = this.proto;
    if ((this.proto & KEY_V6) === 0) return;
    const at = base >> 1;
    rare[at + RARE_A1] = this.a1;
    rare[at + RARE_A2] = this.a2;
    rare[at + RARE_A3] = this.a3;
    rare[at + RARE_B1] = this.b1;
    rare[at + RARE_B2] = this.b2;
    rare[at + RARE_B3] = this.b3;
  }

  /** A second hash, independent of `hash`; `pair` = addresses only. */
  otherHash(pair: boolean): number {
    let h = mix(mix(0x3c6ef372, this.a0), this.b0);
    if (this.proto & KEY_V6) {
      h = mix(mix(mix(h, this.a1), this.a2), this.a3);
      h = mix(mix(mix(h ^ 0x165667b1, this.b1), this.b2), this.b3);
    }
    if (!pair) h = mix(h, this.ports);
    return Math.imul(h ^ (h >>> 16), 0x85ebca6b) | 0;
  }

  /** Hash of the addresses alone. */
  pairHash(): number {
    let h = Math.imul(this.a0, 0x9e3779b1) ^ Math.imul(this.b0 + 0x61c88647, 0x85ebca77);
    if (this.proto & KEY_V6) {
      h = mix(mix(mix(h, this.a1), this.a2), this.a3);
      h = mix(mix(mix(h, this.b1), this.b2), this.b3);
    }
    h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
    return h ^ (h >>> 16);
  }
}

function mix(h: number, value: number): number {
  h = Math.imul((h ^ value) + 0x7f4a7c15, 0xcc9e2d51);
  return (h << 15) | (h >>> 17);
}
