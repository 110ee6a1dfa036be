import { flagWords } from '@wireledger/capture';
import { FrameKind, IpProto, type Packet } from '@wireledger/decoders';

type Said = Pick<
  Packet,
  'kind' | 'proto' | 'tcpFlags' | 'seq' | 'ack' | 'srcPort' | 'dstPort' | 'fragment' | 'fragmentOffset'
>;

/** What the transport header of a packet says, in a few words; of what is not IP, what it is. */
export function infoOf({ kind, proto, tcpFlags, seq, ack, srcPort, dstPort, fragment, fragmentOffset }: Said): string {
  if (kind === FrameKind.ARP) return 'ARP';
  if (kind === FrameKind.OTHER) return 'not IP';
  if (fragment && fragmentOffset > 0) return `fragment from byte ${fragmentOffset}`;
  if (proto === IpProto.TCP) return `${flagWords(tcpFlags)} seq ${seq >>> 0} ack ${ack >>> 0}`;
  if (proto === IpProto.ICMP || proto === IpProto.ICMPV6) return `type ${srcPort} code ${dstPort}`;
  return '';
}
