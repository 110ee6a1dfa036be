/** The five-tuple of the packet in `FRAME` in the order of flows, lower endpoint first. */
import {
  DST,
  DST_PORT,
  FRAME_PROTO,
  KEY_A0,
  KEY_A1,
  KEY_A2,
  KEY_A3,
  KEY_B0,
  KEY_B1,
  KEY_B2,
  KEY_B3,
  KEY_HASH,
  KEY_PORTS,
  KEY_PROTO,
  LATER,
  SRC,
  SRC_PORT,
  VERSION,
} from '../src/core-layout';
import {
  A0,
  B0,
  KEY_FROM_B,
  KEY_ONE_WAY,
  KEY_V6,
  PORTS,
  PROTO,
  RARE_A1,
  RARE_A2,
  RARE_A3,
  RARE_B1,
  RARE_B2,
  RARE_B3,
} from '../src/flow-layout';
import { flowAt, rareOf } from './flow-store';
import { be32, frame, key, setKey } from './memory';
import { ICMP, ICMPV6 } from './protocols';

/** Type of the message that answers an ICMP type (the mapping of the community id specification), -1 when there is none. */
function icmpCounterpart(type: i32): i32 {
  switch (type) {
    case 0:
      return 8;
    case 8:
      return 0;
    case 9:
      return 10;
    case 10:
      return 9;
    case 13:
      return 14;
    case 14:
      return 13;
    case 15:
      return 16;
    case 16:
      return 15;
    case 17:
      return 18;
    case 18:
      return 17;
    default:
      return -1;
  }
}

/** The same of ICMPv6. */
function icmpv6Counterpart(type: i32): i32 {
  switch (type) {
    case 128:
      return 129;
    case 129:
      return 128;
    case 130:
      return 131;
    case 131:
      return 130;
    case 133:
      return 134;
    case 134:
      return 133;
    case 135:
      return 136;
    case 136:
      return 135;
    case 139:
      return 140;
    case 140:
      return 139;
    case 144:
      return 145;
    case 145:
      return 144;
    default:
      return -1;
  }
}

/** Makes the key of the packet. Returns 0 when its sender is A, 1 when it is B. */
export function takeKey(): i32 {
  const proto = frame(FRAME_PROTO);
  const srcPort = frame(SRC_PORT);
  let dstPort = frame(DST_PORT);
  const src = frame(SRC);
  const dst = frame(DST);
  let bits = proto;
  if ((proto === ICMP || proto === ICMPV6) && frame(LATER) === 0) {
    const counterpart = proto === ICMP ? icmpCounterpart(srcPort) : icmpv6Counterpart(srcPort);
    if (counterpart >= 0) dstPort = counterpart;
    else bits |= KEY_ONE_WAY;
  }
  let side: i32;
  let hash: i32;
  if (frame(VERSION) === 4) {
    const s = be32(src);
    const d = be32(dst);
    side = i32(!(s < d || (s === d && srcPort <= dstPort)));
    const a = side === 0 ? s : d;
    const b = side === 0 ? d : s;
    setKey(KEY_A0, a);
    setKey(KEY_B0, b);
    hash = (a * 0x9e3779b1) ^ (b * 0x85ebca77);
  } else {
    bits |= KEY_V6;
    side = i32(order6(src, dst, srcPort, dstPort) > 0);
    const a = side === 0 ? src : dst;
    const b = side === 0 ? dst : src;
    const a0 = be32(a + 12);
    const a1 = be32(a + 8);
    const a2 = be32(a + 4);
    const a3 = be32(a);
    const b0 = be32(b + 12);
    const b1 = be32(b + 8);
    const b2 = be32(b + 4);
    const b3 = be32(b);
    setKey(KEY_A0, a0);
    setKey(KEY_A1, a1);
    setKey(KEY_A2, a2);
    setKey(KEY_A3, a3);
    setKey(KEY_B0, b0);
    setKey(KEY_B1, b1);
    setKey(KEY_B2, b2);
    setKey(KEY_B3, b3);
    hash = (a0 ^ ((a1 ^ (a2 << 5) ^ (a3 << 9)) * 0x2c1b3c6d)) * 0x9e3779b1;
    hash ^= (b0 ^ ((b1 ^ (b2 << 5) ^ (b3 << 9)) * 0x297a2d39)) * 0x85ebca77;
  }
  const ports = side === 0 ? (srcPort << 16) | dstPort : (dstPort << 16) | srcPort;
  setKey(KEY_PORTS, ports);
  hash = ((hash ^ (hash >>> 15) ^ ports) * 0xc2b2ae3d) ^ bits;
  hash = (hash ^ (hash >>> 13)) * 0x27d4eb2f;
  setKey(KEY_HASH, hash ^ (hash >>> 16));
  if (bits & KEY_ONE_WAY && side === 1) bits |= KEY_FROM_B;
  setKey(KEY_PROTO, bits);
  return side;
}

