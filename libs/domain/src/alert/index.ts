import type { Decider } from '@wireledger/event-sourcing';

import type { Alert, AlertEvent } from './alert';
import type { AlertCommand } from './alert-command';
import { decideAlert } from './decide-alert';
import { evolveAlert } from './evolve-alert';

export type * from './alert-command';
export {
  type Alert,
  type AlertAct,
  type AlertEvent,
  type AlertFact,
  alertStream,
  type LastAct,
  UNTOUCHED,
} from './alert';
export { actionOf, MAX_SNOOZE_DAYS, UNDO_WITHIN_US } from './decide-alert';
export { evolveAlert, graver, triageAfter } from './evolve-alert';

/** An alert: raised and grown by detectors, decided on by people; stream `alert-<id>`. */
export const alertDecider: Decider<Alert | null, AlertCommand, AlertEvent> = {
  initial: null,
  decide: decideAlert,
  evolve: evolveAlert,
};
