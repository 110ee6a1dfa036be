import { collectDefaultMetrics, Registry } from 'prom-client';

/** Metrics of a process: Node's own (`process_…`, `nodejs_…`) and what features add, labelled with the process's name. */
export function createMetrics(processName: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  return registry;
}

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';