/** Greater than 0 when the sender of an IPv6 packet is B: words compared from the first bytes on. */
function order6(src: i32, dst: i32, srcPort: i32, dstPort: i32): i32 {
  for (let at = 0; at < 16; at += 4) {
    const s = be32(src + at);
    const d = be32(dst + at);
    if (s !== d) return s > d ? 1 : -1;
  }
  return srcPort - dstPort;
}

/** True when the flow at `base` has the key. */
export function hasKey(base: i32): bool {
  const flow = flowAt(base);
  return (
    load<i32>(flow, A0 * 4) === key(KEY_A0) &&
    load<i32>(flow, B0 * 4) === key(KEY_B0) &&
    load<i32>(flow, PORTS * 4) === key(KEY_PORTS) &&
    load<i32>(flow, PROTO * 4) === key(KEY_PROTO) &&
    ((key(KEY_PROTO) & KEY_V6) === 0 || hasKey6(rareOf(base)))
  );
}

function hasKey6(rare: i32): bool {
  return (
    load<i32>(rare, RARE_A1 * 4) === key(KEY_A1) &&
    load<i32>(rare, RARE_A2 * 4) === key(KEY_A2) &&
    load<i32>(rare, RARE_A3 * 4) === key(KEY_A3) &&
    load<i32>(rare, RARE_B1 * 4) === key(KEY_B1) &&
    load<i32>(rare, RARE_B2 * 4) === key(KEY_B2) &&
    load<i32>(rare, RARE_B3 * 4) === key(KEY_B3)
  );
}

export function keepKey(base: i32): void {
  const flow = flowAt(base);
  store<i32>(flow, key(KEY_A0), A0 * 4);
  store<i32>(flow, key(KEY_B0), B0 * 4);
  store<i32>(flow, key(KEY_PORTS), PORTS * 4);
  store<i32>(flow, key(KEY_PROTO), PROTO * 4);
  if ((key(KEY_PROTO) & KEY_V6) === 0) return;
  const rare = rareOf(base);
  store<i32>(rare, key(KEY_A1), RARE_A1 * 4);
  store<i32>(rare, key(KEY_A2), RARE_A2 * 4);
  store<i32>(rare, key(KEY_A3), RARE_A3 * 4);
  store<i32>(rare, key(KEY_B1), RARE_B1 * 4);
  store<i32>(rare, key(KEY_B2), RARE_B2 * 4);
  store<i32>(rare, key(KEY_B3), RARE_B3 * 4);
}

/** A second hash of the key, independent of the first; `pair` = of its addresses only. */
export function otherHash(pair: bool): i32 {
  let hash = mix(mix(0x3c6ef372, key(KEY_A0)), key(KEY_B0));
  if (key(KEY_PROTO) & KEY_V6) {
    hash = mix(mix(mix(hash, key(KEY_A1)), key(KEY_A2)), key(KEY_A3));
    hash = mix(mix(mix(hash ^ 0x165667b1, key(KEY_B1)), key(KEY_B2)), key(KEY_B3));
  }
  if (!pair) hash = mix(hash, key(KEY_PORTS));
  return (hash ^ (hash >>> 16)) * 0x85ebca6b;
}

/** Hash of the addresses alone. */
export function pairHash(): i32 {
  let hash = (key(KEY_A0) * 0x9e3779b1) ^ ((key(KEY_B0) + 0x61c88647) * 0x85ebca77);
  if (key(KEY_PROTO) & KEY_V6) {
    hash = mix(mix(mix(hash, key(KEY_A1)), key(KEY_A2)), key(KEY_A3));
    hash = mix(mix(mix(hash, key(KEY_B1)), key(KEY_B2)), key(KEY_B3));
  }
  hash = (hash ^ (hash >>> 13)) * 0x27d4eb2f;
  return hash ^ (hash >>> 16);
}

function mix(hash: i32, value: i32): i32 {
  return rotl<i32>(((hash ^ value) + 0x7f4a7c15) * 0xcc9e2d51, 15);
}
