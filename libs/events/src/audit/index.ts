import { ActAnnounced, ActAudited } from './act-events';

export * from './act-events';

/** What was done through the API, and what was refused. */
export const AUDIT_EVENTS = [ActAnnounced, ActAudited] as const;
