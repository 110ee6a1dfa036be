import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** Stream `seal-log`: everything after `after`, up to and with `to`, was this when it was sealed; see `SealStatement`. */
export const LogSealed = defineEvent({
  type: 'seal.LogSealed',
  version: 1,
  schema: z.object({
    n: z.number().int().nonnegative(),
    after: z.string().max(64),
    to: z.string().min(1).max(64),
    count: z.number().int().positive(),
    byType: z.record(z.string().max(120), z.number().int().positive()),
    root: hex,
    marks: z.string().max(40_000),
    prev: hex,
    at: z.number().int(),
    key: z.string().max(64),
    signature: z.string().max(200),
  }),
});

/** Stream `verification-log`: somebody (the actor) had the whole history checked. */
export const HistoryVerified = defineEvent({
  type: 'domain.HistoryVerified',
  version: 1,
  schema: z.object({
    verification: z.uuid(),
    events: z.number().int().nonnegative(),
    seals: z.number().int().nonnegative(),
    /** Position that the last good seal reaches, and the last one that was read; '' = none. */
    sealedTo: z.string().max(64),
    head: z.string().max(64),
    faults: z
      .array(
        z.object({
          kind: z.enum(['changed', 'missing', 'inserted', 'reordered', 'forked', 'truncated', 'forged']),
          position: z.string().max(64),
          seal: z.number().int().nullable(),
          detail: z.string().max(500),
        }),
      )
      .max(100),
    tookMs: z.number().int().nonnegative(),
    /** Sealed events that retention took, as the log accounts for; absent in older ones. */
    expired: z.number().int().nonnegative().optional(),
  }),
});

const sealed = z.object({ n: z.number().int().nonnegative(), to: z.string().max(64), hash: hex, at: z.number().int() });

/**
 * Stream `verification-log`: the log contradicted the seals that were written down outside, and whoever runs the host took it as it is: an older
 * backup was brought back, say.
 */
export const HistoryAccepted = defineEvent({
  type: 'domain.HistoryAccepted',
  version: 1,
  schema: z.object({
    /** Newest seal that was written down. */
    anchored: sealed,
    /** Newest seal of the log; null = none. */
    sealed: sealed.nullable(),
    /** Position at which the log ended. */
    head: z.string().max(64),
    reason: z.string().min(1).max(500),
    /** File that the seals of before were left in. */
    aside: z.string().max(300),
  }),
});

/** What keeps the log honest. */
/**
 * Stream `keys-<which>`: everything that a key of the installation had sealed is sealed by another one (`resealed` of it), and the file of the old one
 * is about to go. Ids tell keys apart and say nothing of them. Said by whoever has the host.
 */
export const KeyReplaced = defineEvent({
  type: 'domain.KeyReplaced',
  version: 1,
  schema: z.object({
    key: z.enum(['personal', 'notify']),
    from: z.string().regex(/^[0-9a-f]{16}$/),
    to: z.string().regex(/^[0-9a-f]{16}$/),
    resealed: z.number().int().nonnegative(),
    reason: z.string().min(1).max(500),
  }),
});

export const SEAL_EVENTS = [LogSealed, HistoryVerified, HistoryAccepted, KeyReplaced] as const;
