import type { CaptureName } from './captures';
import type { PeerId } from './peers';

/** What a figure is to be, as its ratio or as itself. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/**
 * A goal against a peer on a capture. `cpu` and `memory`: the peer's figure over ours, larger is better for us; with `atMost` ours over the peer's.
 * `rate`: packets a second of processor time, ours over the peer's, for peers that read only the beginning.
 */
export interface Comparison {
  readonly goal: number;
  readonly capture: CaptureName;
  readonly peer: PeerId;
  readonly measure: 'cpu' | 'rate' | 'memory';
  readonly bound: Bound;
}

const cpu = (goal: number, capture: CaptureName, peer: PeerId, atLeast: number): Comparison => ({
  goal,
  capture,
  peer,
  measure: 'cpu',
  bound: { atLeast },
});
const rate = (goal: number, peer: PeerId, atLeast: number): Comparison => ({
  goal,
  capture: 'mixed',
  peer,
  measure: 'rate',
  bound: { atLeast },
});
const memory = (goal: number, peer: PeerId): Comparison => ({
  goal,
  capture: 'flood',
  peer,
  measure: 'memory',
  bound: { atLeast: 1 },
});

/** Goals 1 to 8 of the design, as far as they are about a peer. */
export const COMPARISONS: readonly Comparison[] = [
  cpu(1, 'mixed', 'softflowd', 2.5),
  cpu(1, 'long', 'softflowd', 3.5),
  cpu(2, 'flood', 'softflowd', 4),
  cpu(2, 'flood', 'argus', 10),
  cpu(3, 'dns', 'softflowd', 4),
  cpu(3, 'dns', 'nfpcapd', 1.5),
  cpu(4, 'mixed', 'nfpcapd', 3),
  cpu(4, 'mixed', 'argus', 3),
  cpu(4, 'mixed', 'ndpiReader', 10),
  rate(5, 'tsharkFields', 60),
  rate(5, 'tsharkConversations', 20),
  rate(6, 'scapy', 500),
  { goal: 7, capture: 'mixed', peer: 'tcpdump', measure: 'cpu', bound: { atMost: 1.3 } },
  memory(8, 'softflowd'),
  memory(8, 'nfpcapd'),
  memory(8, 'argus'),
];

/** What a packet may cost once everything is compiled and warm: five million packets a second of processor time. */
export const STEADY = { goal: 6, bound: { atMost: 200 } } as const;

/** The numbers of the goals, each once. */
export const goalsOf = (comparisons: readonly Comparison[]): number[] => [
  ...new Set(comparisons.map(({ goal }) => goal)),
];

export function meets(value: number, bound: Bound): boolean {
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}
