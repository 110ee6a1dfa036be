import type { BacktestChange } from '@wireledger/read-models';

import { cutLabel, cutSensor } from './cut';
import type { Finding } from './findings';

/** An alert of either side, and what became of it. */
export interface Compared {
  readonly change: BacktestChange;
  /** The alert that is shown: of the version that is tried, where that raises one. */
  readonly finding: Finding;
  /** Id of the alert about the same that the other side has; null where it has none. */
  readonly partner: string | null;
}

const entityOf = ({ scope, alert }: Finding): string =>
  JSON.stringify([cutSensor(scope.sensor), scope.timeline, cutLabel(alert.entity)]);

function byEntity(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(entityOf(finding));
    if (group) group.push(finding);
    else groups.set(entityOf(finding), [finding]);
  }
  return groups;
}

const overlap = ({ alert: a }: Finding, { alert: b }: Finding): boolean => a.start <= b.last && b.start <= a.last;
const isSame = ({ alert: a }: Finding, { alert: b }: Finding): boolean =>
  a.start === b.start && a.severity === b.severity;

/**
 * Alerts about one entity whose times overlap are one alert to people. Each is paired once, with the one that begins at the same time if there is
 * one: `same` when severity and beginning are equal, else `changed`; what is left over was `added` or `removed`.
 */
export function compared(would: readonly Finding[], did: readonly Finding[]): readonly Compared[] {
  const others = byEntity(did);
  const paired = new Set<Finding>();
  const partners = new Map<Finding, Finding>();
  const pair = (fits: (mine: Finding, other: Finding) => boolean) => {
    for (const mine of would) {
      if (partners.has(mine)) continue;
      const other = others.get(entityOf(mine))?.find((one) => !paired.has(one) && fits(mine, one));
      if (!other) continue;
      partners.set(mine, other);
      paired.add(other);
    }
  };
  pair(({ alert: mine }, { alert: other }) => mine.start === other.start);
  pair(overlap);
  const kept = would.map((finding): Compared => {
    const other = partners.get(finding);
    const change = !other ? 'added' : isSame(finding, other) ? 'same' : 'changed';
    return { finding, change, partner: other?.alert.id ?? null };
  });
  const removed = did
    .filter((finding) => !paired.has(finding))
    .map((finding): Compared => ({ change: 'removed', finding, partner: null }));
  return [...kept, ...removed].sort((a, b) => a.finding.recordedAt - b.finding.recordedAt);
}
