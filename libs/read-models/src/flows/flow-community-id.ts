import { parseIp } from '@wireledger/kernel';
import { communityHash } from '@wireledger/kernel/hashing';

const TCP = 6;
const UDP = 17;
const SCTP = 132;
const ICMP = 1;
const ICMP6 = 58;
/** ICMP types that have a counterpart (community-id-spec): the second port is then the counterpart's type, else the code. */
const TWO_WAY_ICMP = new Set([0, 8, 9, 10, 13, 14, 15, 16, 17, 18]);
const TWO_WAY_ICMP6 = new Set([128, 129, 130, 131, 133, 134, 135, 136, 139, 140, 144, 145]);

/** True when the protocol has ports, or ICMP's type and code in their place. */
export const hasPorts = (proto: number): boolean =>
  proto === TCP || proto === UDP || proto === SCTP || proto === ICMP || proto === ICMP6;

/** Ends of a flow as bytes, ICMP ports already mapped. */
export interface FlowEnds {
  readonly proto: number;
  readonly src: Uint8Array;
  readonly dst: Uint8Array;
  readonly srcPort: number;
  readonly dstPort: number;
}

/** The 20 bytes of the community id v1 of a flow as it is recorded. */
export function flowCommunityHash(ends: FlowEnds): Buffer {
  const { proto, srcPort } = ends;
  const oneWay = (proto === ICMP && !TWO_WAY_ICMP.has(srcPort)) || (proto === ICMP6 && !TWO_WAY_ICMP6.has(srcPort));
  return communityHash({ ...ends, oneWay, portless: !hasPorts(proto) });
}

/** Community id v1 of a flow with addresses as text. @throws RangeError when they are none */
export function flowCommunityId(flow: Omit<FlowEnds, 'src' | 'dst'> & Readonly<Record<'src' | 'dst', string>>): string {
  const [src, dst] = [parseIp(flow.src), parseIp(flow.dst)];
  if (!src || !dst) throw new RangeError(`not addresses: ${flow.src}, ${flow.dst}`);
  return `1:${flowCommunityHash({ ...flow, src, dst }).toString('base64')}`;
}

/** The hash inside a community id as it is stored, or null when the text is none of version 1. */
export function communityBytes(id: string): Buffer | null {
  const hash = id.startsWith('1:') ? Buffer.from(id.slice(2), 'base64') : null;
  return hash?.length === 20 ? hash : null;
}
