import type { EventLog } from '@wireledger/event-sourcing';

import type { ActorNames } from '../alerts/actor-names';
import { AlertReach } from '../alerts/alert-reach';
import type { MaskingPolicy } from '../masking/masking-policy';
import { type PositionAt, RecordedCases } from './recorded-case';
import { RuleCaseDesk } from './rule-case-desk';
import { RuleChanges } from './rule-changes';
import { RuleDesk } from './rule-desk';
import { RuleTrials } from './rule-trials';

/** What the resolvers of rules stand on. */
export function ruleParts(
  log: EventLog,
  names: Pick<ActorNames, 'of'>,
  masks: Pick<MaskingPolicy, 'masks'>,
  clock: () => number,
  positionAt: PositionAt,
): readonly [RuleDesk, RuleCaseDesk] {
  const changes = new RuleChanges(log, names, clock);
  const trials = new RuleTrials(log);
  return [
    new RuleDesk(changes, trials),
    new RuleCaseDesk(changes, trials, new AlertReach(log), masks, new RecordedCases(log, positionAt)),
  ];
}
