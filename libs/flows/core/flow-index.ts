/**
 * Open addressing from key hash to flow: linear probing, backward-shift deletion, at most half full; 2,097,151 flows at most. A place is one word, so that
 * much of the index lies in the processor's cache: enough of the hash to leave most other flows alone, and how far from home, to move it without a look at
 * the flow.
 */
import { FLOW_WORDS, HASH, ORDINAL } from '../src/flow-layout';
import { capacity, flowAt, region } from './flow-store';

const START = 32_768;
/** Each growth puts everything in anew: few large ones cost less than many small ones. */
const GROWTH = 4;
const EMPTY = 0;
/** Bits of a place: the flow's slot, counted from 1; how far it lies behind its home, the most being that much or more; the upper bits of its hash. */
const SLOT = 0x1fffff;
const DISTANCE_SHIFT = 21;
const MOST_DISTANCE = 31;
const DISTANCE = MOST_DISTANCE << DISTANCE_SHIFT;
const HASH_SHIFT = 26;
const HASH_BITS = -1 << HASH_SHIFT;

let placesAt: i32 = 0;
let mask: i32 = 0;
let count: i32 = 0;

export function openIndex(): void {
  placesAt = region(START * 4);
  mask = START - 1;
}

function place(at: i32): i32 {
  return load<i32>(placesAt + (at << 2));
}

function setPlace(at: i32, value: i32): void {
  store<i32>(placesAt + (at << 2), value);
}

function distanceBits(distance: i32): i32 {
  return (distance < MOST_DISTANCE ? distance : MOST_DISTANCE) << DISTANCE_SHIFT;
}

function hashOf(slot: i32): i32 {
  return load<i32>(flowAt((slot - 1) * FLOW_WORDS), HASH * 4);
}

/** Where looking for a flow with the hash begins. */
export function home(hash: i32): i32 {
  return hash & mask;
}

export function after(at: i32): i32 {
  return (at + 1) & mask;
}

/** Answers of `candidate`: an empty place, so that there is no such flow; a place of another one. */
export const NOT_THERE = -1;
const ANOTHER = -2;

/** Base of the flow at a place that may have the hash, or one of the above. */
export function candidate(at: i32, hash: i32): i32 {
  const held = place(at);
  if (held === EMPTY) return NOT_THERE;
  return (held ^ hash) >>> HASH_SHIFT === 0 ? ((held & SLOT) - 1) * FLOW_WORDS : ANOTHER;
}

/** @param base of a flow whose hash and ordinal are in the store, as are those of all flows in the index and of no others */
export function insert(base: i32): void {
  if (++count * 2 > mask + 1) grow();
  else put(base / FLOW_WORDS + 1);
}

/** @param base of a flow whose hash is still in the store */
export function removeFromIndex(base: i32): void {
  const slot = base / FLOW_WORDS + 1;
  let hole = hashOf(slot) & mask;
  while ((place(hole) & SLOT) !== slot) {
    if (place(hole) === EMPTY) return;
    hole = (hole + 1) & mask;
  }
  count--;
  for (let at = hole; ;) {
    at = (at + 1) & mask;
    const held = place(at);
    if (held === EMPTY) break;
    let distance = (held & DISTANCE) >>> DISTANCE_SHIFT;
    if (distance === MOST_DISTANCE) distance = (at - hashOf(held & SLOT)) & mask;
    const back = (at - hole) & mask;
    // Moving it must not put it before its home.
    if (distance < back) continue;
    setPlace(hole, (held & ~DISTANCE) | distanceBits(distance - back));
    hole = at;
  }
  setPlace(hole, EMPTY);
}

function put(slot: i32): void {
  const hash = hashOf(slot);
  let at = hash & mask;
  let distance = 0;
  while (place(at) !== EMPTY) {
    at = (at + 1) & mask;
    distance++;
  }
  setPlace(at, (hash & HASH_BITS) | distanceBits(distance) | slot);
}

/** Puts all flows of the store in anew. In the order in which they lie in memory: in that of the index each would be waited for. */
function grow(): void {
  const places = (mask + 1) * GROWTH;
  placesAt = region(places * 4);
  mask = places - 1;
  for (let slot = 1, left = count; left > 0 && slot <= capacity; slot++) {
    if (load<i32>(flowAt((slot - 1) * FLOW_WORDS), ORDINAL * 4) === 0) continue;
    left--;
    put(slot);
  }
}
