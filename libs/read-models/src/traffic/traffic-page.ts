import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { ClientBase } from 'pg';

import { batchOf, batchOrigin } from '../batch-origin';
import { PartitionSpans } from '../partitions/partitions';
import { CopyRows } from '../sql/copy-rows';
import { copyInto } from '../sql/copy-into';
import { isoDay } from '../sql/days';
import { storable } from '../sql/storable';
import { TRAFFIC_SECOND } from './traffic-table';

const SECOND_US = 1_000_000;
const COUNTERS = ['packets', 'bytesIn', 'bytesOut', 'queries', 'requests', 'drops'] as const;
type Counters = Record<(typeof COUNTERS)[number], number>;

interface Bucket extends Counters {
  readonly day: number;
  readonly time: number;
  readonly sensor: string;
  readonly iface: number;
  readonly app: string;
  /** Greatest position that added to it. */
  position: string;
}

/** What a page's samples add to one source: sums, and the packet times that its batches span. */
export interface SampledSource {
  readonly source: string;
  readonly sensor: string;
  packets: number;
  bytes: number;
  drops: number;
  first: number;
  last: number;
}

/** Samples of one page: seconds are appended, minutes and hours are summed in memory and then added to the stored ones. */
export class TrafficPage {
  readonly sources = new Map<string, SampledSource>();
  private readonly seconds = new CopyRows(TRAFFIC_SECOND.columns.length);
  private readonly secondSpans = new PartitionSpans('traffic_second');
  private readonly minutes = new Rollup('traffic_minute', 60);
  private readonly hours = new Rollup('traffic_hour', 3600);

  /** Rows without packets and drops carry only the watermark and are left out. @throws when the batch does not fit */
  add(event: RecordedEvent): void {
    const { cols, n, t0 } = batchOf<'traffic'>(event, 'second');
    const { sensor, source, day } = batchOrigin(event);
    const sampled = this.source(source, sensor);
    const before = sampled.packets;
    for (let i = 0; i < n; i++) {
      const time = Math.floor((t0 + (cols.second[i] as number)) / SECOND_US);
      const counters = Object.fromEntries(COUNTERS.map((name) => [name, cols[name][i] as number])) as Counters;
      if (counters.packets === 0 && counters.drops === 0) continue;
      const bucket = {
        day,
        time,
        sensor,
        iface: cols.iface[i] as number,
        app: cols.app[i] as string,
        position: event.position as string,
        ...counters,
      };
      const row = this.seconds.row().date(day).int8(time).text(sensor).int4(bucket.iface).text(bucket.app);
      for (const name of COUNTERS) row.int8(bucket[name]);
      row.text(bucket.position);
      this.secondSpans.on(day).add(sensor, time * SECOND_US, (time + 1) * SECOND_US - 1);
      this.minutes.add(bucket);
      this.hours.add(bucket);
      sampled.packets += counters.packets;
      sampled.bytes += counters.bytesIn + counters.bytesOut;
      sampled.drops += counters.drops;
    }
    if (sampled.packets === before) return;
    sampled.first = Math.min(sampled.first, event.meta.occ[0]);
    sampled.last = Math.max(sampled.last, event.meta.occ[1]);
  }

  async write(client: ClientBase): Promise<void> {
    await this.secondSpans.record(client);
    await copyInto(client, TRAFFIC_SECOND, this.seconds);
    await this.minutes.write(client);
    await this.hours.write(client);
  }

  private source(source: string, sensor: string): SampledSource {
    let sampled = this.sources.get(source);
    if (!sampled) {
      const empty = { packets: 0, bytes: 0, drops: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
      this.sources.set(source, (sampled = { source, sensor, ...empty }));
    }
    return sampled;
  }
}

/** Sums of one page per bucket of `width` seconds, sensor, interface and application. */
class Rollup {
  private readonly buckets = new Map<string, Bucket>();
  private readonly spans: PartitionSpans;

  constructor(
    private readonly model: 'traffic_minute' | 'traffic_hour',
    private readonly width: number,
  ) {
    this.spans = new PartitionSpans(model);
  }

  add(sample: Bucket): void {
    const time = sample.time - (sample.time % this.width);
    const key = `${sample.day} ${time} ${sample.iface} ${sample.app} ${sample.sensor}`;
    const bucket = this.buckets.get(key);
    if (!bucket) {
      this.buckets.set(key, { ...sample, time });
      this.spans.on(sample.day).add(sample.sensor, time * SECOND_US, (time + this.width) * SECOND_US - 1);
      return;
    }
    for (const name of COUNTERS) bucket[name] += sample[name];
    if (sample.position > bucket.position) bucket.position = sample.position;
  }

  async write(client: ClientBase): Promise<void> {
    await this.spans.record(client);
    const rows = [...this.buckets.values()];
    if (rows.length === 0) return;
    await client.query(
      `INSERT INTO rm.${this.model} AS r (day, time, sensor, iface, app, packets, bytes_in, bytes_out, queries, requests, drops, position)
       SELECT * FROM unnest($1::date[], $2::int8[], $3::text[], $4::int4[], $5::text[],
         $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::text[])
       ON CONFLICT (day, time, sensor, iface, app) DO UPDATE SET
         packets = r.packets + excluded.packets, bytes_in = r.bytes_in + excluded.bytes_in,
         bytes_out = r.bytes_out + excluded.bytes_out, queries = r.queries + excluded.queries,
         requests = r.requests + excluded.requests, drops = r.drops + excluded.drops,
         position = greatest(r.position, excluded.position)`,
      [
        rows.map(({ day }) => isoDay(day)),
        rows.map(({ time }) => time),
        rows.map(({ sensor }) => storable(sensor)),
        rows.map(({ iface }) => iface),
        rows.map(({ app }) => storable(app)),
        ...COUNTERS.map((name) => rows.map((row) => row[name])),
        rows.map(({ position }) => position),
      ],
    );
  }
}
