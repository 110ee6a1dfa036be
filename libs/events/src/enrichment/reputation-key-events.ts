import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act } from '../detection/parts';

/** Services outside that are asked with a key. */
export const keyedService = z.enum(['abuseipdb', 'virustotal', 'otx']);
export type KeyedService = z.infer<typeof keyedService>;

/** A key that is kept: sealed, and by its last four characters, by which people know it again. */
export const keptKey = z.object({
  sealed: z.string().min(1).max(2000),
  last: z.string().regex(/^[\x21-\x7e]{4}$/),
});
export type KeptKey = z.infer<typeof keptKey>;

/** Stream `reputation-<service>`: the service is asked with this key from now on; null = no longer. */
export const ReputationKeyChanged = defineEvent({
  type: 'domain.ReputationKeyChanged',
  version: 1,
  schema: z.object({ service: keyedService, ...act, key: keptKey.nullable() }),
});
