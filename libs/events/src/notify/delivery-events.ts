import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, time } from '../detection/parts';
import { recipient } from './parts';

const delivery = z.uuid();
const attempt = z.number().int().positive();
const said = z.string().max(500);

/**
 * Stream `escalation-<id>`, id = UUIDv5(policy, alert, run): a step of a policy was due, these deliveries are to be made. `run` counts the
 * times the alert was opened. A delivery's id is its key towards the receiver: UUIDv5(escalation, step, channel, place in it) – of the place, for
 * whoever guessed an address could prove it by an id that is made of it. `due` is later than `at` when it waits for the end of quiet hours. A step
 * with many messages is several events of one append. Times are wall clock, µs.
 */
export const EscalationStepReached = defineEvent({
  type: 'domain.EscalationStepReached',
  version: 1,
  schema: z.object({
    escalation: z.uuid(),
    alert: z.uuid(),
    policy: z.uuid(),
    run: z.number().int().nonnegative(),
    step: z.number().int().nonnegative(),
    at: time,
    planned: z.array(z.object({ delivery, channel: z.uuid(), recipient, due: time })).max(1000),
  }),
});

/** Stream `notification-<delivery>`: somebody tries a channel out. */
export const NotificationRequested = defineEvent({
  type: 'domain.NotificationRequested',
  version: 1,
  schema: z.object({ delivery, ...act, channel: z.uuid(), recipient }),
});

/** It is about to be sent. Without an outcome it is sent again, with the same key. */
export const NotificationAttempted = defineEvent({
  type: 'domain.NotificationAttempted',
  version: 1,
  schema: z.object({ delivery, attempt, at: time }),
});

/** The receiver took it; `answer` in its words. */
export const NotificationDelivered = defineEvent({
  type: 'domain.NotificationDelivered',
  version: 1,
  schema: z.object({ delivery, attempt, at: time, answer: said }),
});

/** The receiver did not take it. `again`: when it is tried next; null = given up until somebody asks for it. */
export const NotificationFailed = defineEvent({
  type: 'domain.NotificationFailed',
  version: 1,
  schema: z.object({ delivery, attempt, at: time, reason: said, again: time.nullable() }),
});

/** Too many for one recipient: this one goes as part of the digest `into`, a delivery of its own. */
export const NotificationBundled = defineEvent({
  type: 'domain.NotificationBundled',
  version: 1,
  schema: z.object({ delivery, into: z.uuid(), channel: z.uuid(), recipient, at: time }),
});

/** It need not be sent any more: somebody took the alert on, or the channel is gone; or it cannot be, for its address was erased. */
export const NotificationDropped = defineEvent({
  type: 'domain.NotificationDropped',
  version: 1,
  schema: z.object({ delivery, at: time, reason: z.enum(['handled', 'channelGone', 'addressErased']) }),
});

/** Somebody wants a delivery that was given up to be tried again. */
export const NotificationRetried = defineEvent({
  type: 'domain.NotificationRetried',
  version: 1,
  schema: z.object({ delivery, ...act }),
});
