import type { Episode } from './episode';

/** State of one key of one rule, and what the host keeps of it. */
export interface Slot {
  readonly state: unknown;
  /** Asked for since the last search for somebody to evict. */
  touched: boolean;
  /** Virtual time of the last contribution, µs. */
  at: number;
  episode: Episode | null;
  /** Things that the state holds, as its detector counts them; left out where it counts none. */
  holds?: number;
}

/** A slot around a state that is none. */
class AroundState implements Slot {
  touched = false;
  at = -Infinity;
  episode: Episode | null = null;
  holds = 0;

  constructor(readonly state: unknown) {}
}

/** A state that has place for what the host keeps of it: one object a key instead of two, where there are a million. Its `state` is itself. */
const isSlot = (state: unknown): state is Slot =>
  typeof state === 'object' && state !== null && (state as Partial<Slot>).state === state;

/** The slot that a state is, or one around it. `counted`: its detector counts what states hold, which a state has no place for. */
export const slotOf = (state: unknown, counted: boolean): Slot =>
  !counted && isSlot(state) ? state : new AroundState(state);
