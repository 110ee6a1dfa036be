import type { RecordedEvent } from '@wireledger/event-sourcing';
import { TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { dropPartitions } from '../partitions/partitions';
import type { Projection } from '../projection';
import { turn } from '../runner/turns';
import { InetBytes } from '../sql/inet-bytes';
import type { FactModel } from './fact-model';
import { FactPage } from './fact-page';

/** Facts of one kind → the table of their model. */
export class FactProjection implements Projection {
  readonly name: string;
  readonly version = 1;
  readonly types: readonly string[];
  private readonly addresses = new InetBytes();

  constructor(private readonly model: FactModel) {
    this.name = model.kind;
    this.types = [TELEMETRY_TYPES[model.kind]];
  }

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    const page = new FactPage(this.model, this.addresses);
    for (const event of events) {
      await turn();
      page.add(event);
    }
    await turn();
    await page.write(client);
  }

  async clear(client: ClientBase): Promise<void> {
    await dropPartitions(client, [this.model.table]);
  }
}
