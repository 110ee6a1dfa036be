import type { SandboxDifference } from '../schema/sandbox-comparison';
import type { SeenSandboxAlert } from './sandbox-sensor';

/** An alert of two replays; null where one has none like it. */
export interface ComparedAlert {
  readonly difference: SandboxDifference;
  readonly before: SeenSandboxAlert | null;
  readonly after: SeenSandboxAlert | null;
}

/** Ids follow from the replay, so alerts are known by rule, kind and what they are about. */
const subjectOf = ({ rule, kind, entity }: SeenSandboxAlert): string => JSON.stringify([rule, kind, entity]);

/** Part of a capture's time that both have. */
const meets = (one: SeenSandboxAlert, other: SeenSandboxAlert): boolean =>
  one.first <= other.last && other.first <= one.last;

const byTime = (one: SeenSandboxAlert, other: SeenSandboxAlert): number =>
  one.first - other.first || one.last - other.last || (subjectOf(one) < subjectOf(other) ? -1 : 1);

/** Everything that a person reads of an alert, but for which rule of which version it is of. */
const told = ({ severity, src, dst, dport, first, last, value, threshold, unit, summary, ended }: SeenSandboxAlert) =>
  JSON.stringify([severity, src, dst, dport, first, last, value, threshold, unit, summary, ended]);

/** Alerts of two replays of a capture side by side, by time. One of each is a pair when both are about the same, at a time in common. */
export function comparedAlerts(
  before: readonly SeenSandboxAlert[],
  after: readonly SeenSandboxAlert[],
): readonly ComparedAlert[] {
  const left = new Map<string, SeenSandboxAlert[]>();
  for (const alert of [...after].sort(byTime))
    left.set(subjectOf(alert), [...(left.get(subjectOf(alert)) ?? []), alert]);
  const pairs: ComparedAlert[] = [];
  for (const alert of [...before].sort(byTime)) {
    const others = left.get(subjectOf(alert)) ?? [];
    const at = others.findIndex((other) => meets(alert, other));
    const [other] = at < 0 ? [] : others.splice(at, 1);
    if (!other) pairs.push({ difference: 'REMOVED', before: alert, after: null });
    else pairs.push({ difference: told(alert) === told(other) ? 'SAME' : 'CHANGED', before: alert, after: other });
  }
  for (const others of left.values())
    for (const alert of others) pairs.push({ difference: 'ADDED', before: null, after: alert });
  const timed = ({ before: one, after: other }: ComparedAlert) => (one ?? other) as SeenSandboxAlert;
  return pairs.sort((one, other) => byTime(timed(one), timed(other)));
}
