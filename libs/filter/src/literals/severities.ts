/** Severities of alerts from the least to the gravest; the place is the number that is kept. */
export const SEVERITY_NAMES = ['info', 'low', 'medium', 'high', 'critical'] as const;
