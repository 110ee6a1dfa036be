import { Gauge, Histogram, Counter, type Registry } from '@wireledger/platform';

import type { LogTail } from '../live/log-tail';

/** How long queries of the read models take, and which fail. */
export function queryMetrics(registry: Registry) {
  const registers = [registry];
  return {
    seconds: new Histogram({
      name: 'wireledger_query_seconds',
      help: 'Time of a query of the read models.',
      labelNames: ['query'] as const,
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    failures: new Counter({
      name: 'wireledger_query_failures_total',
      help: 'Queries that failed, by code.',
      labelNames: ['query', 'code'] as const,
      registers,
    }),
  };
}

/** How many events the live ring holds. */
export function ringMetric(registry: Registry, tail: LogTail): void {
  new Gauge({
    name: 'wireledger_live_ring_events',
    help: 'Events that the live ring holds.',
    registers: [registry],
    collect() {
      this.set(tail.ring.size);
    },
  });
}
