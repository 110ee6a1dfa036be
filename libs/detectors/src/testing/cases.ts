import type { AnyDetector } from '../detector';
import type { Row } from './rows';

/** A detector's own part of the truth table. `P` = parameters. */
export interface Cases<P> {
  readonly detector: AnyDetector;
  /** Contributions that just reach the threshold. */
  needs(parameters: P): number;
  /** `n` contributions: the first at `T0`, the others in even steps up to `T0 + spanUs`. */
  attack(n: number, spanUs: number, parameters: P, v6: boolean): Row[];
  /** False where the protocol has no IPv6 form. */
  readonly v6: boolean;
  /** Harmless traffic that looks alike. */
  mustNot(parameters: P): Readonly<Record<string, readonly Row[]>>;
}

/** For lists of cases of any parameters. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyCases = Cases<any>;

/** Time of contribution `i` of `n` when they are spread over a span from `start` on. */
export const spread = (start: number, i: number, n: number, spanUs: number): number =>
  start + (n > 1 ? Math.round((i * spanUs) / (n - 1)) : 0);

/** `n` things. */
export const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

/** Address `i` of an internal or external network. */
export function address(v6: boolean, inside: boolean, i = 1): string {
  const [high, low] = [(i >> 8) & 255, i & 255];
  if (v6) return `${inside ? 'fd00' : '2001:db8'}::${(i + 1).toString(16)}`;
  return inside ? `10.1.${high}.${low === 255 ? 254 : low}` : `198.51.${100 + high}.${low === 255 ? 254 : low}`;
}
