import { FrameKind, IpProto, type Packet } from '@wireledger/decoders';
import type { PacketRow } from '@wireledger/filter/rows';
import { formatIp } from '@wireledger/kernel';

/** A packet as filters see it. */
export function packetRow(frame: Packet, us: number, length: number): PacketRow {
  const { kind, bytes, version, outerVersion, depth } = frame;
  const isIp = kind === FrameKind.IP || kind === FrameKind.LATER_FRAGMENT;
  const text = (at: number, of: number) => formatIp(bytes.subarray(at, at + (of === 4 ? 4 : 16)));
  const ported = kind === FrameKind.IP;
  return {
    ...{ us, length, payload: isIp ? frame.payloadLength : 0, vlan: frame.vlan },
    // Of a packet without a TCP header the decoder's flags are those of another one.
    tcpFlags: ported && frame.proto === IpProto.TCP ? frame.tcpFlags : 0,
    src: isIp ? text(frame.src, version) : null,
    dst: isIp ? text(frame.dst, version) : null,
    ...{ srcPort: ported ? frame.srcPort : null, dstPort: ported ? frame.dstPort : null },
    proto: isIp ? frame.proto : null,
    outerSrc: isIp && depth > 0 ? text(frame.outerSrc, outerVersion) : null,
    outerDst: isIp && depth > 0 ? text(frame.outerDst, outerVersion) : null,
  };
}
