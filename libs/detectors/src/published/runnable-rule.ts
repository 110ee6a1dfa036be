import type { RuleDefinition } from '@wireledger/events';

import { DETECTORS } from '../detectors';
import { rule as detectorRule, type Rule as DetectorRule } from '../rules/rule';

/** A version of a rule as detectors run it. @throws Error saying why none can: its detector is gone, or wants other parameters */
export function runnableRule(id: string, version: number, definition: RuleDefinition): DetectorRule {
  const detector = DETECTORS.find((known) => known.id === definition.detector);
  if (!detector) throw new Error(`there is no detector ${definition.detector}`);
  const { name: title, cooldownS, parameters } = definition;
  return detectorRule({ id, version, title, detector, parameters: parameters as never, cooldownS });
}
