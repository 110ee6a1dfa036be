import type { Episode } from './episode';

/** State of one key of one rule. */
export interface Slot {
  state: unknown;
  /** Asked for since the last search for somebody to evict. */
  touched: boolean;
  /** Virtual time of the last contribution, µs. */
  at: number;
  episode: Episode | null;
}

/** States by key, at most `cap` of them: the one not asked for longest goes first (second chance), one with a running episode last. */
export class KeyedStates {
  readonly slots = new Map<string, Slot>();
  evicted = 0;
  expired = 0;

  constructor(
    private readonly cap: number,
    private readonly begin: () => unknown,
    private readonly onEvicted: (key: string, slot: Slot) => void,
  ) {}

  get(key: string, at: number): Slot {
    let slot = this.slots.get(key);
    if (slot) slot.touched = true;
    else {
      if (this.slots.size >= this.cap) this.evict();
      slot = { state: this.begin(), touched: false, at, episode: null };
      this.slots.set(key, slot);
    }
    slot.at = at;
    return slot;
  }

  /** Drops what had no contribution since `before` and no running episode. */
  expire(before: number): void {
    for (const [key, slot] of this.slots)
      if (slot.at < before && !slot.episode) {
        this.slots.delete(key);
        this.expired++;
      }
  }

  private evict(): void {
    const { slots } = this;
    for (let chances = slots.size * 2; ; chances--) {
      const [key, slot] = slots.entries().next().value as [string, Slot];
      slots.delete(key);
      if (chances > 0 && (slot.touched || slot.episode)) {
        slot.touched = false;
        slots.set(key, slot);
        continue;
      }
      this.evicted++;
      this.onEvicted(key, slot);
      return;
    }
  }
}
