import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { evidenceRecord, MAX_EVIDENCE_RECORDS } from './alert-facts';
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

/** Name of a sensor, or of a timeline. */
const label = z.string().min(1).max(100);
const count = z.number().int().nonnegative();

/** How many test cases a version met and how many it did not; `unfit` ones could not be tried on it. */
const tally = z.object({ passed: count, failed: count, unfit: count });
export type RuleTally = z.infer<typeof tally>;

/** The version judges from here on, in log order. `tests` is null when the rule had no test case, `reason` says why it was published though a case failed. */
export const RulePublished = defineEvent({
  type: 'domain.RulePublished',
  version: 2,
  schema: z.object({
    rule: ruleId,
    version: ruleVersion,
    ...act,
    tests: tally.nullable(),
    reason: z.string().min(1).max(500).nullable(),
  }),
  upcasts: { 1: (old) => ({ ...old, tests: null, reason: null }) },
});

export const RuleDisabled = defineEvent({
  type: 'domain.RuleDisabled',
  version: 1,
  schema: z.object({ rule: ruleId, version: ruleVersion, ...act, reason: z.string().min(1).max(500) }),
});

/** What a rule must do with the records of a test case. */
export const ruleExpectation = z.enum(['alert', 'silence']);
export type RuleExpectation = z.infer<typeof ruleExpectation>;

/** Where the records of a test case came from: `scope` as an alert has it, `alert` the one whose evidence they are, if they are. */
const caseOrigin = { alert: z.uuid().nullable(), scope: z.object({ sensor: label, timeline: label }) } as const;

/** Records were kept with the rule, with what it must do with them: a test case. It outlives the telemetry that it was copied from. */
export const RuleCaseKept = defineEvent({
  type: 'domain.RuleCaseKept',
  version: 1,
  schema: z.object({
    rule: ruleId,
    case: z.uuid(),
    ...act,
    name: z.string().min(1).max(200),
    expects: ruleExpectation,
    ...caseOrigin,
    records: z.array(evidenceRecord).min(1).max(MAX_EVIDENCE_RECORDS),
  }),
});

export const RuleCaseDropped = defineEvent({
  type: 'domain.RuleCaseDropped',
  version: 1,
  schema: z.object({ rule: ruleId, case: z.uuid(), ...act, reason: z.string().min(1).max(500) }),
});

/** What a version made of the records of one case: `unfit` where the records alone cannot decide. */
const caseResult = z.object({
  case: z.uuid(),
  outcome: z.enum(['passed', 'failed', 'unfit']),
  /** Alerts that were raised. */
  raised: count,
});
export type RuleCaseResult = z.infer<typeof caseResult>;

/** A version was run over every test case of its rule. */
export const RuleTested = defineEvent({
  type: 'domain.RuleTested',
  version: 1,
  schema: z.object({ rule: ruleId, version: ruleVersion, ...act, results: z.array(caseResult).min(1).max(100) }),
});
