import type { AttackTruth, AttackKind } from '../answers/attack-truth';
import type { Network } from '../network/network';
import type { Random } from '../random';
import type { Arrivals } from '../schedule';

/** An attack to plant. */
export interface AttackPlan {
  readonly kind: AttackKind;
  /** Seconds after the start of the simulation. */
  readonly startS: number;
  /** Seconds over which it is spread. */
  readonly spanS: number;
  /** 1 = clearly visible; scales targets, attempts or bytes. Above 0, at most `MOST_INTENSITY`. */
  readonly intensity: number;
}

/** Beyond it a SYN flood would use addresses and ports again, and a scan would run out of ports. */
export const MOST_INTENSITY = 20;

/** What an attack is made from. */
export interface Stage {
  readonly network: Network;
  readonly random: Random;
  readonly startUs: number;
  readonly spanUs: number;
  readonly intensity: number;
}

/** A planted attack: its truth, and its conversations. */
export interface Planted {
  readonly truth: AttackTruth;
  readonly arrivals: Arrivals;
}

/** `count` scaled by intensity, at least one. */
export function scaled(count: number, intensity: number): number {
  return Math.max(1, Math.round(count * intensity));
}

/** `count` times spread evenly over the span, each moved within its slot by chance. */
export function* moments(stage: Stage, count: number): Generator<{ readonly index: number; readonly atUs: number }> {
  const slotUs = stage.spanUs / count;
  for (let index = 0; index < count; index++)
    yield { index, atUs: Math.floor(stage.startUs + (index + stage.random.real() * 0.8) * slotUs) };
}
