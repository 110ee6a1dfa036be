import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { Batch } from '@wireledger/events';
import { flowId } from '@wireledger/kernel/hashing';
import type { ClientBase } from 'pg';

import { batchOf, batchOrigin, type BatchOrigin } from '../batch-origin';
import { PartitionSpans } from '../partitions/partitions';
import { copyInto } from '../sql/copy-into';
import { CopyRows } from '../sql/copy-rows';
import type { InetBytes } from '../sql/inet-bytes';
import { ENDS, type FactKind, type FactModel, WRITE } from './fact-model';

/** The columns that every batch of such facts has, whatever the kind. */
type Ends = Batch<'http'>['cols'];

/** Records of one page of the log on their way into a table of facts: one COPY. */
export class FactPage {
  private readonly rows: CopyRows;
  private readonly spans: PartitionSpans;

  constructor(
    private readonly model: FactModel,
    addresses: InetBytes,
  ) {
    this.rows = new CopyRows(ENDS.length + model.columns.length, addresses);
    this.spans = new PartitionSpans(model.table);
  }

  /** @throws when the batch does not fit: nothing of the page may then be written */
  add(event: RecordedEvent): void {
    const batch = batchOf<FactKind>(event, 'client');
    const origin = batchOrigin(event);
    for (let n = 0; n < batch.n; n++) this.record(event, origin, batch, n);
  }

  async write(client: ClientBase): Promise<void> {
    await this.spans.record(client);
    const columns = [...ENDS, ...this.model.columns.map(([column]) => column)];
    await copyInto(client, { table: `rm.${this.model.table}`, columns }, this.rows);
  }

  private record(event: RecordedEvent, { day, sensor, source }: BatchOrigin, batch: Batch<FactKind>, n: number): void {
    const ends = batch.cols as Ends;
    const { t0 } = batch;
    const ordinal = ends.flow[n] as number;
    const time = t0 + (ends.time[n] as number);
    const row = this.rows.row().date(day).text(event.position).int4(n).text(sensor).uuid(source);
    if (ordinal > 0) row.uuid(flowId(source, ordinal));
    else row.null();
    row.int8(t0 + (ends.at[n] as number)).int8(time);
    row.inet(ends.client[n] as string).inet(ends.server[n] as string);
    row
      .int4(ends.clientPort[n] as number)
      .int4(ends.serverPort[n] as number)
      .int2(ends.proto[n] as number);
    const cols = batch.cols as unknown as Readonly<Record<string, readonly unknown[]>>;
    for (const [, type, of] of this.model.columns) WRITE[type](row, cols[of]?.[n]);
    this.spans.on(day).add(sensor, time, time);
  }
}
