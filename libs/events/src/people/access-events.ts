import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { origin } from './origin';

/**
 * Stream `access-<process>.<yyyymmdd>`. `mfa`: how he proved himself beside the password; `none` and absent = not at all; `provider`: the
 * OpenID Connect provider said so.
 */
export const SignedIn = defineEvent({
  type: 'domain.SignedIn',
  version: 1,
  schema: z.object({
    ...{ user: z.uuid(), session: z.uuid(), origin },
    mfa: z.enum(['none', 'totp', 'recovery', 'provider']).optional(),
  }),
});

/**
 * `revoked`: its owner ended it from another session; `password`: the password was changed elsewhere; `mfa`: the second factor was changed, or the role
 * has come to demand one; `identity`: the account was unlinked from its
 * provider; `administrator`: somebody else ended it, or changed what the user may do, `said` has his words.
 * `reuse`: a refresh token came back after it had been replaced, so somebody copied it; the whole family ends.
 */
export const SessionEnded = defineEvent({
  type: 'domain.SessionEnded',
  version: 1,
  schema: z.object({
    user: z.uuid(),
    session: z.uuid(),
    reason: z.enum([
      'signOut',
      'reuse',
      'limit',
      'idle',
      'expired',
      'revoked',
      'password',
      'mfa',
      'identity',
      'administrator',
    ]),
    said: z.string().max(500).optional(),
  }),
});

/**
 * Sign-in refused. For a known user one event a try; unknown names are counted, at most one event a minute, with `user` null
 * and the number of tries in `count`. `code`: the password was right, the second factor was not. `provider`: by way of
 * the OpenID Connect provider, `why` has the code of what was wrong; `user` is null unless the identity belongs to somebody.
 */
export const SignInRefused = defineEvent({
  type: 'domain.SignInRefused',
  version: 1,
  schema: z.object({
    user: z.uuid().nullable(),
    reason: z.enum(['password', 'disabled', 'unknown', 'tooManyAttempts', 'code', 'provider']),
    why: z.string().max(40).optional(),
    count: z.number().int().positive(),
    origin: origin.nullable(),
  }),
});

/**
 * Addresses and names are shown in clear to a session that sees them masked, until `until`, µs since 1970 UTC; `reason` has its owner's words. A time that has
 * passed ends it.
 */
export const AddressesRevealed = defineEvent({
  type: 'domain.AddressesRevealed',
  version: 1,
  schema: z.object({
    ...{ user: z.uuid(), session: z.uuid() },
    until: z.number().int().nonnegative(),
    reason: z.string().min(1).max(500),
  }),
});

/** A file of rows was made for somebody (the actor): `query` is what he asked for, as JSON, cut at 4,000 characters. */
export const DataExported = defineEvent({
  type: 'domain.DataExported',
  version: 1,
  schema: z.object({
    export: z.uuid(),
    what: z.string().max(40),
    format: z.string().max(20),
    query: z.string().max(4000),
    rows: z.number().int().nonnegative(),
  }),
});

/** Somebody (the actor) took data out: `what` names it (`export <id>`), `reason` how. */
export const DataAccessed = defineEvent({
  type: 'domain.DataAccessed',
  version: 1,
  schema: z.object({ what: z.string().max(200), reason: z.string().max(500) }),
});
