import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act } from '../detection/parts';

/** An expression of the filter language that somebody keeps under a name, for himself or for everybody. */
export const savedFilterDefinition = z.object({
  name: z.string().min(1).max(80),
  /** Kind of records that it is about. */
  kind: z.enum(['flow', 'dns', 'tls', 'http', 'auth', 'alert']),
  /** In its written form. */
  expression: z.string().min(1).max(4096),
  shared: z.boolean(),
});
export type SavedFilterDefinition = z.infer<typeof savedFilterDefinition>;

/** Stream `savedfilter-<id>`. */
export const SavedFilterDefined = defineEvent({
  type: 'domain.SavedFilterDefined',
  version: 1,
  schema: z.object({ filter: z.uuid(), ...act, definition: savedFilterDefinition }),
});

export const SavedFilterRemoved = defineEvent({
  type: 'domain.SavedFilterRemoved',
  version: 1,
  schema: z.object({ filter: z.uuid(), ...act }),
});
