import * as packets from '../packet';
import type { Packet } from '../packet';
import { decodeIpTunnel, decodeUdpTunnel, isUdpTunnel, MAX_TUNNELS } from './tunnels';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FrameKind, IpProto } = packets;

/**
 * What follows the IP header at `ip`: a tunnel is entered, anything else is taken as the innermost layer. `at` is where the transport header
 * begins, `end` where the captured bytes of this packet end, `wireEnd` where it ended on the wire.
 */
export function decodeTransport(
  packet: Packet,
  version: number,
  ip: number,
  proto: number,
  at: number,
  end: number,
  wireEnd: number,
  depth: number,
): boolean {
  const { view } = packet;
  let srcPort = 0;
  let dstPort = 0;
  let payload = at;
  let tcpFlags = 0;
  if (proto === IpProto.TCP) {
    if (end - at >= 4) {
      const ports = view.getInt32(at);
      srcPort = ports >>> 16;
      dstPort = ports & 0xffff;
      if (end - at >= 20) {
        const word = view.getUint16(at + 12);
        const header = (word >> 12) << 2;
        tcpFlags = word & 0xff;
        packet.seq = view.getInt32(at + 4);
        packet.ack = view.getInt32(at + 8);
        payload = at + (header < 20 ? 20 : header);
      } else {
        payload = end;
        wireEnd = end;
      }
    }
  } else if (proto === IpProto.UDP) {
    if (end - at >= 4) {
      const ports = view.getInt32(at);
      srcPort = ports >>> 16;
      dstPort = ports & 0xffff;
      payload = at + 8;
      if (end - at >= 8) {
        const length = view.getUint16(at + 4);
        if (length >= 8 && at + length < wireEnd) wireEnd = at + length;
        if (isUdpTunnel(srcPort, dstPort) && depth < MAX_TUNNELS && !packet.fragment) {
          if (decodeUdpTunnel(packet, srcPort, dstPort, payload, end, depth + 1)) return outer(packet, version, ip);
          packet.fragment = false;
        }
      }
    }
  } else if (proto === IpProto.ICMP || proto === IpProto.ICMPV6) {
    if (end - at >= 2) {
      const word = view.getUint16(at);
      srcPort = word >> 8;
      dstPort = word & 0xff;
      payload = at + 8;
    }
  } else if (proto === IpProto.SCTP) {
    if (end - at >= 4) {
      const ports = view.getInt32(at);
      srcPort = ports >>> 16;
      dstPort = ports & 0xffff;
      payload = at + 12;
    }
  } else if (depth < MAX_TUNNELS && !packet.fragment) {
    if (decodeIpTunnel(packet, proto, at, end, depth + 1)) return outer(packet, version, ip);
    packet.fragment = false;
  }
  packet.kind = FrameKind.IP;
  packet.version = version;
  if (version === 4) {
    packet.src = ip + 12;
    packet.dst = ip + 16;
  } else {
    packet.src = ip + 8;
    packet.dst = ip + 24;
  }
  packet.proto = proto;
  packet.transport = at;
  packet.srcPort = srcPort;
  packet.dstPort = dstPort;
  packet.tcpFlags = tcpFlags;
  packet.depth = depth;
  const payloadEnd = end < wireEnd ? end : wireEnd;
  packet.payload = payload < payloadEnd ? payload : payloadEnd;
  packet.payloadEnd = payloadEnd;
  packet.payloadLength = wireEnd > payload ? wireEnd - payload : 0;
  return true;
}

/** The header at `ip` turned out to be a tunnel's; called from the inside outwards, so the outermost wins. */
function outer(packet: Packet, version: number, ip: number): true {
  packet.outerVersion = version;
  packet.outerSrc = version === 4 ? ip + 12 : ip + 8;
  packet.outerDst = version === 4 ? ip + 16 : ip + 24;
  return true;
}
