import { FrameKind, IpProto, macText, type Packet, TcpFlag } from '@wireledger/decoders';
import { formatIp } from '@wireledger/kernel';

import { linkTypeName } from './link-types';

/** One layer of a packet: what its header says, and where its bytes stand in the frame, `[from, to)`. */
export interface Layer {
  readonly name: string;
  readonly fields: readonly (readonly [label: string, value: string])[];
  readonly from: number;
  readonly to: number;
}

const FLAG_NAMES = Object.entries(TcpFlag).map(([name, bit]) => [name, bit] as const);

/** `SYN, ACK`; '' without flags. */
export const flagWords = (flags: number): string =>
  FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name)
    .join(', ');

/** The layers of a frame that was decoded: `offset` and `captured` as the decoder was given them. */
export function layersOf(packet: Packet, offset: number, captured: number, linktype: number): Layer[] {
  const frame = new FrameView(packet, offset, offset + captured);
  if (packet.kind !== FrameKind.IP && packet.kind !== FrameKind.LATER_FRAGMENT)
    return [frame.layer(linkTypeName(linktype), offset, offset + captured, frame.link())];
  const network = packet.src - (packet.version === 4 ? 12 : 8);
  const transport = packet.kind === FrameKind.IP ? packet.transport : packet.fragmentStart;
  const payload = packet.kind === FrameKind.IP ? packet.payload : packet.fragmentStart;
  return [
    frame.layer(linkTypeName(linktype), offset, network, frame.link()),
    frame.layer(`IPv${packet.version}`, network, transport, frame.network(network)),
    ...(payload > transport
      ? [frame.layer(transportName(packet), transport, payload, frame.transport(transport))]
      : []),
    ...(packet.payloadEnd > payload
      ? [frame.layer('Payload', payload, packet.payloadEnd, [['Bytes', String(packet.payloadEnd - payload)]])]
      : []),
  ];
}

function transportName({ proto }: Packet): string {
  const names: Readonly<Record<number, string>> = {
    [IpProto.TCP]: 'TCP',
    [IpProto.UDP]: 'UDP',
    [IpProto.ICMP]: 'ICMP',
    [IpProto.ICMPV6]: 'ICMPv6',
    [IpProto.SCTP]: 'SCTP',
  };
  return names[proto] ?? `Protocol ${proto}`;
}

type Fields = (readonly [string, string])[];

/** Reads headers of one frame; nothing beyond its captured bytes. */
class FrameView {
  constructor(
    private readonly packet: Packet,
    private readonly start: number,
    private readonly end: number,
  ) {}

  layer(name: string, from: number, to: number, fields: Fields): Layer {
    const clamp = (at: number) => Math.min(Math.max(at, this.start), this.end) - this.start;
    return { name, fields, from: clamp(from), to: clamp(to) };
  }

  link(): Fields {
    const { packet } = this;
    const { bytes, sourceMac, targetMac, vlan, depth } = packet;
    const outer = (at: number) => formatIp(bytes.subarray(at, at + (packet.outerVersion === 4 ? 4 : 16)));
    return [
      ...(targetMac >= 0 ? [['To', macText(bytes, targetMac)] as const] : []),
      ...(sourceMac >= 0 ? [['From', macText(bytes, sourceMac)] as const] : []),
      ...(vlan > 0 ? [['VLAN', String(vlan)] as const] : []),
      ...(depth > 0
        ? [['Tunnels', `${depth}, the outermost ${outer(packet.outerSrc)} to ${outer(packet.outerDst)}`] as const]
        : []),
    ];
  }

  network(at: number): Fields {
    const { view, bytes, version, src, dst, proto, fragment, fragmentOffset, moreFragments } = this.packet;
    const size = version === 4 ? 4 : 16;
    const addresses: Fields = [
      ['Source', formatIp(bytes.subarray(src, src + size))],
      ['Destination', formatIp(bytes.subarray(dst, dst + size))],
      ['Protocol', String(proto)],
    ];
    const part: Fields = fragment
      ? [['Fragment', `from byte ${fragmentOffset}${moreFragments ? ', more follow' : ', the last'}`]]
      : [];
    if (version === 4)
      return [
        ...addresses,
        ['TTL', String(bytes[at + 8])],
        ['Length', String(view.getUint16(at + 2))],
        ['Id', String(view.getUint16(at + 4))],
        ...part,
      ];
    return [
      ...addresses,
      ['Hop limit', String(bytes[at + 7])],
      ['Payload length', String(view.getUint16(at + 4))],
      ...part,
    ];
  }

  transport(at: number): Fields {
    const { packet } = this;
    const { view, proto, srcPort, dstPort } = packet;
    if (proto === IpProto.ICMP || proto === IpProto.ICMPV6)
      return [
        ['Type', String(srcPort)],
        ['Code', String(dstPort)],
      ];
    const ports: Fields = [
      ['Source port', String(srcPort)],
      ['Destination port', String(dstPort)],
    ];
    if (proto === IpProto.UDP) return ports;
    if (proto !== IpProto.TCP) return proto === IpProto.SCTP ? ports : [];
    return [
      ...ports,
      ['Sequence', String(packet.seq >>> 0)],
      ['Acknowledged', String(packet.ack >>> 0)],
      ['Flags', flagWords(packet.tcpFlags)],
      ...(this.end - at >= 16 ? [['Window', String(view.getUint16(at + 14))] as const] : []),
    ];
  }
}
