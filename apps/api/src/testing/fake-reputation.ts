import type { ReputationFact, ReputationUse } from '@wireledger/read-models';

import type { ReputationPort } from '../reputation/reputation-desk';

/** Answers in memory, and no quota but the one of the day. */
export class FakeReputation implements ReputationPort {
  readonly kept: ReputationFact[] = [];
  private readonly used = new Map<string, ReputationUse>();

  facts = (value: string) => Promise.resolve(this.kept.filter((one) => one.value === value));
  keep = (fact: ReputationFact) => {
    this.kept.push(fact);
    return Promise.resolve();
  };
  take = (source: string) => {
    const { usedToday = 0, blockedUntil = 0 } = this.used.get(source) ?? {};
    this.used.set(source, { usedToday: usedToday + 1, blockedUntil });
    return Promise.resolve(null);
  };
  block = (source: string, blockedUntil: number) => {
    this.used.set(source, { usedToday: this.used.get(source)?.usedToday ?? 0, blockedUntil });
    return Promise.resolve();
  };
  use = () => Promise.resolve(this.used);
}
