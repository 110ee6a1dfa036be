import type { KeyedStates } from './keyed-states';

/** What the rules of a host may hold together: when a new key is one too many, the rule that has most gives one up. */
export class StateBudget {
  private readonly all: KeyedStates[] = [];

  constructor(private readonly mostKeys: number) {}

  add(states: KeyedStates): void {
    this.all.push(states);
  }

  /** Makes room for one key more. */
  makeRoom(): void {
    let keys = 0;
    let largest = this.all[0];
    for (const states of this.all) {
      keys += states.slots.size;
      if (states.slots.size > (largest?.slots.size ?? 0)) largest = states;
    }
    if (keys >= this.mostKeys) largest?.evict();
  }
}
