import { isNarrow, type Scope } from '@wireledger/access';
import { type Batch, TELEMETRY_TYPES } from '@wireledger/events';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import { isInternal } from '@wireledger/read-models';

import type { TrafficFrame, TrafficRow } from '../schema/live';
import { ALL, type Cursor, isWithin } from './cursor';
import { LiveFilter, recordsOf, sensorOf } from './live-filter';
import type { LogTail } from './log-tail';
import { Pace, type PaceTimes } from './pace';

type Sums = { -readonly [K in keyof TrafficRow]: TrafficRow[K] };

const COUNTERS = ['packets', 'bytesIn', 'bytesOut', 'queries', 'requests'] as const;

/** The newest seconds of traffic, summed per second, sensor and application since the frame before. */
export class TrafficFrames {
  constructor(
    private readonly tail: LogTail,
    private readonly times: PaceTimes,
  ) {}

  /**
   * Rows of one sensor or of all, as far as the scope lets them be seen: a narrow one sees them made of its flows and lookups. `isHeld`: whether the reader
   * is told nothing of small groups now.
   */
  async *open(
    sensor: string | undefined,
    scope: Scope | null,
    signal: AbortSignal,
    isHeld: () => boolean = () => false,
  ): AsyncGenerator<TrafficFrame> {
    const shows = (event: RecordedEvent) =>
      (sensor === undefined || sensorOf(event) === sensor) &&
      (!scope?.sensor || scope.sensor.includes(sensorOf(event)));
    const filter = isNarrow(scope) ? new LiveFilter({}, scope) : null;
    const pace = new Pace(this.tail.bell, this.times, signal);
    let cursor: Cursor = { position: this.tail.head, n: ALL, done: true };
    for (let first = true; !signal.aborted; first = false) {
      const ticket = pace.ticket();
      const rows = new Map<string, Sums>();
      // A reader that stalled for longer than the ring goes on with what there is: the chart's own query fills the past.
      if (!isWithin(cursor, this.tail.ring.floor)) cursor = { position: this.tail.ring.floor, n: ALL, done: true };
      for (let event = this.next(cursor); event; event = this.next(cursor)) {
        cursor = { position: event.position, n: ALL, done: true };
        if (!shows(event)) continue;
        if (filter) addSeen(rows, event, filter);
        else if (event.type === TELEMETRY_TYPES.traffic) add(rows, event);
      }
      const news = rows.size > 0;
      if (first || news || pace.heartbeatDue()) {
        pace.sent(news);
        yield {
          rows: isHeld() ? together(rows.values()) : [...rows.values()],
          serverTime: formatTime(Date.now() * 1000),
        };
      }
      await pace.wait(ticket);
    }
  }

  private next({ position }: Cursor): RecordedEvent | null {
    return this.tail.ring.next(position, false);
  }
}

function add(rows: Map<string, Sums>, event: RecordedEvent): void {
  const { n, t0, cols } = event.data as unknown as Batch<'traffic'>;
  const sensor = sensorOf(event);
  for (let i = 0; i < n; i++) {
    const app = cols.app[i] as string;
    if (app === '') continue;
    const time = formatTime(t0 + (cols.second[i] as number));
    const sums = sumsOf(rows, time, sensor, app);
    sums.packets += cols.packets[i] as number;
    sums.bytesIn += cols.bytesIn[i] as number;
    sums.bytesOut += cols.bytesOut[i] as number;
    sums.queries += cols.queries[i] as number;
    sums.requests += cols.requests[i] as number;
  }
}

function sumsOf(rows: Map<string, Sums>, time: string, sensor: string, app: string): Sums {
  const key = `${time} ${app} ${sensor}`;
  let sums = rows.get(key);
  if (!sums) {
    sums = { time, sensor, app, packets: 0, bytesIn: 0, bytesOut: 0, queries: 0, requests: 0 };
    rows.set(key, sums);
  }
  return sums;
}

/** The same without telling applications apart: how many hosts are behind what one of them sends in a second is not known here. */
function together(rows: Iterable<Sums>): Sums[] {
  const all = new Map<string, Sums>();
  for (const row of rows) {
    const sums = sumsOf(all, row.time, row.sensor, '');
    for (const counter of COUNTERS) sums[counter] += row[counter];
  }
  return [...all.values()];
}

const wholeSecond = (us: number): string => formatTime(Math.floor(us / 1e6) * 1e6);

/** What the flows and lookups in the scope add, at the second of their last packet. */
function addSeen(rows: Map<string, Sums>, event: RecordedEvent, filter: LiveFilter): void {
  const sensor = sensorOf(event);
  if (event.type === TELEMETRY_TYPES.flow) {
    const { t0, cols } = event.data as unknown as Batch<'flow'>;
    for (let n = 0; n < recordsOf(event); n++) {
      const packets = (cols.dSrcPackets[n] as number) + (cols.dDstPackets[n] as number);
      if (packets === 0 || !filter.mayShow(event, n)) continue;
      const sums = sumsOf(rows, wholeSecond(t0 + (cols.dLast[n] as number)), sensor, cols.app[n] as string);
      sums.packets += packets;
      const [sent, answered] = [cols.dSrcBytes[n] as number, cols.dDstBytes[n] as number];
      sums[isInternal(cols.dst[n] as string) ? 'bytesIn' : 'bytesOut'] += sent;
      sums[isInternal(cols.src[n] as string) ? 'bytesIn' : 'bytesOut'] += answered;
    }
  } else if (event.type === TELEMETRY_TYPES.dns) {
    const { t0, cols } = event.data as unknown as Batch<'dns'>;
    for (let n = 0; n < recordsOf(event); n++)
      if (filter.mayShow(event, n))
        sumsOf(rows, wholeSecond(t0 + (cols.time[n] as number)), sensor, cols.service[n] as string).queries += cols
          .queries[n] as number;
  }
}
