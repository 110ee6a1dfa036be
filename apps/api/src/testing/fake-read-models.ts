import type { ReadModelQueries, ReadModelsPort } from '../queries/read-model-queries';

const figure = { value: 1, previous: null, spark: [] };
const top = { rows: [{ key: '192.0.2.1', value: 3, share: 1 }], total: 3, distinct: 1 };
const WHEN = '2026-11-21T08:00:00Z';
const page = { rows: [], next: null, count: 0, exact: true };

const PAGES = new Set([
  ...['flows', 'dnsTransactions', 'domains', 'hosts', 'alerts', 'audit', 'events'],
  ...['tlsHandshakes', 'httpTransactions', 'authAttempts', 'attackSessions'],
]);
const LISTS: Readonly<Record<string, readonly string[]>> = {
  tlsTops: ['serverNames', 'ja4', 'ja3', 'ja3s', 'issuers', 'versions', 'alpn'],
  httpTops: ['hosts', 'userAgents', 'statuses', 'methods', 'contentTypes', 'software'],
  authTops: ['clients', 'servers', 'users', 'outcomes', 'services'],
};
const tops = (name: string) => ({
  total: 3,
  ...Object.fromEntries((LISTS[name] ?? []).map((list) => [list, top])),
});

/** Read models that answer little and remember what they were asked. */
export class FakeReadModels implements ReadModelsPort {
  readonly asked: [name: string, args: unknown, scope: unknown][] = [];
  /** Hosts that must stand behind what was grouped last. */
  smallest = 0;
  /** Queries that answer otherwise, by name. */
  readonly answers: Partial<Record<keyof ReadModelQueries, () => Promise<unknown>>> = {};

  readonly queries: ReadModelQueries = new Proxy({} as ReadModelQueries, {
    get: (_target, name: string) => (args: unknown, scope: unknown, smallest?: number) => {
      this.asked.push([name, args, scope]);
      this.smallest = smallest ?? 0;
      const other = this.answers[name as keyof ReadModelQueries];
      return other ? other() : Promise.resolve(this.usual(name));
    },
  });

  projections() {
    const healthy = { state: 'running', position: null, lagSeconds: 0, deadLetters: 0, error: null };
    return Promise.resolve([{ name: 'flows', ...healthy }]);
  }

  ping() {
    return Promise.resolve();
  }

  private usual(name: string): unknown {
    if (name === 'overview')
      return {
        ...{ bitsPerSecond: figure, packetsPerSecond: figure, dnsQueriesPerSecond: figure, requestsPerMinute: figure },
        ...{ runningFlows: figure, packets: 0, bytes: 0, flows: 0, dnsQueries: 0, lastSeen: null, everRecorded: false },
      };
    if (name === 'flowsOverTime')
      return { bucket: 60, times: [], bytesOut: [], bytesIn: [], packets: [], flows: [], runningBefore: 0 };
    if (name === 'traffic') return { bucket: 60, times: [], series: [] };
    if (name === 'domainTree') return { ...page, names: 0 };
    if (name.endsWith('Tops')) return tops(name);
    if (PAGES.has(name)) return page;
    if (['flow', 'domain', 'host', 'alert', 'rule', 'list', 'logMoment', 'auditAct'].includes(name)) return null;
    if (
      ['sensors', 'sources', 'rules', 'ruleHits', 'suppressions', 'lists', 'captures', 'channels', 'policies'].includes(
        name,
      )
    )
      return [];
    if (name === 'hostScores') return [];
    if (name === 'threatLevel')
      return { level: 'LOW', from: WHEN, to: WHEN, attempts: 0, failures: 0, share: 0, sources: 0 };
    if (name === 'deliveries') return { rows: [], next: null, waiting: 0, sent: 0, failed: 0 };
    if (name === 'alertCounts')
      return {
        ...{ inbox: 0, mine: 0, escalated: 0, snoozed: 0, suppressed: 0, closed: 0, all: 0 },
        ...{ critical: 0, high: 0, medium: 0, low: 0, info: 0, oldestGravest: null, closedLastHour: 0 },
      };
    return top;
  }
}
