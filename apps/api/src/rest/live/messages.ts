import type { AlertChange, AlertFrame } from '../../schema/alert-live';
import type { LiveFrame, TrafficFrame, TrafficRow } from '../../schema/live';
import { type Canonical, canonicalFlow } from '../canonical-event';
import type { FieldName } from '../route';

/** What a WebSocket of the facade tells, gathered between two messages. Bounded, whatever comes. */
export interface Gathering {
  add(frame: never): void;
  /** The message since the one before; null when there is nothing to tell. */
  take(): object | null;
}

/** A WebSocket of the facade. */
export interface Feed {
  readonly field: FieldName;
  readonly args: Readonly<Record<string, unknown>>;
  /** Frames of the API, which come once a second, between two messages. */
  readonly every: 1 | 2;
  gather(): Gathering;
}

/** Rows that a message shows: with them it is 1 to 2 KB, the rest is counted. */
const MOST_APPS = 8;
const MOST_FLOWS = 6;
const MOST_ALERTS = 8;

/** Rates over the seconds that came since the message before. */
class Metrics implements Gathering {
  private rows: readonly TrafficRow[] = [];
  private time: string | null = null;

  add({ rows, serverTime }: TrafficFrame): void {
    // Two frames at most come between two messages; a frame holds a second and application once.
    this.rows = [...this.rows, ...rows].slice(-5000);
    this.time = serverTime;
  }

  take(): object | null {
    const { rows, time } = this;
    if (time === null) return null;
    this.rows = [];
    this.time = null;
    const seconds = Math.max(1, new Set(rows.map((row) => row.time)).size);
    const rate = (of: (row: TrafficRow) => number, among = rows) =>
      Math.round(among.reduce((sum, row) => sum + of(row), 0) / seconds);
    const bytes = ({ bytesIn, bytesOut }: TrafficRow) => bytesIn + bytesOut;
    const apps = [...new Set(rows.map(({ app }) => app))]
      .filter((app) => app !== '')
      .map((app) => ({
        app,
        bytes_per_second: rate(
          bytes,
          rows.filter((row) => row.app === app),
        ),
      }));
    return {
      ...{ type: 'metrics', time, seconds: rows.length === 0 ? 0 : seconds },
      packets_per_second: rate(({ packets }) => packets),
      bytes_per_second: rate(bytes),
      dns_queries_per_second: rate(({ queries }) => queries),
      requests_per_second: rate(({ requests }) => requests),
      apps: apps.toSorted((a, b) => b.bytes_per_second - a.bytes_per_second).slice(0, MOST_APPS),
    };
  }
}

class Flows implements Gathering {
  private flows: readonly Canonical[] = [];
  private more = 0;
  private time = '';

  add({ items, sampledOut, serverTime }: LiveFrame): void {
    const all = [...this.flows, ...items.flatMap(({ flow }) => (flow ? [canonicalFlow(flow)] : []))];
    this.flows = all.slice(-MOST_FLOWS);
    this.more += sampledOut + all.length - this.flows.length;
    this.time = serverTime;
  }

  take(): object | null {
    const { flows, more, time } = this;
    if (flows.length === 0) return null;
    this.flows = [];
    this.more = 0;
    return { type: 'flows', time, flows, more };
  }
}

class Alerts implements Gathering {
  private alerts: readonly AlertChange[] = [];
  private more = 0;
  private time = '';

  add({ changes, serverTime }: AlertFrame): void {
    const all = [...this.alerts, ...changes];
    this.alerts = all.slice(-MOST_ALERTS);
    this.more += all.length - this.alerts.length;
    this.time = serverTime;
  }

  take(): object | null {
    const { alerts, more, time } = this;
    if (alerts.length === 0) return null;
    this.alerts = [];
    this.more = 0;
    return { type: 'alerts', time, alerts, more };
  }
}

/** WebSockets of the facade, by path. Nothing can be asked or changed over them. */
export const FEEDS: Readonly<Record<string, Feed>> = {
  '/ws/metrics': { field: 'Subscription.trafficSampled', args: {}, every: 1, gather: () => new Metrics() },
  '/ws/alerts': { field: 'Subscription.alertChanged', args: {}, every: 2, gather: () => new Alerts() },
  '/ws/flows': {
    ...{ field: 'Subscription.liveTail', args: { where: { kinds: ['FLOW'] } }, every: 2 },
    gather: () => new Flows(),
  },
};
