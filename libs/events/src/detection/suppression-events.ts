import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, ruleId, time } from './parts';

const text = z.string().min(1).max(300);

/**
 * Which alerts a suppression is for: those that fit all that is named. `entity` as the alert has it; `src` and `dst` a prefix (`10.0.0.0/8`)
 * that the end of the alert lies in.
 */
export const suppressionMatch = z.object({
  rule: ruleId.nullable(),
  entity: text.nullable(),
  sensor: text.nullable(),
  src: text.nullable(),
  dst: text.nullable(),
});
export type SuppressionMatch = z.infer<typeof suppressionMatch>;

/** Until when (wall clock, µs; null = until somebody ends it), and why. */
export const suppressionDefinition = z.object({
  match: suppressionMatch,
  until: time.nullable(),
  reason: z.string().min(1).max(500),
});
export type SuppressionDefinition = z.infer<typeof suppressionDefinition>;

/** Stream `suppression-<id>`: alerts that fit are out of the inbox while it lasts, those raised before as well. They are raised all the same. */
export const SuppressionDefined = defineEvent({
  type: 'domain.SuppressionDefined',
  version: 1,
  schema: z.object({ suppression: z.uuid(), ...act, definition: suppressionDefinition }),
});

/** What it kept out is back. */
export const SuppressionEnded = defineEvent({
  type: 'domain.SuppressionEnded',
  version: 1,
  schema: z.object({ suppression: z.uuid(), ...act }),
});
