import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { origin } from './origin';

const id = z.uuid();
/** Codes from an authenticator app (RFC 6238), or one of the codes kept for the day when the app is lost; or anew at the provider that he signs in by. */
const method = z.enum(['totp', 'recovery', 'provider']);

/**
 * Stream `user-<id>`: the user proves himself with a second factor from now on; `replaced`: instead of the one that he had. Running sessions
 * end. The secret is nowhere in the log.
 */
export const MfaEnrolled = defineEvent({
  type: 'domain.MfaEnrolled',
  version: 1,
  schema: z.object({ user: id, kind: z.literal('totp'), replaced: z.boolean() }),
});

/** The second factor is gone: its owner took it off, or an administrator reset it for `reason`. Running sessions end. */
export const MfaRemoved = defineEvent({
  type: 'domain.MfaRemoved',
  version: 1,
  schema: z.object({ user: id, by: z.enum(['owner', 'administrator']), reason: z.string().max(500) }),
});

/** New recovery codes; those from before are void. */
export const RecoveryCodesIssued = defineEvent({
  type: 'domain.RecoveryCodesIssued',
  version: 1,
  schema: z.object({ user: id, count: z.number().int().positive() }),
});

/** One of them was used up; `left` are still good. */
export const RecoveryCodeUsed = defineEvent({
  type: 'domain.RecoveryCodeUsed',
  version: 1,
  schema: z.object({ user: id, left: z.number().int().nonnegative() }),
});

/** Stream `access-<process>.<yyyymmdd>`: a session may do what `permission` covers for a few minutes, for `reason`, after its user proved himself again. */
export const StepUpGranted = defineEvent({
  type: 'domain.StepUpGranted',
  version: 1,
  schema: z.object({
    ...{ user: id, session: id, permission: z.string().max(40), method },
    ...{ reason: z.string().min(1).max(500), origin },
  }),
});

/** The same was asked for with a wrong or used code, too often, or the provider did not say so. */
export const StepUpRefused = defineEvent({
  type: 'domain.StepUpRefused',
  version: 1,
  schema: z.object({
    ...{ user: id, session: id, permission: z.string().max(40) },
    ...{ why: z.enum(['code', 'tooManyAttempts', 'provider']), origin },
  }),
});
