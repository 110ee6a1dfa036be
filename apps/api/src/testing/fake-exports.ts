import { DomainError } from '@wireledger/kernel';
import type { ExportShape, NewExport } from '@wireledger/read-models';

import type { ExportsPort } from '../exports/exports';

const SHAPE: ExportShape = {
  ...{ id: '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90', what: 'flows', format: 'csv', state: 'waiting', rows: 0, total: 0 },
  ...{ bytes: 0, truncated: false, error: null, fileName: 'flows.csv', masked: false },
  ...{ createdAt: '2026-11-21T08:00:00.000Z', expiresAt: '2026-11-22T08:00:00.000Z' },
};

/** Exports that are started and never made. */
export class FakeExports implements ExportsPort {
  readonly rung: string[] = [];
  readonly made: NewExport[] = [];
  /** Whose exports were stopped. */
  readonly cut: string[] = [];

  readonly store: ExportsPort['store'] = {
    create: (given) => {
      this.made.push(given);
      return Promise.resolve(SHAPE);
    },
    list: () => Promise.resolve([]),
    get: () =>
      this.made.length > 0
        ? Promise.resolve(SHAPE)
        : Promise.reject(new DomainError('NOT_FOUND', 'There is no such export.')),
    cancelAll: (owner) => {
      this.cut.push(owner);
      return Promise.resolve(0);
    },
    cancel: () => Promise.resolve({ ...SHAPE, state: 'canceled' }),
    pieces: async function* () {
      // none is finished
    },
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }
}
