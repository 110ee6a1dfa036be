/** Memory of flows: slots in one region, freed slots used again first; the second region holds what few flows have. See `src/flow-layout.ts`. */
import { TABLES } from '../src/core-layout';
import { FLOW_WORDS } from '../src/flow-layout';
import { grown } from './env';

const FLOW_BYTES = FLOW_WORDS * 4;
const RARE_BYTES = FLOW_WORDS * 2;
/** Room for so many flows is there at once, beyond it for all: the system gives only those pages that are written to. */
const START_FLOWS = 16_384;
const PAGE = 65_536;

let end: i32 = TABLES;
export let wordsAt: i32 = 0;
export let rareAt: i32 = 0;
let freeAt: i32 = 0;
export let capacity: i32 = 0;
let limit: i32 = 0;
let used: i32 = 0;
let freeCount: i32 = 0;
export let live: i32 = 0;

/** So many bytes that are 0, behind all that was given before. */
export function region(bytes: i32): i32 {
  const at = end;
  end += (bytes + 15) & ~15;
  const pages = (end + PAGE - 1) / PAGE - memory.size();
  if (pages > 0) {
    if (memory.grow(pages) < 0) unreachable();
    grown();
  }
  return at;
}

/** @param most flows that may live at once */
export function openStore(most: i32): void {
  limit = most;
  capacity = most < START_FLOWS ? most : START_FLOWS;
  wordsAt = region(capacity * FLOW_BYTES);
  rareAt = region(capacity * RARE_BYTES);
  freeAt = region(capacity * 4);
}

export function flowAt(base: i32): i32 {
  return wordsAt + (base << 2);
}

/** Where the rare words of the flow at `base` begin. */
export function rareOf(base: i32): i32 {
  return rareAt + (base << 1);
}

/** Base of a slot whose words are all 0 (its rare ones are arbitrary), or -1 when as many flows live as may. */
export function take(): i32 {
  let slot: i32;
  if (freeCount > 0) slot = load<i32>(freeAt + (--freeCount << 2));
  else {
    if (used === capacity) {
      if (capacity === limit) return -1;
      growStore();
    }
    slot = used++;
  }
  live++;
  return slot * FLOW_WORDS;
}

export function release(base: i32): void {
  const at = flowAt(base);
  for (let word = at, last = at + FLOW_BYTES; word < last; word += 8) store<i64>(word, 0);
  store<i32>(freeAt + (freeCount++ << 2), base / FLOW_WORDS);
  live--;
}

/** Makes room for all flows that may live. */
function growStore(): void {
  wordsAt = moved(wordsAt, capacity * FLOW_BYTES, limit * FLOW_BYTES);
  rareAt = moved(rareAt, capacity * RARE_BYTES, limit * RARE_BYTES);
  freeAt = moved(freeAt, capacity * 4, limit * 4);
  capacity = limit;
  grown();
}

function moved(from: i32, bytes: i32, wanted: i32): i32 {
  const to = region(wanted);
  memory.copy(to, from, bytes);
  return to;
}
