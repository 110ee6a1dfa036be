import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const id = z.uuid();
/** µs since 1970 UTC. */
const time = z.number().int();
const reason = z.string().max(500);

/**
 * Stream `approval-<id>`: a person wants to do something that a second one has to confirm before `until`. `what`: the arguments as JSON, for the second
 * person to read; `digest`: SHA-256 of operation and arguments, which the act itself has to match.
 */
export const ApprovalRequested = defineEvent({
  type: 'domain.ApprovalRequested',
  version: 1,
  schema: z.object({
    approval: id,
    by: id,
    operation: z.string().min(1).max(120),
    permission: z.string().min(1).max(40),
    what: z.string().max(4000),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    reason,
    at: time,
    until: time,
  }),
});

/** `by`, another person, has confirmed it: it may be done once, before `until`. */
export const ApprovalConfirmed = defineEvent({
  type: 'domain.ApprovalConfirmed',
  version: 1,
  schema: z.object({ approval: id, by: id, reason, until: time }),
});

/** `by` has said no; the person who asked: has taken it back. */
export const ApprovalDeclined = defineEvent({
  type: 'domain.ApprovalDeclined',
  version: 1,
  schema: z.object({ approval: id, by: id, reason }),
});

/** The act was begun by whoever had asked: the confirmation is spent, whatever came of the act. */
export const ApprovalUsed = defineEvent({
  type: 'domain.ApprovalUsed',
  version: 1,
  schema: z.object({ approval: id }),
});

/** Nobody confirmed it in time, or nobody made use of it. */
export const ApprovalExpired = defineEvent({
  type: 'domain.ApprovalExpired',
  version: 1,
  schema: z.object({ approval: id }),
});
