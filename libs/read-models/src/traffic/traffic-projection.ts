import type { RecordedEvent } from '@wireledger/event-sourcing';
import { TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { foldCapture } from '../captures/capture-rows';
import { dropPartitions } from '../partitions/partitions';
import type { Projection } from '../projection';
import { addSampled, foldLifecycle, tickLogClock } from '../sensors/sensor-rows';
import { TrafficPage } from './traffic-page';

/** Samples and lifecycles → traffic per second, minute and hour, `sensor`, `source`, `stored_capture`, `log_clock`. */
export class TrafficProjection implements Projection {
  readonly name = 'traffic';
  readonly version = 1;
  readonly types = [TELEMETRY_TYPES.traffic, 'domain.'];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    let page = new TrafficPage();
    let last: RecordedEvent | undefined;
    const flush = async () => {
      if (!last) return;
      await page.write(client);
      await addSampled(client, page.sources.values(), last.recordedAt, last.position);
      [page, last] = [new TrafficPage(), undefined];
    };
    for (const event of events) {
      if (event.type === TELEMETRY_TYPES.traffic) {
        page.add(event);
        last = event;
        continue;
      }
      await flush();
      await foldLifecycle(client, event);
      await foldCapture(client, event);
    }
    await flush();
    await tickLogClock(client, events);
  }

  async clear(client: ClientBase): Promise<void> {
    await dropPartitions(client, ['traffic_second', 'traffic_minute', 'traffic_hour']);
    await client.query('TRUNCATE rm.sensor, rm.source, rm.stored_capture, rm.log_clock');
  }
}
