import { DomainError } from '@wireledger/kernel';
import type { HuntShape, HuntState } from '@wireledger/read-models';

import type { HuntsPort } from '../hunts/hunt-desk';

const ID = '7a1c9e52-3d4b-4f60-8a71-5b2c6d7e8f91';

/** Looks back that are asked for: they find one name, and wait until a test says what became of them. */
export class FakeHunts implements HuntsPort {
  readonly rung: string[] = [];
  made: HuntShape | null = null;

  readonly store: HuntsPort['store'] = {
    create: ({ owner, askedAt, entries, list }) => {
      const fresh = { progress: 0, looked: 0, matched: 0, alerts: 0, tookMs: null, note: null, matches: [] };
      this.made = { id: ID, cause: 'asked', list, entries, owner, askedAt, state: 'waiting', ...fresh };
      return Promise.resolve(this.made);
    },
    latest: (owner, list) => {
      const { made } = this;
      return Promise.resolve(made && made.list === list && (list !== null || made.owner === owner) ? [made] : []);
    },
    get: (owner, id) => this.find(owner, id),
    cancel: (owner, id) => this.turn(owner, id, 'canceled'),
    release: async (owner, id) => {
      if ((await this.find(owner, id)).state !== 'held') throw new DomainError('NOT_HELD', 'It is not held any more.');
      return this.turn(owner, id, 'waiting');
    },
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }

  private async turn(owner: string, id: string, state: HuntState): Promise<HuntShape> {
    return (this.made = { ...(await this.find(owner, id)), state });
  }

  private find(owner: string, id: string): Promise<HuntShape> {
    const { made } = this;
    if (made?.id === id && (made.owner === owner || made.list !== null)) return Promise.resolve(made);
    return Promise.reject(new DomainError('NOT_FOUND', 'There is no such look back, or it is gone.'));
  }
}
