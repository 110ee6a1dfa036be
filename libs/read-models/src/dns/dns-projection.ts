import type { RecordedEvent } from '@wireledger/event-sourcing';
import { TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { dropPartitions } from '../partitions/partitions';
import type { Projection } from '../projection';
import { turn } from '../runner/turns';
import { InetBytes } from '../sql/inet-bytes';
import { DnsPage } from './dns-page';

/** DNS transactions → `dns_transaction`, `dns_resolved`, `dns_hour`, `dns_name`, `dns_answer`. */
export class DnsProjection implements Projection {
  readonly name = 'dns';
  readonly version = 1;
  readonly types = [TELEMETRY_TYPES.dns];
  private readonly addresses = new InetBytes();

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    const page = new DnsPage(this.addresses);
    for (const event of events) {
      await turn();
      page.add(event);
    }
    await turn();
    await page.write(client);
  }

  async clear(client: ClientBase): Promise<void> {
    await dropPartitions(client, ['dns_transaction', 'dns_resolved', 'dns_hour']);
    await client.query('TRUNCATE rm.dns_name, rm.dns_answer');
  }
}
