import { isNarrow, type Scope } from '@wireledger/access';
import { alertStream } from '@wireledger/domain';
import { type EventLog, type RecordedEvent, StreamNotFound } from '@wireledger/event-sourcing';

/** Which alerts lie within a scope: those of its sensors, and none within a scope of addresses, ports or protocols, as in the read models. */
export class AlertReach {
  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  /** True when whoever has the scope may know that there is such an alert. */
  async sees(scope: Scope | null, alert: string): Promise<boolean> {
    if (scope === null) return true;
    const narrow: boolean = isNarrow(scope);
    if (narrow) return false;
    const [first] = await this.firstOf(alert, 1);
    const raised = first?.data as { readonly scope?: { readonly sensor?: string } } | undefined;
    const sensor = raised?.scope?.sensor;
    return sensor !== undefined && (scope.sensor === undefined || scope.sensor.includes(sensor));
  }

  /** The first events of an alert, in order; none when there is no such alert. */
  async firstOf(alert: string, limit: number): Promise<readonly RecordedEvent[]> {
    try {
      return (await this.log.readStream({ stream: alertStream(alert), limit })).events;
    } catch (error) {
      if (error instanceof StreamNotFound) return [];
      throw error;
    }
  }
}
