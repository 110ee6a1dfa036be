import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FLOW_WORDS, HASH, ORDINAL } = layout;

const START = 32_768;
/** Each growth puts everything in anew: few large ones cost less than many small ones. */
const GROWTH = 4;
export const EMPTY = 0;
/** Bits of a place: the flow's slot, counted from 1; how far it lies behind its home, the most being that much or more; the upper bits of its hash. */
const SLOT = 0x1fffff;
const DISTANCE_SHIFT = 21;
const MOST_DISTANCE = 31;
const DISTANCE = MOST_DISTANCE << DISTANCE_SHIFT;
const HASH_SHIFT = 26;
const HASH_BITS = -1 << HASH_SHIFT;

/**
 * Open addressing from key hash to flow: linear probing, backward-shift deletion, at most half full; 2,097,151 flows at most. A place is one word, so that much of the index lies in
 * the processor's cache: enough of the hash to leave most other flows alone, and how far from home, to move it without a look at the flow.
 */
export class FlowIndex {
  places = new Int32Array(START);
  mask = START - 1;
  private count = 0;

  constructor(private readonly store: FlowStore) {}

  /** @param base of a flow whose hash and ordinal are in the store, as are those of all flows in the index and of no others */
  insert(base: number): void {
    if (++this.count * 2 > this.mask + 1) this.grow();
    else this.put(base / FLOW_WORDS + 1);
  }

  /** @param base of a flow whose hash is still in the store */
  remove(base: number): void {
    const { places, mask } = this;
    const slot = base / FLOW_WORDS + 1;
    let hole = this.hashOf(slot) & mask;
    while (((places[hole] as number) & SLOT) !== slot) {
      if (places[hole] === EMPTY) return;
      hole = (hole + 1) & mask;
    }
    this.count--;
    for (let at = hole; ;) {
      at = (at + 1) & mask;
      const place = places[at] as number;
      if (place === EMPTY) break;
      let distance = (place & DISTANCE) >>> DISTANCE_SHIFT;
      if (distance === MOST_DISTANCE) distance = (at - this.hashOf(place & SLOT)) & mask;
      const back = (at - hole) & mask;
      // Moving it must not put it before its home.
      if (distance < back) continue;
      places[hole] = (place & ~DISTANCE) | distanceBits(distance - back);
      hole = at;
    }
    places[hole] = EMPTY;
  }

  private put(slot: number): void {
    const { places, mask } = this;
    const hash = this.hashOf(slot);
    let at = hash & mask;
    let distance = 0;
    while (places[at] !== EMPTY) {
      at = (at + 1) & mask;
      distance++;
    }
    places[at] = (hash & HASH_BITS) | distanceBits(distance) | slot;
  }

  private hashOf(slot: number): number {
    return this.store.words[(slot - 1) * FLOW_WORDS + HASH] as number;
  }

  /** Puts all flows of the store in anew. In the order in which they lie in memory: in that of the index each would be waited for. */
  private grow(): void {
    this.places = new Int32Array(this.places.length * GROWTH);
    this.mask = this.places.length - 1;
    const { words } = this.store;
    const slots = words.length / FLOW_WORDS;
    for (let slot = 1, left = this.count; left > 0 && slot <= slots; slot++) {
      if (words[(slot - 1) * FLOW_WORDS + ORDINAL] === 0) continue;
      left--;
      this.put(slot);
    }
  }
}

function distanceBits(distance: number): number {
  return (distance < MOST_DISTANCE ? distance : MOST_DISTANCE) << DISTANCE_SHIFT;
}

/** Flow of a place that is not empty. */
export function flowAt(place: number): number {
  return ((place & SLOT) - 1) * FLOW_WORDS;
}

/** False when the place cannot be that of a flow with this hash. */
export function mayBe(place: number, hash: number): boolean {
  return (place ^ hash) >>> HASH_SHIFT === 0;
}
