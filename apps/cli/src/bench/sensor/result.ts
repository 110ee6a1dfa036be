import { type Bound, meets } from './comparisons';
import type { Spread } from '../statistics';

/** One metric: ours, the peer's in the same rounds, and how they compare. */
export interface Result {
  /** Number in the design's list; null for what stands beside a goal. */
  readonly goal: number | null;
  readonly metric: string;
  readonly unit:
    'CPU s' | 'kpkt/CPU s' | 'MiB' | 'CPU ns/packet' | 'records/flow' | 's' | 'ms' | 'packets' | 'packets/s';
  readonly ours: Spread;
  readonly peer: (Spread & { readonly name: string }) | null;
  /** Taken round by round; null without a peer. */
  readonly ratio: Spread | null;
  readonly bound: Bound | null;
  /** The median against the bound; null without one. */
  readonly met: boolean | null;
}

/** A result with its verdict: the bound is on the ratio, or without a peer on our own figure. */
export function judged(result: Omit<Result, 'met'>): Result {
  const { bound, ratio, ours } = result;
  return { ...result, met: bound && meets((ratio ?? ours).median, bound) };
}

/** The line about it for people. */
export function resultLine({ goal, metric, unit, ours, peer, ratio, bound, met }: Result): string {
  return [
    `${goal === null ? '' : `goal ${goal}, `}${metric}, ${unit}: ours ${spreadText(ours)}`,
    ...(peer ? [`${peer.name} ${spreadText(peer)}`] : []),
    ...(ratio ? [`ratio ${spreadText(ratio)}`] : []),
    ...(bound ? [`goal ${boundText(bound)}`, met ? 'met' : 'missed'] : []),
  ].join(', ');
}

function spreadText({ median, least, most, runs }: Spread): string {
  return runs === 1 ? figureText(median) : `${figureText(median)} (${figureText(least)}…${figureText(most)})`;
}

/** Three digits that count, no exponent. */
export function figureText(value: number): string {
  if (value >= 100 || value === 0) return String(Math.round(value));
  return value < 0.001 ? value.toFixed(4) : value.toPrecision(3);
}

const boundText = (bound: Bound): string => ('atLeast' in bound ? `>= ${bound.atLeast}` : `<= ${bound.atMost}`);
