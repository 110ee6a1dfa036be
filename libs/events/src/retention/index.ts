import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.string().max(64);
/** µs since 1970 UTC. */
const time = z.number().int();
const count = z.number().int().nonnegative();
const reason = z.string().min(1).max(500);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const streamClass = z.enum(['telemetry', 'rollup', 'sandbox']);

/** Stream `seal-expiry`: a segment of the log is about to be dropped, and what is left then of the seals over it; see `ExpiryStatement`. */
export const SegmentExpired = defineEvent({
  type: 'seal.SegmentExpired',
  version: 1,
  schema: z.object({
    segment: z.string().min(1).max(60),
    part: count,
    streamClass,
    after: position,
    to: position,
    count,
    run: z.uuid(),
    policy: z.string().max(200),
    seals: z.array(z.tuple([count, count, hex])).max(1000),
    streams: z.array(z.tuple([z.string().max(200), count, count, hex])).max(1000),
    at: time,
    key: z.string().max(64),
    signature: z.string().max(200),
  }),
});

/**
 * Stream `retention-<run>`: what a run of retention took away, in sums by class and store: `log` = segments and events, `models` = partitions and
 * rows. `held` and `waiting`: partitions that were due and stayed, because of a legal hold or for another reason, which is tried again.
 */
export const RetentionApplied = defineEvent({
  type: 'domain.RetentionApplied',
  version: 1,
  schema: z.object({
    run: z.uuid(),
    /** Days that each class is kept. */
    policy: z.object({ telemetry: count, rollup: count, sandbox: count }),
    removed: z
      .array(
        z.object({
          streamClass,
          store: z.enum(['log', 'models']),
          ...{ partitions: count, count, bytes: count },
          ...{ fromDay: day, toDay: day },
        }),
      )
      .max(6),
    ...{ held: count, waiting: count },
  }),
});

/** Stream `hold-all`: nothing recorded of this range of packet time (or on these days) may be removed until somebody lifts it. */
export const HoldPlaced = defineEvent({
  type: 'domain.HoldPlaced',
  version: 1,
  schema: z.object({
    hold: z.uuid(),
    ...{ from: time, to: time },
    /** The one sensor that it is about; null = all. */
    sensor: z.string().max(64).nullable(),
    /** The host that it is about. It narrows nothing: partitions are held whole. */
    host: z.string().max(253).nullable(),
    reason,
    /** `user:<id>`. */
    by: z.string().max(100),
    at: time,
  }),
});

/** Same stream: what it held may go when its time has come. */
export const HoldLifted = defineEvent({
  type: 'domain.HoldLifted',
  version: 1,
  schema: z.object({ hold: z.uuid(), reason, by: z.string().max(100), at: time }),
});

/** What is kept for how long, what is held, and what went. */
export const RETENTION_EVENTS = [SegmentExpired, RetentionApplied, HoldPlaced, HoldLifted] as const;
