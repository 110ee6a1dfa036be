import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { scope } from './scope';

const role = z.enum(['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER']);
const id = z.uuid();
/** As shown; compared without regard to case. */
const name = z.string().min(1).max(64);
/** The custom role that takes something away from the role; absent = none does. */
const customRole = id;
/** Why, in the words of who did it. */
const reason = z.string().max(500);

/**
 * Stream `user-<id>`: there is a person in this role. `by` bootstrap = with the host's one-time link, so he may sign in from now on;
 * by an administrator = once he has used the link of the invitation, which is good until `expiresAt` (µs since 1970 UTC); by the provider = he signed in
 * there for the first time.
 */
export const UserInvited = defineEvent({
  type: 'domain.UserInvited',
  version: 1,
  schema: z.object({
    user: id,
    name,
    role,
    customRole: customRole.optional(),
    by: z.enum(['bootstrap', 'administrator', 'provider']),
    scope: scope.optional(),
    expiresAt: z.number().int().optional(),
    reason: reason.optional(),
  }),
});

/** A new link takes the place of the one that was given out before. */
export const InvitationRenewed = defineEvent({
  type: 'domain.InvitationRenewed',
  version: 1,
  schema: z.object({ user: id, expiresAt: z.number().int() }),
});

/** The link is good no more, and there will be no such user. */
export const InvitationRevoked = defineEvent({
  type: 'domain.InvitationRevoked',
  version: 1,
  schema: z.object({ user: id, reason }),
});

/** The invited person has set a password and may sign in from now on. The password is nowhere in the log. */
export const InvitationAccepted = defineEvent({
  type: 'domain.InvitationAccepted',
  version: 1,
  schema: z.object({ user: id }),
});

/** The role was changed, or the custom role that narrows it; running sessions end. */
export const RoleGranted = defineEvent({
  type: 'domain.RoleGranted',
  version: 1,
  schema: z.object({
    user: id,
    role,
    customRole: customRole.optional(),
    before: role,
    customBefore: customRole.optional(),
    reason: reason.optional(),
  }),
});

/** What the user sees was narrowed or widened, null = everything; running sessions end. */
export const ScopeGranted = defineEvent({
  type: 'domain.ScopeGranted',
  version: 1,
  schema: z.object({ user: id, scope: scope.nullable(), before: scope.nullable(), reason: reason.optional() }),
});

/** The user changed his own password; running sessions end. The password is nowhere in the log. */
export const PasswordChanged = defineEvent({
  type: 'domain.PasswordChanged',
  version: 1,
  schema: z.object({ user: id }),
});

/**
 * Somebody else made a link with which the user sets a password without the one that he forgot; it takes the place of one that was made before, and is
 * good once, until `expiresAt` (µs since 1970 UTC). `by`: whose doing that was. The password that he has stays good until then.
 */
export const PasswordResetOffered = defineEvent({
  type: 'domain.PasswordResetOffered',
  version: 1,
  schema: z.object({ user: id, by: id, expiresAt: z.number().int(), reason }),
});

/** The user set a password with such a link; running sessions end. The password is nowhere in the log. */
export const PasswordResetUsed = defineEvent({
  type: 'domain.PasswordResetUsed',
  version: 1,
  schema: z.object({ user: id }),
});

export const UserDisabled = defineEvent({
  type: 'domain.UserDisabled',
  version: 1,
  schema: z.object({ user: id, reason }),
});

export const UserEnabled = defineEvent({
  type: 'domain.UserEnabled',
  version: 1,
  schema: z.object({ user: id, reason: reason.optional() }),
});

/** Somebody else ended all sessions of the user. */
export const SessionsRevoked = defineEvent({
  type: 'domain.SessionsRevoked',
  version: 1,
  schema: z.object({ user: id, reason }),
});
