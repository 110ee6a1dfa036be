import type { Severity } from '../detector';

/** An alert that runs: findings about one entity, none farther from the next than the rule's cooldown. */
export interface Episode {
  /** UUIDv5(scope, rule, rule version, entity, start). */
  readonly id: string;
  /** Packet time of the earliest record that contributed to the first finding, µs. */
  readonly start: number;
  /** Packet time of the last finding. */
  last: number;
  severity: Severity;
  /** The next power of ten at which growth is told. */
  next: number;
  /** The crossing record came behind the watermark. */
  late: boolean;
}

/** The least power of ten, from 10 on, above `value`. */
export function nextStep(value: number): number {
  let step = 10;
  while (step <= value) step *= 10;
  return step;
}
