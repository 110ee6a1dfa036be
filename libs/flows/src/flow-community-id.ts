import { IpProto } from '@wireledger/decoders';
import { parseIp } from '@wireledger/kernel';
import { communityId } from '@wireledger/kernel/hashing';
import { icmpCounterpart } from './icmp-counterpart';

const WITH_PORTS = new Set<number>([IpProto.TCP, IpProto.UDP, IpProto.SCTP, IpProto.ICMP, IpProto.ICMPV6]);

/** Community id v1 of a flow as records have it (ICMP: type and code, or the counterpart's type, as ports). @throws when an address is none */
export function flowCommunityId(proto: number, src: string, dst: string, srcPort: number, dstPort: number): string {
  const from = parseIp(src);
  const to = parseIp(dst);
  if (!from || !to) throw new RangeError(`not addresses: ${src}, ${dst}`);
  const icmp = proto === IpProto.ICMP || proto === IpProto.ICMPV6;
  return communityId({
    src: from,
    dst: to,
    srcPort,
    dstPort,
    proto,
    oneWay: icmp && icmpCounterpart(proto, srcPort) < 0,
    portless: !WITH_PORTS.has(proto),
  });
}
