import { FrameKind, IpProto, type Packet } from '@wireledger/decoders';
import { icmpCounterpart } from '@wireledger/flows';
import { parseIp } from '@wireledger/kernel';
import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);

/** A flow as its records have it; times of its first and last packet, µs. */
export const FlowTuple = z.object({
  src: z.string().max(64),
  dst: z.string().max(64),
  srcPort: port,
  dstPort: port,
  proto: z.number().int().min(0).max(255),
  firstUs: z.number().int(),
  lastUs: z.number().int(),
});
export type FlowTuple = z.infer<typeof FlowTuple>;

/** First fragments that are remembered for the later ones, which know no ports. */
const MOST_FRAGMENTS = 4096;
const WITH_PORTS = new Set<number>([IpProto.TCP, IpProto.UDP, IpProto.SCTP]);

/** Tells the packets of one flow from all others: by innermost addresses, protocol and ports, either way, within its time. */
export class FlowMatch {
  private readonly src: Uint8Array;
  private readonly dst: Uint8Array;
  private readonly fragments = new Set<string>();

  /** @throws RangeError when an address is none */
  constructor(private readonly flow: FlowTuple) {
    const [src, dst] = [parseIp(flow.src), parseIp(flow.dst)];
    if (!src || !dst || src.length !== dst.length) throw new RangeError(`not addresses: ${flow.src}, ${flow.dst}`);
    this.src = src;
    this.dst = dst;
  }

  /** True when the packet goes from the flow's source to its destination, false the other way, null when it is of another flow. */
  side(packet: Packet, us: number): boolean | null {
    const { flow } = this;
    if (us < flow.firstUs || us > flow.lastUs || packet.proto !== flow.proto) return null;
    if (packet.kind !== FrameKind.IP && packet.kind !== FrameKind.LATER_FRAGMENT) return null;
    if (packet.version !== (this.src.length === 4 ? 4 : 6)) return null;
    if (this.at(packet, packet.src, this.src) && this.at(packet, packet.dst, this.dst) && this.belongs(packet, true))
      return true;
    if (this.at(packet, packet.src, this.dst) && this.at(packet, packet.dst, this.src) && this.belongs(packet, false))
      return false;
    return null;
  }

  private at({ bytes }: Packet, offset: number, address: Uint8Array): boolean {
    for (let n = 0; n < address.length; n++) if (bytes[offset + n] !== address[n]) return false;
    return true;
  }

  private belongs(packet: Packet, forward: boolean): boolean {
    const mark = `${forward} ${packet.fragmentId}`;
    if (packet.kind === FrameKind.LATER_FRAGMENT) return this.fragments.has(mark);
    const belongs = this.hasPorts(packet, forward);
    if (belongs && packet.fragment && this.fragments.size < MOST_FRAGMENTS) this.fragments.add(mark);
    return belongs;
  }

  private hasPorts({ proto, srcPort, dstPort }: Packet, forward: boolean): boolean {
    const { flow } = this;
    const [from, to] = forward ? [flow.srcPort, flow.dstPort] : [flow.dstPort, flow.srcPort];
    if (WITH_PORTS.has(proto)) return srcPort === from && dstPort === to;
    if (proto !== IpProto.ICMP && proto !== IpProto.ICMPV6) return true;
    // Records have the answering type for the destination's port; messages that nothing answers have their code there.
    const answer = icmpCounterpart(proto, srcPort);
    return answer >= 0 ? srcPort === from && answer === to : forward && srcPort === from && dstPort === to;
  }
}
