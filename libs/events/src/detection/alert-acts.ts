import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, time } from './parts';

const alert = z.uuid();
const reason = z.string().min(1).max(500);
const assignee = z.uuid().nullable();

/** Why an alert was closed. */
export const CLOSE_REASONS = ['truePositive', 'benign', 'falsePositive', 'duplicate', 'test'] as const;
const closing = z.object({ reason: z.enum(CLOSE_REASONS), into: z.uuid().nullable() });

/** What people decided about an alert so far: a compensating event restores all of it. Times are wall clock, µs. */
export const triage = z.object({
  status: z.enum(['open', 'acknowledged', 'closed']),
  assignee,
  snoozedUntil: time.nullable(),
  escalated: z.boolean(),
  closing: closing.nullable(),
});
export type Triage = z.infer<typeof triage>;

/** Somebody looks after it. */
export const AlertAcknowledged = defineEvent({
  type: 'domain.AlertAcknowledged',
  version: 1,
  schema: z.object({ alert, ...act, reason }),
});

/** `assignee` is a user, null when it belongs to nobody any more. */
export const AlertAssigned = defineEvent({
  type: 'domain.AlertAssigned',
  version: 1,
  schema: z.object({ alert, ...act, assignee, before: assignee }),
});

export const AlertNoted = defineEvent({
  type: 'domain.AlertNoted',
  version: 1,
  schema: z.object({ alert, ...act, text: z.string().min(1).max(4000) }),
});

/** Out of the inbox until that wall-clock time, µs. */
export const AlertSnoozed = defineEvent({
  type: 'domain.AlertSnoozed',
  version: 1,
  schema: z.object({ alert, ...act, until: time, reason: reason.nullable() }),
});

export const AlertEscalated = defineEvent({
  type: 'domain.AlertEscalated',
  version: 1,
  schema: z.object({ alert, ...act, note: z.string().max(4000).nullable() }),
});

/** `into`: the alert that this one is a part of (merge); its reason is then `duplicate`. */
export const AlertClosed = defineEvent({
  type: 'domain.AlertClosed',
  version: 1,
  schema: z.object({ alert, ...act, ...closing.shape, note: z.string().max(4000).nullable() }),
});

export const AlertReopened = defineEvent({
  type: 'domain.AlertReopened',
  version: 1,
  schema: z.object({ alert, ...act, reason }),
});

/** Takes back the last act: `undone` is its idempotency key, `restored` what holds again. Nothing is removed from the log. */
export const AlertReverted = defineEvent({
  type: 'domain.AlertReverted',
  version: 1,
  schema: z.object({ alert, ...act, undone: z.uuid(), restored: triage }),
});
