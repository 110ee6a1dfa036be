import type { RetentionRunShape } from '@wireledger/read-models';

import type { RetentionPort } from '../retention/retention-desk';

/** Runs that are asked for and never made, unless a test says what came of one. */
export class FakeRetention implements RetentionPort {
  readonly rung: string[] = [];
  dryRun: RetentionRunShape | null = null;

  readonly store: RetentionPort['store'] = {
    ask: (dry, askedBy, askedAt) => {
      const fresh = { state: 'waiting', policy: null, finishedAt: null, error: null, units: [] } as const;
      this.dryRun ??= { id: '7c1de8f2-0b5a-4c3d-8e2f-1a2b3c4d5e6f', dry, askedBy, askedAt, ...fresh };
      return Promise.resolve(this.dryRun.id);
    },
    latest: (dry) => Promise.resolve(dry ? this.dryRun : null),
    storage: () => Promise.resolve(null),
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }
}
