import { type Rule as DetectorRule, RULE_SETS, severityOf } from '@wireledger/detectors';
import { ruleDecider, ruleStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import type { RuleDefinition } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';

import { techniqueOf } from './techniques';

const BY = 'system:worker';
/** Namespace of the idempotency keys of shipped rules. */
const SHIPPED = '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f11';

/** What a rule that comes with the product says, as a version of a rule. */
export const shippedDefinition = (set: string, rule: DetectorRule): RuleDefinition => ({
  name: rule.title,
  set,
  detector: rule.detector.id,
  kind: rule.detector.kind,
  severity: severityOf(rule),
  technique: techniqueOf(rule.detector.kind),
  parameters: rule.parameters as RuleDefinition['parameters'],
  cooldownS: rule.cooldownS,
  description: `${rule.detector.about.counts} ${rule.detector.about.algorithm}`.slice(0, 4000),
});

/**
 * Writes the rules that come with the product, each once: `recommended` published, the others as drafts. Rules that are there are left as
 * they are, whatever people made of them. `at` is wall clock, µs.
 */
export async function shipRules(log: EventLog, at: number): Promise<void> {
  for (const [set, rules] of Object.entries<readonly DetectorRule[]>(RULE_SETS))
    for (const rule of rules) {
      const command = uuidV5(SHIPPED, rule.id);
      const definition = shippedDefinition(set, rule);
      const ship = { type: 'ship', rule: rule.id, definition, publish: set === 'recommended' } as const;
      const context = { actor: BY, correlationId: command, causationId: command, at };
      await handleCommand(log, ruleDecider, ruleStream(rule.id), { ...ship, by: BY, at, command }, context);
    }
}
