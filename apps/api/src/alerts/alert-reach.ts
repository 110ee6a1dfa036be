import { isNarrow, type Scope } from '@wireledger/access';
import { alertStream } from '@wireledger/domain';
import type { EventLog } from '@wireledger/event-sourcing';

/** Which alerts lie within a scope: those of its sensors, and none within a scope of addresses, ports or protocols, as in the read models. */
export class AlertReach {
  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  /** True when whoever has the scope may know that there is such an alert. */
  async sees(scope: Scope | null, alert: string): Promise<boolean> {
    if (scope === null) return true;
    const narrow: boolean = isNarrow(scope);
    if (narrow) return false;
    const { events } = await this.log.readStream({ stream: alertStream(alert), limit: 1 });
    const raised = events[0]?.data as { readonly scope?: { readonly sensor?: string } } | undefined;
    const sensor = raised?.scope?.sensor;
    return sensor !== undefined && (scope.sensor === undefined || scope.sensor.includes(sensor));
  }
}
