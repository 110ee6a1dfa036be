import { SEVERITIES, type Severity } from '../detector';

/**
 * How much an alert of a severity weighs, in the order of `SEVERITIES`: the threat levels of Slips (info 0, low 0.2, medium 0.5, high 0.8,
 * critical 1).
 */
export const THREAT_LEVELS = [0, 0.2, 0.5, 0.8, 1] as const;
/** Confidence of an alert that has just reached its threshold; ten times the threshold and more is 1. */
export const LEAST_CONFIDENCE = 0.5;
/** Half of an alert's points are left after so long, seconds. */
export const HALF_LIFE_S = 6 * 3600;
/** Older alerts do not count any more, seconds. */
export const SCORE_WINDOW_S = 24 * 3600;

export const threatLevelOf = (severity: Severity): number => THREAT_LEVELS[SEVERITIES.indexOf(severity)] as number;

/** How sure an alert is, 0.5 to 1: by how often the measured value holds the threshold, on a log scale. */
export function confidenceOf(value: number, threshold: number): number {
  if (!(threshold > 0) || !(value > threshold)) return LEAST_CONFIDENCE;
  return Math.min(1, LEAST_CONFIDENCE + (1 - LEAST_CONFIDENCE) * Math.log10(value / threshold));
}

/** What is left of points after a time, µs; none beyond the window. A time to come counts as now. */
export function decayed(points: number, ageUs: number, halfLifeS = HALF_LIFE_S, windowS = SCORE_WINDOW_S): number {
  if (ageUs > windowS * 1e6) return 0;
  return points * 2 ** -(Math.max(0, ageUs) / (halfLifeS * 1e6));
}
