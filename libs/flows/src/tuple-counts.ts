import type { Core } from './core';

/** So many of a kind are told apart. */
const MAX_DISTINCT = 8_388_608;
/** So many are noted before any is looked up. */
const LEAST_NOTED = 1_048_576;
const TCP = 0;
const UDP = 1;
const ICMP = 2;

/** How many different tuples there were, whatever time lay between their packets. The core counts them when flows begin. */
export class TupleCounts {
  constructor(private readonly core: Core) {
    core.openPairs(MAX_DISTINCT, LEAST_NOTED);
  }

  /** Five-tuples, either direction. */
  get tcp(): number {
    return this.core.distinctPairs(TCP);
  }

  get udp(): number {
    return this.core.distinctPairs(UDP);
  }

  /** Unordered address pairs, ICMP and ICMPv6. */
  get icmp(): number {
    return this.core.distinctPairs(ICMP);
  }
}
