import {
  EscalationPolicyDefined,
  EscalationPolicyRemoved,
  type PolicyDefinition,
  SEVERITIES,
  type Severity,
} from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import { type Defined, definitionDecider } from './definition';
import { isZone } from './quiet-hours';

export type Policy = Defined<PolicyDefinition>;
type PolicyEvent = EventOf<typeof EscalationPolicyDefined> | EventOf<typeof EscalationPolicyRemoved>;

const MAX_NAME = 100;

/** Who is told of an alert and when; stream `policy-<id>`. */
export const policyDecider = definitionDecider<PolicyDefinition, PolicyEvent>({
  what: 'policy',
  defined: (policy, act, definition) => EscalationPolicyDefined.create({ policy, ...act, definition }),
  removed: (policy, act) => EscalationPolicyRemoved.create({ policy, ...act }),
  read: ({ type, data }) => ({
    id: data.policy,
    act: data,
    definition: type === 'domain.EscalationPolicyDefined' ? data.definition : null,
  }),
  check({ name, steps, quiet }) {
    said('The name', name, MAX_NAME);
    for (const [i, step] of steps.entries())
      if (i > 0 && step.afterS <= (steps[i - 1]?.afterS ?? 0))
        throw new DomainError('BAD_USER_INPUT', `Step ${i + 1} is not after step ${i}. Give it a longer delay.`);
    if (quiet && !isZone(quiet.zone))
      throw new DomainError('BAD_USER_INPUT', 'The quiet hours name no time zone. Write one like Europe/Berlin.');
    if (quiet && quiet.from === quiet.to)
      throw new DomainError('BAD_USER_INPUT', 'The quiet hours are empty: begin and end are the same. Leave them out.');
  },
});

export const policyStream = (id: string): string => `policy-${id}`;

/** What of an alert decides whether a policy is for it. */
export interface Concerned {
  readonly severity: Severity;
  readonly sensor: string;
  /** Found in an import, or among what came in late. */
  readonly late: boolean;
}

/** Whether the policy starts for the alert; `escalated`: a person asks for it, whatever the severity. */
export const isConcerned = (
  { enabled, least, onEscalation, late, sensors }: PolicyDefinition,
  alert: Concerned,
  escalated = false,
): boolean =>
  enabled &&
  (late || !alert.late || escalated) &&
  (sensors.length === 0 || sensors.includes(alert.sensor)) &&
  (escalated ? onEscalation : SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(least));
