import type { ClientBase } from 'pg';

import { countPartials, PartitionSpans } from '../partitions/partitions';
import { inetArray, int8Array } from '../sql/array-param';
import { CopyRows } from '../sql/copy-rows';
import { copyInto } from '../sql/copy-into';
import type { InetBytes } from '../sql/inet-bytes';
import { storable } from '../sql/storable';
import { PAIR_HOUR } from './host-table';

const HOUR_US = 3_600_000_000;

interface Pair {
  readonly src: string;
  readonly dst: string;
  flows: number;
  srcBytes: number;
  dstBytes: number;
}

/** Pairs of one recorded day, hour and sensor, by originator and responder. */
interface PairGroup {
  readonly day: number;
  readonly hour: number;
  readonly sensor: string;
  readonly pairs: Map<string, Map<string, Pair>>;
}

interface Seen {
  first: number;
  last: number;
}

/** One delta of a flow: who exchanged how much until when (µs of packet time). */
export interface Exchange {
  readonly day: number;
  readonly sensor: string;
  readonly src: string;
  readonly dst: string;
  readonly first: number;
  readonly last: number;
  /** 1 on the first record of a flow, else 0. */
  readonly flows: number;
  readonly srcBytes: number;
  readonly dstBytes: number;
}

/** What a page of flow records says about hosts and pairs of hosts, aggregated in memory before it is written. */
export class HostActivity {
  private readonly groups = new Map<string, PairGroup>();
  /** Records of a page mostly fall into the group of the one before. */
  private newest: PairGroup | null = null;
  private readonly hosts = new Map<string, Map<string, Seen>>();

  add(exchange: Exchange): void {
    const { sensor, src, dst, first, last } = exchange;
    const pair = this.pair(exchange);
    pair.flows += exchange.flows;
    pair.srcBytes += exchange.srcBytes;
    pair.dstBytes += exchange.dstBytes;
    let seen = this.hosts.get(sensor);
    if (!seen) this.hosts.set(sensor, (seen = new Map()));
    widen(seen, src, first, last);
    widen(seen, dst, first, last);
  }

  /** Appends partial rows and widens the first and last times of the hosts. */
  async write(client: ClientBase, addresses: InetBytes): Promise<void> {
    const spans = new PartitionSpans('pair_hour');
    const rows = new CopyRows(PAIR_HOUR.columns.length, addresses);
    const partials = new Map<number, number>();
    for (const { day, hour, sensor, pairs } of this.groups.values()) {
      const span = spans.on(day);
      const before = rows.size;
      for (const responders of pairs.values())
        for (const pair of responders.values()) {
          rows.row().date(day).int4(hour).text(sensor).inet(pair.src).inet(pair.dst);
          rows.int8(pair.flows).int8(pair.srcBytes).int8(pair.dstBytes);
          span.add(sensor, hour * HOUR_US, (hour + 1) * HOUR_US - 1);
        }
      partials.set(hour, (partials.get(hour) ?? 0) + rows.size - before);
    }
    await spans.record(client);
    await copyInto(client, PAIR_HOUR, rows);
    await countPartials(client, 'pair_hour', partials);
    for (const [sensor, seen] of this.hosts) {
      const sorted = [...seen.keys()].sort();
      const times = sorted.map((address) => seen.get(address) as Seen);
      const bounds = [int8Array(times.map(({ first }) => first)), int8Array(times.map(({ last }) => last))];
      await client.query(WIDEN, [storable(sensor), inetArray(sorted, addresses), ...bounds]);
    }
  }

  private pair({ day, sensor, src, dst, last }: Exchange): Pair {
    const pairs = this.group(day, Math.floor(last / HOUR_US), sensor).pairs;
    let responders = pairs.get(src);
    if (!responders) pairs.set(src, (responders = new Map()));
    let pair = responders.get(dst);
    if (!pair) responders.set(dst, (pair = { src, dst, flows: 0, srcBytes: 0, dstBytes: 0 }));
    return pair;
  }

  private group(day: number, hour: number, sensor: string): PairGroup {
    const { newest } = this;
    if (newest?.day === day && newest.hour === hour && newest.sensor === sensor) return newest;
    const key = `${day} ${hour} ${sensor}`;
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = { day, hour, sensor, pairs: new Map() }));
    return (this.newest = group);
  }
}

function widen(seen: Map<string, Seen>, address: string, first: number, last: number): void {
  const known = seen.get(address);
  if (!known) {
    seen.set(address, { first, last });
    return;
  }
  if (first < known.first) known.first = first;
  if (last > known.last) known.last = last;
}

const WIDEN = `
INSERT INTO rm.host AS h (sensor, address, first, last)
SELECT $1, address, first, last FROM unnest($2::inet[], $3::int8[], $4::int8[]) AS n (address, first, last)
ON CONFLICT (sensor, address) DO UPDATE SET first = least(h.first, excluded.first), last = greatest(h.last, excluded.last)
WHERE excluded.first < h.first OR excluded.last > h.last`;
