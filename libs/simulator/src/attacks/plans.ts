import { ATTACK_KINDS, type AttackKind } from '../answers/attack-truth';
import type { AttackPlan, Planted, Stage } from './attack';
import { sshBruteForce, synFlood } from './floods';
import { beacon, dnsTunnel, exfiltration } from './leaks';
import { horizontalScan, verticalScan } from './scans';

/** How each kind is made. */
export const ATTACKS: Readonly<Record<AttackKind, (stage: Stage) => Planted>> = {
  'vertical-scan': verticalScan,
  'horizontal-scan': horizontalScan,
  'ssh-brute-force': sshBruteForce,
  'syn-flood': synFlood,
  'dns-tunnel': dnsTunnel,
  beacon,
  exfiltration,
};

/** Start of each attack as a share of the whole, its natural length in seconds, and the share of the whole that it takes at most. */
const SPREAD: Readonly<
  Record<AttackKind, { readonly start: number; readonly naturalS: number; readonly share: number }>
> = {
  beacon: { start: 0.03, naturalS: Infinity, share: 0.95 },
  'vertical-scan': { start: 0.08, naturalS: 20, share: 0.13 },
  'horizontal-scan': { start: 0.22, naturalS: 30, share: 0.13 },
  'ssh-brute-force': { start: 0.36, naturalS: 60, share: 0.13 },
  'syn-flood': { start: 0.52, naturalS: 8, share: 0.13 },
  'dns-tunnel': { start: 0.64, naturalS: 15, share: 0.13 },
  exfiltration: { start: 0.78, naturalS: 180, share: 0.13 },
};

/** One of each kind (or of those named), spread over the duration; in a short simulation each is squeezed. */
export function spreadAttacks(durationS: number, kinds: readonly AttackKind[] = ATTACK_KINDS): AttackPlan[] {
  return kinds.map((kind) => {
    const { start, naturalS, share } = SPREAD[kind];
    return { kind, startS: start * durationS, spanS: Math.min(naturalS, share * durationS), intensity: 1 };
  });
}
