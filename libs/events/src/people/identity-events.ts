import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { origin } from './origin';

/**
 * Stream `user-<id>`: the user signs in by an OpenID Connect provider from now on. `subject` tells his identity there from others without naming it: the
 * first 16 hex digits of SHA-256 over `issuer` and `sub` (OpenID Connect Core 1.0, section 2), which the access store alone holds. `by`: its owner linked
 * it, it came with the link of an invitation, or the account was made with it.
 */
export const IdentityLinked = defineEvent({
  type: 'domain.IdentityLinked',
  version: 1,
  schema: z.object({
    // Of somebody who was erased something else stands there, which is nobody's.
    ...{ user: z.uuid(), issuer: z.string().min(1).max(500), subject: z.string().min(1).max(100) },
    by: z.enum(['owner', 'invitation', 'firstSignIn']),
  }),
});

/**
 * Stream `access-<process>.<yyyymmdd>`: the provider says that it is this user who wants to sign in. A second factor may still be asked for here, unless
 * `factor`: it was given there, in words that count here.
 */
export const ProviderVouched = defineEvent({
  type: 'domain.ProviderVouched',
  version: 1,
  schema: z.object({ user: z.uuid(), issuer: z.string().min(1).max(500), factor: z.boolean(), origin }),
});

/** Its owner took the identity off: the provider lets nobody into this account any more. His other sessions end. */
export const IdentityUnlinked = defineEvent({
  type: 'domain.IdentityUnlinked',
  version: 1,
  schema: z.object({ user: z.uuid(), issuer: z.string().min(1).max(500) }),
});
