/** How much of one kind of traffic. */
export interface LoadOptions {
  /** Integer. The same options give the same bytes. */
  readonly seed: number;
  /** Time of the beginning, µs since 1970 UTC. */
  readonly startUs: number;
  readonly durationS: number;
  /** SYNs, or lookups. */
  readonly count: number;
}
