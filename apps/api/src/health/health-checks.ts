import { HealthChecks } from '@wireledger/platform';

import type { LogTail } from '../live/log-tail';
import type { ApiPorts } from '../services';

/** Ready = the database answers, the log answers and is heard, the read models answer. */
export function healthChecks(
  { log, store, readModels }: Pick<ApiPorts, 'log' | 'store' | 'readModels'>,
  tail: Pick<LogTail, 'ok'>,
): HealthChecks {
  return new HealthChecks()
    .add('database', () => store.ping())
    .add('log', async () => void (await log.head()))
    .add('readModels', () => readModels.ping())
    .add('tail', async () => {
      if (!tail.ok) throw new Error('the tail is broken');
    });
}
