import type { Episode } from './episode';
import type { StateBudget } from './state-budget';

/** State of one key of one rule. */
export interface Slot {
  state: unknown;
  /** Things that the state holds, as its detector counts them. */
  size: number;
  /** Asked for since the last search for somebody to evict. */
  touched: boolean;
  /** Virtual time of the last contribution, µs. */
  at: number;
  episode: Episode | null;
}

/** What states are bounded by. */
export interface StateBounds {
  readonly keys: number;
  /** Things that all states hold together. */
  readonly entries: number;
}

/** States by key, at most so many of them, and of what they hold: the one not asked for longest goes first (second chance), one with a running episode last. */
export class KeyedStates {
  readonly slots = new Map<string, Slot>();
  evicted = 0;
  expired = 0;
  /** Sum of the sizes of all states. */
  private entries = 0;

  constructor(
    private readonly most: StateBounds,
    private readonly begin: () => unknown,
    private readonly onEvicted: (key: string, slot: Slot) => void,
    private readonly budget?: StateBudget,
  ) {
    budget?.add(this);
  }

  get(key: string, at: number): Slot {
    let slot = this.slots.get(key);
    if (slot) slot.touched = true;
    else {
      if (this.slots.size >= this.most.keys) this.evict();
      else this.budget?.makeRoom();
      slot = { state: this.begin(), size: 0, touched: false, at, episode: null };
      this.slots.set(key, slot);
    }
    slot.at = at;
    return slot;
  }

  /** The state of a slot holds so many things now; others go when all hold too many. */
  weigh(slot: Slot, size: number): void {
    this.entries += size - slot.size;
    slot.size = size;
    // The one that is being added to is not the one to go.
    if (this.entries > this.most.entries) slot.touched = true;
    while (this.entries > this.most.entries && this.slots.size > 1) this.evict();
  }

  /** Drops what had no contribution since `before` and no running episode. */
  expire(before: number): void {
    for (const [key, slot] of this.slots)
      if (slot.at < before && !slot.episode) {
        this.slots.delete(key);
        this.entries -= slot.size;
        this.expired++;
      }
  }

  /** Drops all of them. */
  clear(): void {
    this.expired += this.slots.size;
    this.slots.clear();
    this.entries = 0;
  }

  /** Gives one up, if there is any. */
  evict(): void {
    const { slots } = this;
    if (slots.size === 0) return;
    for (let chances = slots.size * 2; ; chances--) {
      const [key, slot] = slots.entries().next().value as [string, Slot];
      slots.delete(key);
      if (chances > 0 && (slot.touched || slot.episode)) {
        slot.touched = false;
        slots.set(key, slot);
        continue;
      }
      this.entries -= slot.size;
      this.evicted++;
      this.onEvicted(key, slot);
      return;
    }
  }
}
