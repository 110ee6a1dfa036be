import { ActAnnounced, ActAudited } from './act-events';

export * from './act-events';

/** What was done through the API, and what was refused. */
export const AUDIT_EVENTS = [ActAnnounced, ActAudited] as const;

/** Types whose content a signed bundle tells: acts name people by id alone, everything else may hold names and addresses. */
export const TOLD_IN_BUNDLES: ReadonlySet<string> = new Set([
  ActAnnounced.type,
  ActAudited.type,
  'domain.HistoryVerified',
  'domain.HistoryAccepted',
  'domain.KeyReplaced',
  'domain.RetentionApplied',
]);
