import type { DatagramProtocol } from './protocol';

const ANY_SECOND = 1;
const MOST_BITS = 8;

/**
 * Which first datagrams of flows whose port says whose they are somebody asks about all the same, told by little: `first[a] & second[b]` is not 0 for those
 * that begin with the bytes a and b, or they tell their own length at `lengthAt`. STUN, which
 * leaves open whose the flow is, is not among them.
 */
export interface DatagramHints {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** 0: none does. */
  readonly lengthAt: number;
}

/** Of protocols that claim datagrams whose port says something else. @throws when they need more bits than there are */
export function datagramHints(protocols: readonly DatagramProtocol[]): DatagramHints {
  const asked = protocols.filter(({ claims, onlyUnknown }) => claims && !onlyUnknown);
  const first = new Uint8Array(256);
  const second = new Uint8Array(256).fill(ANY_SECOND);
  let lengthAt = 0;
  let bits = 1;
  for (const protocol of asked) {
    if (protocol.lengthAt !== undefined) {
      if (lengthAt !== 0) throw new Error('two protocols are told by their length');
      lengthAt = protocol.lengthAt;
      continue;
    }
    const bit = protocol.second ? 1 << bits++ : ANY_SECOND;
    if (bits > MOST_BITS) throw new Error('too many protocols are told by their second byte');
    for (let byte = 0; byte < 256; byte++) {
      if (protocol.begins?.(byte) ?? true) first[byte] = (first[byte] as number) | bit;
      if (protocol.second?.(byte)) second[byte] = (second[byte] as number) | bit;
    }
  }
  return { first, second, lengthAt };
}
