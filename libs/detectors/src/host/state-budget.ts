import type { KeyedStates } from './keyed-states';

/** What the rules of a host may hold together: when a new key is one too many, the rule that has most gives one up. */
export class StateBudget {
  private readonly all: KeyedStates[] = [];
  private keys = 0;

  constructor(private readonly mostKeys: number) {}

  add(states: KeyedStates): void {
    this.all.push(states);
  }

  /** So many keys more are held, or fewer. */
  count(keys: number): void {
    this.keys += keys;
  }

  /** Makes room for one key more. */
  makeRoom(): void {
    if (this.keys < this.mostKeys) return;
    let largest = this.all[0];
    for (const states of this.all) if (states.slots.size > (largest?.slots.size ?? 0)) largest = states;
    largest?.evict();
  }
}
