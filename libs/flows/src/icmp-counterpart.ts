import * as decoders from '@wireledger/decoders';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto } = decoders;

/** Type of the answering message by ICMP type, -1 when there is none (the mapping of the community id specification). */
function counterparts(pairs: readonly (readonly [number, number])[]): Int16Array {
  const table = new Int16Array(256).fill(-1);
  for (const [a, b] of pairs) {
    table[a] = b;
    table[b] = a;
  }
  return table;
}
const ICMP_COUNTERPARTS = counterparts([
  [0, 8],
  [9, 10],
  [13, 14],
  [15, 16],
  [17, 18],
]);
const ICMPV6_COUNTERPARTS = counterparts([
  [128, 129],
  [130, 131],
  [133, 134],
  [135, 136],
  [139, 140],
  [144, 145],
]);

/** Type of the message that answers an ICMP or ICMPv6 type, -1 when none does. */
export const icmpCounterpart = (proto: number, type: number): number =>
  (proto === IpProto.ICMPV6 ? ICMPV6_COUNTERPARTS : ICMP_COUNTERPARTS)[type] as number;
