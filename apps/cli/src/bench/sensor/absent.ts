import { CAPTURE_NAMES, type CaptureName } from './captures';
import { COMPARISONS, goalsOf, type Comparison } from './comparisons';
import { PEERS, type PeerId } from './peers';

/** One line about a program that is not there and what is not measured for want of it. */
export function absentLine(names: readonly string[], debianPackage: string, goals: readonly number[]): string {
  return `${names.join(' and ')} absent (Debian package ${debianPackage}): ${goalsText(goals)} not measured with it`;
}

/** One line for each Debian package that is missing for the comparisons. */
export function absentPeers(comparisons: readonly Comparison[], isThere: (peer: PeerId) => boolean): string[] {
  const missing = comparisons.filter(({ peer }) => !isThere(peer));
  const packages = [...new Set(missing.map(({ peer }) => PEERS[peer].debianPackage))];
  return packages.map((debianPackage) => {
    const needed = missing.filter(({ peer }) => PEERS[peer].debianPackage === debianPackage);
    const names = [...new Set(needed.map(({ peer }) => PEERS[peer].name))];
    return absentLine(names, debianPackage, goalsOf(needed));
  });
}

/** One line for each kind of capture that there is none of. */
export function absentCaptures(measured: readonly CaptureName[]): string[] {
  return CAPTURE_NAMES.filter((name) => !measured.includes(name)).map((name) => {
    const goals = goalsOf(COMPARISONS.filter(({ capture }) => capture === name));
    return `${name}: no capture given (--${name} FILE): ${goalsText(goals)} not measured on it`;
  });
}

/** Goal 20 rests on the capture of everyday traffic. */
export const NO_TWO_FILES =
  'goal 20, two files and two workers: not measured without a capture of everyday traffic (--mixed FILE)';

const goalsText = (goals: readonly number[]): string => `goal${goals.length === 1 ? '' : 's'} ${goals.join(', ')}`;
