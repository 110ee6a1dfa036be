import type { Registry } from '@wireledger/platform';

/** The process's metrics, as something that can be injected. */
export class MetricsHost {
  constructor(readonly registry: Registry) {}
}
