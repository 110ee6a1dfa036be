/**
 * The layers that nearly all packets have: Ethernet with any VLAN tags, IPv4 or IPv6 without fragments or extensions, TCP, UDP, ICMP. What else there is
 * (`decodeFrame` knows it) is left to the outside.
 */
import {
  ACK,
  DEPTH,
  DST,
  DST_PORT,
  FRAME_PROTO,
  LATER,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  SEQ,
  SOURCE_MAC,
  SRC,
  SRC_PORT,
  TARGET_MAC,
  TCP_FLAGS,
  TRANSPORT,
  VERSION,
  VLAN,
  WIRE_END,
} from '../src/core-layout';
import { be16, be32, setFrame, setFrameDouble } from './memory';
import { ICMP, ICMPV6, TCP, UDP } from './protocols';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN_TAG = 0x8100;
const QINQ = 0x88a8;
const OLD_QINQ = 0x9100;
const OLD_QINQ_2 = 0x9200;
const FRAGMENT = 0x3fff;

/** UDP ports of tunnels: packets that have them are not decoded here. */
const TEREDO = 3544;
const VXLAN = 4789;
const VXLAN_GPE = 4790;
const GENEVE = 6081;
const VXLAN_LINUX = 8472;

/** Decodes the Ethernet frame `[at, end)`, which was `wire` bytes long, into `FRAME`. False when it is one for the outside; `FRAME` then holds nothing. */
export function decodeEthernet(at: i32, end: i32, wire: i32): bool {
  if (end - at < 14) return false;
  setFrame(TARGET_MAC, at);
  setFrame(SOURCE_MAC, at + 6);
  let vlan = 0;
  let type = be16(at + 12);
  let pos = at + 14;
  const wireEnd = at + wire;
  while (type === VLAN_TAG || type === QINQ || type === OLD_QINQ || type === OLD_QINQ_2) {
    if (end - pos < 4) return false;
    if (vlan === 0) vlan = be16(pos) & 0x0fff;
    type = be16(pos + 2);
    pos += 4;
  }
  setFrame(VLAN, vlan);
  setFrame(DEPTH, 0);
  setFrame(LATER, 0);
  setFrameDouble(WIRE_END, <f64>wireEnd);
  if (type === IPV4) return decodeIpv4(pos, end, wireEnd);
  return type === IPV6 && decodeIpv6(pos, end, wireEnd);
}

/** RFC 791. */
function decodeIpv4(pos: i32, end: i32, wireEnd: i32): bool {
  if (end - pos < 20) return false;
  const word = be32(pos);
  const header = ((word >> 24) & 15) << 2;
  if (word >>> 28 !== 4 || header < 20 || (be16(pos + 6) & FRAGMENT) !== 0) return false;
  // Offloading leaves 0 in packets captured before the card has cut them.
  const total = word & 0xffff;
  if (total >= header && pos + total < wireEnd) wireEnd = pos + total;
  setFrame(VERSION, 4);
  setFrame(SRC, pos + 12);
  setFrame(DST, pos + 16);
  return decodeTransport(<i32>load<u8>(pos + 9), pos + header, end < wireEnd ? end : wireEnd, wireEnd);
}

/** RFC 8200. */
function decodeIpv6(pos: i32, end: i32, wireEnd: i32): bool {
  if (end - pos < 40 || load<u8>(pos) >> 4 !== 6) return false;
  const length = be16(pos + 4);
  // 0 is a jumbogram (RFC 2675) or an offloaded packet.
  if (length > 0 && pos + 40 + length < wireEnd) wireEnd = pos + 40 + length;
  setFrame(VERSION, 6);
  setFrame(SRC, pos + 8);
  setFrame(DST, pos + 24);
  return decodeTransport(<i32>load<u8>(pos + 6), pos + 40, end < wireEnd ? end : wireEnd, wireEnd);
}

/** What begins at `at`; captured up to `end`, of a packet that ended at `wireEnd` on the wire. */
function decodeTransport(proto: i32, at: i32, end: i32, wireEnd: i32): bool {
  let payload: i32;
  let flags = 0;
  if (proto === TCP) {
    if (end - at < 20) return false;
    const ports = be32(at);
    setFrame(SRC_PORT, ports >>> 16);
    setFrame(DST_PORT, ports & 0xffff);
    const word = be16(at + 12);
    const header = (word >> 12) << 2;
    flags = word & 0xff;
    setFrame(SEQ, be32(at + 4));
    setFrame(ACK, be32(at + 8));
    payload = at + (header < 20 ? 20 : header);
  } else if (proto === UDP) {
    if (end - at < 8) return false;
    const ports = be32(at);
    const srcPort = ports >>> 16;
    const dstPort = ports & 0xffff;
    if (isTunnel(srcPort, dstPort)) return false;
    setFrame(SRC_PORT, srcPort);
    setFrame(DST_PORT, dstPort);
    const length = be16(at + 4);
    if (length >= 8 && at + length < wireEnd) wireEnd = at + length;
    payload = at + 8;
  } else if (proto === ICMP || proto === ICMPV6) {
    if (end - at < 2) return false;
    setFrame(SRC_PORT, <i32>load<u8>(at));
    setFrame(DST_PORT, <i32>load<u8>(at + 1));
    payload = at + 8;
  } else return false;
  setFrame(FRAME_PROTO, proto);
  setFrame(TRANSPORT, at);
  setFrame(TCP_FLAGS, flags);
  const payloadEnd = end < wireEnd ? end : wireEnd;
  setFrame(PAYLOAD, payload < payloadEnd ? payload : payloadEnd);
  setFrame(PAYLOAD_END, payloadEnd);
  setFrameDouble(PAYLOAD_LENGTH, <f64>(wireEnd > payload ? wireEnd - payload : 0));
  return true;
}

function isTunnel(srcPort: i32, dstPort: i32): bool {
  if (srcPort === TEREDO || dstPort === TEREDO) return true;
  return dstPort === VXLAN || dstPort === VXLAN_GPE || dstPort === VXLAN_LINUX || dstPort === GENEVE;
}
