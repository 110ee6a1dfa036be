import type { TrafficFramesResult } from '../../graphql/generated/operations';

export type TrafficRow = TrafficFramesResult['trafficSampled']['rows'][number];

/** What passes now, per second; requests per minute. */
export interface Rates {
  readonly bits: number;
  readonly packets: number;
  readonly queries: number;
  readonly requestsPerMinute: number;
}

interface Second {
  packets: number;
  queries: number;
  requests: number;
  readonly apps: Map<string, { in: number; out: number }>;
}

const KEPT_SECONDS = 900;
const WINDOW = 5;
/** Without a newer second than this there is silence. */
const SILENT_SECONDS = 12;

/** The newest quarter of an hour of traffic, second by second, summed from frames. */
export class LiveTraffic {
  private readonly seconds = new Map<number, Second>();
  private newest = 0;
  /** First second that is complete here: earlier ones are only the database's. */
  private coveredFrom = Number.POSITIVE_INFINITY;

  /** Adds rows of one frame. They are increments: the same second may come in several frames. */
  add(rows: readonly TrafficRow[]): void {
    for (const row of rows) {
      const at = Math.floor(Date.parse(row.time) / 1000);
      if (!Number.isFinite(at)) continue;
      if (this.coveredFrom === Number.POSITIVE_INFINITY) this.coveredFrom = at + 1;
      this.newest = Math.max(this.newest, at);
      let second = this.seconds.get(at);
      if (!second) this.seconds.set(at, (second = { packets: 0, queries: 0, requests: 0, apps: new Map() }));
      second.packets += row.packets;
      second.queries += row.queries;
      second.requests += row.requests;
      const app = second.apps.get(row.app);
      if (app) {
        app.in += row.bytesIn;
        app.out += row.bytesOut;
      } else second.apps.set(row.app, { in: row.bytesIn, out: row.bytesOut });
    }
    for (const at of this.seconds.keys()) if (at < this.newest - KEPT_SECONDS) this.seconds.delete(at);
  }

  /** Forgets all: other sensors are counted from here on. */
  clear(): void {
    this.seconds.clear();
    this.newest = 0;
    this.coveredFrom = Number.POSITIVE_INFINITY;
  }

  /** Mean of the last complete seconds; undefined before there are any, nothing when the newest is old. */
  rates(serverMs: number): Rates | undefined {
    if (this.newest === 0) return undefined;
    if (serverMs / 1000 - this.newest > SILENT_SECONDS)
      return { bits: 0, packets: 0, queries: 0, requestsPerMinute: 0 };
    const to = this.newest - 1;
    const from = Math.max(to - WINDOW + 1, this.coveredFrom);
    if (to < from) return undefined;
    let bytes = 0;
    let packets = 0;
    let queries = 0;
    let requests = 0;
    for (let at = from; at <= to; at += 1) {
      const second = this.seconds.get(at);
      if (!second) continue;
      for (const app of second.apps.values()) bytes += app.in + app.out;
      packets += second.packets;
      queries += second.queries;
      requests += second.requests;
    }
    const width = to - from + 1;
    return {
      bits: (bytes * 8) / width,
      packets: packets / width,
      queries: queries / width,
      requestsPerMinute: (requests * 60) / width,
    };
  }

  /** Bytes by application in [from, to) seconds; none where applications are not told apart for the reader. A lower bound where the span began before the first frame. */
  bytesBetween(from: number, to: number): ReadonlyMap<string, { readonly in: number; readonly out: number }> {
    const sums = new Map<string, { in: number; out: number }>();
    for (let at = Math.max(from, this.newest - KEPT_SECONDS); at < Math.min(to, this.newest + 1); at += 1) {
      for (const [app, bytes] of this.seconds.get(at)?.apps ?? []) {
        if (app === '') continue;
        const sum = sums.get(app);
        if (sum) {
          sum.in += bytes.in;
          sum.out += bytes.out;
        } else sums.set(app, { ...bytes });
      }
    }
    return sums;
  }
}
