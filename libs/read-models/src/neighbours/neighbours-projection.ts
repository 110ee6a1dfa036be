import type { RecordedEvent } from '@wireledger/event-sourcing';
import { TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import type { Projection } from '../projection';
import { turn } from '../runner/turns';
import { InetBytes } from '../sql/inet-bytes';
import { NeighbourPage } from './neighbour-page';

/** ARP bindings and DHCP messages → `host_mac`, `dhcp_client`. */
export class NeighboursProjection implements Projection {
  readonly name = 'neighbours';
  readonly version = 1;
  readonly types = [TELEMETRY_TYPES.arp, TELEMETRY_TYPES.dhcp];
  private readonly addresses = new InetBytes();

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    const page = new NeighbourPage(this.addresses);
    for (const event of events) {
      await turn();
      page.add(event);
    }
    await turn();
    await page.write(client);
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.host_mac, rm.dhcp_client');
  }
}
