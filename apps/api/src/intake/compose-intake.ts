import path from 'node:path';

import type { Refusals } from '../audit/refusals';
import { EVENTS, RequestBudget } from '../http/request-budget';
import type { ApiPorts } from '../services';
import { EventIntake } from './event-intake';
import { IntakeKeys } from './intake-keys';
import { IntakeWriter } from './intake-writer';

type Ports = Pick<ApiPorts, 'config' | 'log' | 'store' | 'logger' | 'eventBudget'>;

/** Where programs tell of events. Facts are no acts: they go to the log past the notes of the trail. */
export function composeIntake(
  { config, log, store, logger, eventBudget }: Ports,
  refusals: Refusals,
  clock: () => number,
): EventIntake {
  const keys = new IntakeKeys(store.intakeKeys, log, clock);
  const file = path.join(config.dataDir, 'intake', `${config.port}`);
  const writer = new IntakeWriter({ log, keys, file, clock, logger });
  return new EventIntake({ writer, budget: new RequestBudget(eventBudget ?? EVENTS), refusals, clock });
}
