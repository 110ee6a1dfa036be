import { flat } from '../state/flat';
import type { Slot } from './slot';
import type { StateBudget } from './state-budget';

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
  /** Who is looked at next when somebody must go: all before it have gone, or moved to the end. */
  private hand: MapIterator<[string, Slot]> | null = null;

  constructor(
    private readonly most: StateBounds,
    private readonly begin: () => Slot,
    private readonly onEvicted: (key: string, slot: Slot) => void,
    private readonly budget?: StateBudget,
  ) {
    budget?.add(this);
  }

  get(text: string, at: number): Slot {
    // A text that was put together is looked up as one piece in half the time, and is kept as one if it is new.
    const key = flat(text);
    const slot = this.slots.get(key);
    if (slot) {
      slot.touched = true;
      slot.at = at;
      return slot;
    }
    if (this.slots.size >= this.most.keys) this.evict();
    else this.budget?.makeRoom();
    return this.put(key, this.begin(), at);
  }

  /** Takes over a slot of a snapshot, whose state holds so many things. */
  restore(key: string, at: number, slot: Slot, size: number): void {
    this.put(key, slot, at);
    if (size > 0) this.weigh(slot, size);
  }

  /** The state of a slot holds so many things now; others go when all hold too many. */
  weigh(slot: Slot, size: number): void {
    this.entries += size - sizeOf(slot);
    slot.holds = size;
    // The one that is being added to is not the one to go.
    if (this.entries > this.most.entries) slot.touched = true;
    while (this.entries > this.most.entries && this.slots.size > 1) this.evict();
  }

  /** Drops what had no contribution since `before` and no running episode. */
  expire(before: number): void {
    for (const [key, slot] of this.slots)
      if (slot.at < before && !slot.episode) {
        this.remove(key, slot);
        this.expired++;
      }
  }

  /** Drops all of them. */
  clear(): void {
    this.expired += this.slots.size;
    this.budget?.count(-this.slots.size);
    this.slots.clear();
    this.entries = 0;
    this.hand = null;
  }

  /** Gives one up, if there is any. */
  evict(): void {
    const { slots } = this;
    if (slots.size === 0) return;
    for (let chances = slots.size * 2; ; chances--) {
      const [key, slot] = this.next();
      if (chances > 0 && (slot.touched || slot.episode)) {
        slots.delete(key);
        slot.touched = false;
        slots.set(key, slot);
        continue;
      }
      this.remove(key, slot);
      this.evicted++;
      this.onEvicted(key, slot);
      return;
    }
  }

  /** The first of the slots, of which there are some: found from where the last one was, so that those which went before are not passed over anew. */
  private next(): [string, Slot] {
    for (;;) {
      this.hand ??= this.slots.entries();
      const { value, done } = this.hand.next();
      if (!done) return value;
      this.hand = null;
    }
  }

  private put(key: string, slot: Slot, at: number): Slot {
    slot.at = at;
    this.slots.set(key, slot);
    this.budget?.count(1);
    return slot;
  }

  private remove(key: string, slot: Slot): void {
    this.slots.delete(key);
    this.budget?.count(-1);
    this.entries -= sizeOf(slot);
  }
}

/** Things that the state holds. */
export const sizeOf = ({ holds = 0 }: Slot): number => holds;
