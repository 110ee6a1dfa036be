import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { Batch } from '@wireledger/events';
import { flowId } from '@wireledger/kernel/hashing';
import type { ClientBase } from 'pg';

import { batchOf, batchOrigin, type BatchOrigin } from '../batch-origin';
import { HostActivity } from '../hosts/host-activity';
import { PartitionSpans } from '../partitions/partitions';
import { CopyRows } from '../sql/copy-rows';
import { copyInto } from '../sql/copy-into';
import { InetBytes } from '../sql/inet-bytes';
import { storable } from '../sql/storable';
import { flowCommunityHash } from './flow-community-id';
import { FLOW, FLOW_LIVE, FLOW_PART } from './flow-table';

export const END = 2;

const SPAN = `
INSERT INTO rm.source_span AS s (source, sensor, first, last) VALUES ($1, $2, $3, $4)
ON CONFLICT (source) DO UPDATE SET first = least(s.first, excluded.first), last = greatest(s.last, excluded.last)`;

/** One record of a flow: its batch, its place there and the flow's id. */
interface FlowRecordAt {
  readonly id: string;
  readonly event: RecordedEvent;
  readonly origin: BatchOrigin;
  readonly batch: Batch<'flow'>;
  readonly n: number;
}

/** Records of one page, folded in memory and then written set by set: three COPYs, one DELETE, one upsert of hosts. */
export class FlowPage {
  private readonly addresses: InetBytes;
  private readonly ended: CopyRows;
  private readonly parts: CopyRows;
  private readonly flowSpans = new PartitionSpans('flow');
  private readonly partSpans = new PartitionSpans('flow_part');
  private readonly hosts = new HostActivity();
  private readonly sources = new Map<string, { readonly sensor: string; first: number; last: number }>();
  /** Newest state of the flows that still run after this page. */
  private readonly running = new Map<string, FlowRecordAt>();
  /** Flows whose stored running row this page replaces or ends. */
  private readonly outdated = new Set<string>();

  constructor(addresses: InetBytes) {
    this.addresses = addresses;
    this.ended = new CopyRows(FLOW.columns.length, addresses);
    this.parts = new CopyRows(FLOW_PART.columns.length, addresses);
  }

  /** @throws when the batch does not fit: nothing of the page may then be written */
  add(event: RecordedEvent): void {
    const batch = batchOf<'flow'>(event, 'flow');
    const origin = batchOrigin(event);
    const { source, sensor } = origin;
    const [first, last] = event.meta.occ;
    const span = this.sources.get(source);
    if (span) [span.first, span.last] = [Math.min(span.first, first), Math.max(span.last, last)];
    else this.sources.set(source, { sensor, first, last });
    for (let n = 0; n < batch.n; n++) {
      const ordinal = batch.cols.flow[n] as number;
      this.record({ id: flowId(origin.source, ordinal), event, origin, batch, n });
    }
  }

  async write(client: ClientBase): Promise<void> {
    await this.flowSpans.record(client);
    await this.partSpans.record(client);
    if (this.outdated.size > 0)
      await client.query('DELETE FROM rm.flow_live WHERE id = ANY($1::uuid[])', [[...this.outdated]]);
    await copyInto(client, FLOW, this.ended);
    await copyInto(client, FLOW_PART, this.parts);
    const live = new CopyRows(FLOW_LIVE.columns.length, this.addresses);
    for (const record of this.running.values()) writeState(live.row(), this.addresses, record);
    await copyInto(client, FLOW_LIVE, live);
    await this.hosts.write(client, this.addresses);
    for (const [source, { sensor, first, last }] of this.sources)
      await client.query(SPAN, [source, storable(sensor), first, last]);
  }

