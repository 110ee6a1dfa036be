import { DomainError } from '@wireledger/kernel';
import type { BacktestShape } from '@wireledger/read-models';

import type { BacktestsPort } from '../backtests/backtest-desk';

const ID = '7a1c9e52-3d4b-4f60-8a71-5b2c6d7e8f90';

/** Back-tests that are asked for; one that was ended is over, as many as there are. */
export class FakeBacktests implements BacktestsPort {
  readonly rung: string[] = [];
  private made: (BacktestShape & { readonly owner: string }) | null = null;

  readonly store: BacktestsPort['store'] = {
    create: ({ owner, ...asked }) => {
      const fresh = { progress: 0, records: 0, alerts: 0, tookMs: null, error: null, result: null };
      this.made = { id: ID, owner, ...asked, state: 'waiting', ...fresh };
      return Promise.resolve(this.made);
    },
    latest: (owner) => Promise.resolve(this.made?.owner === owner ? this.made : null),
    get: (owner, id) => this.find(owner, id),
    cancel: async (owner, id) => (this.made = { ...(await this.find(owner, id)), owner, state: 'canceled' }),
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }

  private find(owner: string, id: string): Promise<BacktestShape> {
    const { made } = this;
    if (made?.owner === owner && made.id === id) return Promise.resolve(made);
    return Promise.reject(new DomainError('NOT_FOUND', 'There is no such back-test, or it has expired.'));
  }
}
