import type { HostScoreRow, ThreatLevelName } from '../../graphql/generated/operations';

const MARKS: Readonly<Record<ThreatLevelName, string>> = {
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
  CRITICAL: 'critical',
};

/** A level of threat as the marks of severity have it. */
export const markOf = (level: ThreatLevelName): string => MARKS[level];

/** 1.35: scores and points have two decimals. */
export const formatPoints = (points: number): string => points.toFixed(2);

/** Points of each rule of a host, most first. */
export function ruleParts({ pieces }: HostScoreRow): readonly { readonly title: string; readonly points: number }[] {
  const rules = new Map<string, { title: string; points: number }>();
  for (const { rule, title, points } of pieces) {
    const known = rules.get(rule) ?? { title, points: 0 };
    rules.set(rule, { title, points: known.points + points });
  }
  return [...rules.values()].sort((a, b) => b.points - a.points);
}
