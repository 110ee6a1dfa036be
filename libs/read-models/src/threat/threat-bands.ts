/** Levels of threat by the share of attempts to sign in that failed, from below. */
export const THREAT_LEVELS = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type ThreatLevel = (typeof THREAT_LEVELS)[number];

/** Least share of failures of each level above LOW. */
const BANDS: readonly (readonly [level: ThreatLevel, share: number])[] = [
  ['CRITICAL', 0.75],
  ['HIGH', 0.5],
  ['MEDIUM', 0.25],
];
/** Fewer failures are people's slips, whatever their share. */
export const LEAST_FAILURES = 5;

/**
 * Requirement document R3: failures ÷ attempts. LOW below a quarter or with fewer than 5 failures, MEDIUM from a quarter on, HIGH from a half
 * on, CRITICAL from three quarters on.
 */
export function threatLevelOf(failures: number, attempts: number): ThreatLevel {
  if (failures < LEAST_FAILURES || attempts <= 0) return 'LOW';
  const share = failures / attempts;
  return BANDS.find(([, least]) => share >= least)?.[0] ?? 'LOW';
}

/** Attempts that failed, as SQL: their outcome was said, or told from the sizes of encrypted messages. */
export const FAILED = "outcome IN ('failure', 'likelyFailure')";
export const SUCCEEDED = "outcome IN ('success', 'likelySuccess')";
