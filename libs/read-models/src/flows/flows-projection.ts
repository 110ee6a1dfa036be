import type { RecordedEvent } from '@wireledger/event-sourcing';
import { FLOW_END_REASONS, TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { dropPartitions, PartitionSpans } from '../partitions/partitions';
import type { Projection } from '../projection';
import { turn } from '../runner/turns';
import { replacedSource, SOURCE_STARTS } from '../sensors/source-events';
import { dayOf, isoDay } from '../sql/days';
import { InetBytes } from '../sql/inet-bytes';
import { FlowPage } from './flow-page';
import { FLOW_STATE_COLUMNS } from './flow-table';

const LOST = FLOW_END_REASONS.indexOf('lost');
/** Place of a flow that ended without a record of its own. */
export const NO_RECORD = -1;

/** Flow records → `flow`, `flow_part`, `flow_live`, `pair_hour`, `host`. */
export class FlowsProjection implements Projection {
  readonly name = 'flows';
  readonly version = 1;
  readonly types = [TELEMETRY_TYPES.flow, ...SOURCE_STARTS];
  private readonly addresses = new InetBytes();

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    let page = new FlowPage(this.addresses);
    for (const event of events) {
      if (event.type === TELEMETRY_TYPES.flow) {
        await turn();
        page.add(event);
        continue;
      }
      const replaced = replacedSource(event);
      if (replaced === null) continue;
      await page.write(client);
      page = new FlowPage(this.addresses);
      await closeLost(client, replaced, event);
    }
    await turn();
    await page.write(client);
  }

  async clear(client: ClientBase): Promise<void> {
    await dropPartitions(client, ['flow', 'flow_part', 'pair_hour']);
    await client.query('TRUNCATE rm.flow_live, rm.host, rm.source_span');
  }
}

/**
 * Ends the running flows of a source that another one replaces: what it held in memory is gone, so nobody else will. The
 * row stands at the replacing event and carries no delta.
 */
async function closeLost(client: ClientBase, source: string, event: RecordedEvent): Promise<void> {
  const day = dayOf(event.recordedAt);
  const { rows } = await client.query<{ sensor: string; first: number; last: number }>(
    'SELECT sensor, first, last FROM rm.flow_live WHERE source = $1',
    [source],
  );
  if (rows.length === 0) return;
  const spans = new PartitionSpans('flow');
  for (const row of rows) spans.on(day).add(row.sensor, Number(row.first), Number(row.last));
  await spans.record(client);
  const columns = FLOW_STATE_COLUMNS.join(', ');
  const values = FLOW_STATE_COLUMNS.map((name) =>
    name === 'position' ? '$3' : name === 'n' ? `${NO_RECORD}` : `l.${name}`,
  ).join(', ');
  await client.query(
    `WITH l AS (DELETE FROM rm.flow_live WHERE source = $1 RETURNING *)
     INSERT INTO rm.flow (day, ${columns}, reason, d_src_packets, d_dst_packets, d_src_bytes, d_dst_bytes)
     SELECT $2::date, ${values}, ${LOST}, 0, 0, 0, 0 FROM l`,
    [source, isoDay(day), event.position],
  );
}
