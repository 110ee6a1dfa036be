import * as decoders from '@wireledger/decoders';
import { DistinctLog } from './distinct-log';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = decoders;

const MAX_DISTINCT = 8_388_608;

/** How many different tuples there were, whatever time lay between their packets. */
export class TupleCounts {
  private readonly tcpTuples = new DistinctLog(MAX_DISTINCT);
  private readonly udpTuples = new DistinctLog(MAX_DISTINCT);
  private readonly icmpPairs = new DistinctLog(MAX_DISTINCT);

  /** Five-tuples, either direction. */
  get tcp(): number {
    return this.tcpTuples.count;
  }

  get udp(): number {
    return this.udpTuples.count;
  }

  /** Unordered address pairs, ICMP and ICMPv6. */
  get icmp(): number {
    return this.icmpPairs.count;
  }

  /** A flow has begun: the two halves of the hash of its tuple, of ICMP of its addresses alone. */
  add(proto: number, high: number, low: number): void {
    switch (proto) {
      case IpProto.TCP:
        return this.tcpTuples.add(high, low);
      case IpProto.UDP:
        return this.udpTuples.add(high, low);
      case IpProto.ICMP:
      case IpProto.ICMPV6:
        return this.icmpPairs.add(high, low);
      default:
        return;
    }
  }
}
