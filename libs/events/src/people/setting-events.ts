import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Stream `setting-<area>`: values before and after, only those that changed. Area `demo`: `{ shown: boolean }`. */
export const SettingChanged = defineEvent({
  type: 'domain.SettingChanged',
  version: 1,
  schema: z.object({ area: z.string().regex(/^[a-z]{1,40}$/), before: values, after: values }),
});