  private record(record: FlowRecordAt): void {
    const { id, origin, batch, n } = record;
    const { cols, t0 } = batch;
    const at = (column: readonly number[]) => column[n] as number;
    if (at(cols.rec) > 0 && !this.running.has(id)) this.outdated.add(id);
    if (at(cols.kind) === END) {
      this.running.delete(id);
      writeState(this.ended.row().date(origin.day), this.addresses, record);
      this.ended.int2(at(cols.reason));
      writeDelta(this.ended, record);
      this.flowSpans.on(origin.day).add(origin.sensor, t0 + at(cols.first), t0 + at(cols.last));
    } else {
      const known = this.running.get(id);
      if (!known || (known.batch.cols.rec[known.n] as number) < at(cols.rec)) this.running.set(id, record);
      this.part(record);
    }
    const packets = at(cols.dSrcPackets) + at(cols.dDstPackets);
    if (packets === 0 && at(cols.rec) > 0) return;
    this.hosts.add({
      day: origin.day,
      sensor: origin.sensor,
      src: cols.src[n] as string,
      dst: cols.dst[n] as string,
      first: t0 + (packets > 0 ? at(cols.dFirst) : at(cols.first)),
      last: deltaTime(record),
      flows: at(cols.rec) === 0 ? 1 : 0,
      srcBytes: at(cols.dSrcBytes),
      dstBytes: at(cols.dDstBytes),
    });
  }

  private part(record: FlowRecordAt): void {
    const { id, event, origin, batch, n } = record;
    const { cols, t0 } = batch;
    const last = deltaTime(record);
    const row = this.parts.row().date(origin.day).uuid(id).text(event.position).int4(n);
    row
      .text(origin.sensor)
      .uuid(origin.source)
      .int4(cols.rec[n] as number);
    row
      .int2(cols.kind[n] as number)
      .int8(t0 + (cols.at[n] as number))
      .int8(last);
    row
      .int2(cols.proto[n] as number)
      .inet(cols.src[n] as string)
      .inet(cols.dst[n] as string);
    row.text(cols.app[n] as string);
    writeDelta(row, record);
    this.partSpans.on(origin.day).add(origin.sensor, last, last);
  }
}

/** The delta's last packet time; of a delta without packets the flow's. The delta of an ended flow ends with the flow. */
function deltaTime({ batch: { cols, t0 }, n }: FlowRecordAt): number {
  const packets = (cols.dSrcPackets[n] as number) + (cols.dDstPackets[n] as number);
  const column = packets === 0 || cols.kind[n] === END ? cols.last : cols.dLast;
  return t0 + (column[n] as number);
}

function writeState(row: CopyRows, addresses: InetBytes, { id, event, origin, batch, n }: FlowRecordAt): void {
  const { cols, t0 } = batch;
  const num = (column: readonly number[]) => column[n] as number;
  const text = (column: readonly string[]) => column[n] as string;
  row.uuid(id).text(event.position).int4(n).text(origin.sensor).uuid(origin.source).int4(num(cols.rec));
  row
    .int8(t0 + num(cols.at))
    .int8(t0 + num(cols.first))
    .int8(t0 + num(cols.last));
  row.int4(num(cols.iface)).int4(num(cols.vlan)).int2(num(cols.proto));
  row.inet(text(cols.src)).inet(text(cols.dst)).int4(num(cols.srcPort)).int4(num(cols.dstPort));
  row
    .bool(num(cols.sure) === 1)
    .text(text(cols.state))
    .text(text(cols.history));
  row.int2(num(cols.srcFlags)).int2(num(cols.dstFlags));
  row.int8(num(cols.srcPackets)).int8(num(cols.dstPackets)).int8(num(cols.srcBytes)).int8(num(cols.dstBytes));
  row.int8(num(cols.srcPayload)).int8(num(cols.dstPayload));
  row.int8(num(cols.rtt)).int8(num(cols.srcRetrans)).int8(num(cols.dstRetrans));
  row.text(text(cols.app)).inet(text(cols.outerSrc)).inet(text(cols.outerDst)).int2(num(cols.marks));
  const [src, dst] = [addresses.address(text(cols.src)), addresses.address(text(cols.dst))];
  const ports = { srcPort: num(cols.srcPort), dstPort: num(cols.dstPort) };
  row.raw(flowCommunityHash({ proto: num(cols.proto), src, dst, ...ports }));
}

function writeDelta(row: CopyRows, { batch: { cols }, n }: FlowRecordAt): void {
  row.int8(cols.dSrcPackets[n] as number).int8(cols.dDstPackets[n] as number);
  row.int8(cols.dSrcBytes[n] as number).int8(cols.dDstBytes[n] as number);
}
