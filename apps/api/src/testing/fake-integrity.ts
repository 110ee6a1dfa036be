import type { VerificationShape } from '@wireledger/read-models';

import type { IntegrityPort } from '../audit/integrity-desk';

/** Checks that are asked for and never made. */
export class FakeIntegrity implements IntegrityPort {
  readonly rung: string[] = [];
  private check: VerificationShape | null = null;

  readonly store: IntegrityPort['store'] = {
    ask: (askedBy, askedAt) => {
      const fresh = { position: '', events: 0, tookMs: null, result: null, error: null };
      this.check ??= { id: '5d0f8a52-8c1e-4b7e-9f1a-2b6c7d8e9f01', askedBy, askedAt, state: 'waiting', ...fresh };
      return Promise.resolve(this.check);
    },
    latest: () => Promise.resolve(this.check),
    sealing: () => Promise.resolve(null),
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }
}
