import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, parameters, ruleId, ruleVersion, severity } from './parts';

/** What a version of a rule says: which detector, with which parameters, how grave, and how long an episode outlives its last finding. */
export const ruleDefinition = z.object({
  name: z.string().min(1).max(300),
  /** Rule set that it was shipped in, or `own`. */
  set: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  detector: z.string().min(1).max(100),
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  severity,
  technique: z
    .string()
    .regex(/^T\d{4}(\.\d{3})?$/)
    .nullable(),
  parameters,
  /** Packet time, s. */
  cooldownS: z.number().int().nonnegative().max(31_536_000),
  description: z.string().max(4000),
});
export type RuleDefinition = z.infer<typeof ruleDefinition>;

/** Stream `rule-<id>`: a version was written; it judges nothing before it is published. Versions count 1, 2, 3 … */
export const RuleDrafted = defineEvent({
  type: 'domain.RuleDrafted',
  version: 1,
  schema: z.object({ rule: ruleId, version: ruleVersion, ...act, definition: ruleDefinition }),
});

/** The version judges from here on, in log order. */
export const RulePublished = defineEvent({
  type: 'domain.RulePublished',
  version: 1,
  schema: z.object({ rule: ruleId, version: ruleVersion, ...act }),
});

export const RuleDisabled = defineEvent({
  type: 'domain.RuleDisabled',
  version: 1,
  schema: z.object({ rule: ruleId, version: ruleVersion, ...act, reason: z.string().min(1).max(500) }),
});
