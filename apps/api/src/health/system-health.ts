import type { EventLog } from '@wireledger/event-sourcing';

import type { ReadModelsPort } from '../queries/read-model-queries';
import type { Health } from '../schema/health';

/** Lag from which the system counts as degraded, seconds. */
const LATE_S = 30;

/** State of the parts that the API can see: log and projections. */
export class SystemHealth {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: ReadModelsPort,
    private readonly version: string,
  ) {}

  async read(): Promise<Health> {
    const [head, projections] = await Promise.allSettled([this.log.head(), this.readModels.projections()]);
    const rows = projections.status === 'fulfilled' ? projections.value : [];
    const down = head.status === 'rejected' || projections.status === 'rejected';
    const late = rows.some(({ state, lagSeconds }) => state !== 'running' || lagSeconds > LATE_S);
    return {
      status: down ? 'down' : late ? 'degraded' : 'ok',
      logHead: head.status === 'fulfilled' && head.value !== 'start' ? head.value : null,
      projections: rows,
      version: this.version,
    };
  }
}
