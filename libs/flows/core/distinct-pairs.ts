/**
 * Counts distinct 64-bit hashes of several kinds exactly up to a limit; later ones count each time they come. What comes is noted one after the other, which costs
 * less than a place in a table for each: doubles are taken out when somebody asks, or when there are twice as many as were distinct. Where the same few come
 * again and again, a table (`distinct-names.ts`) is better.
 */
import { region } from './flow-store';

/** Pairs a block; 8 bytes each, behind the address of the next block. */
const BLOCK = 2048;
const BLOCK_HEAD = 8;
const BLOCK_BYTES = BLOCK_HEAD + BLOCK * 8;
/** So many blocks are asked for at once: each time the memory grows, all views of it must be made anew. */
const BLOCKS_AT_ONCE = 64;
/** Equal hashes share the same one of so many parts, each of which is looked through in a table that the processor's cache holds. */
const PARTS = 16;
const PART_SHIFT = 28;
const LEAST_SLOTS = 1024;

/** A part: how many pairs, its first block, its last one. */
const COUNT = 0;
const FIRST = 4;
const LAST = 8;
const PART_BYTES = 12;
/** A kind: how many are noted, how many of them are known to be distinct, how many came beyond the limit; then its parts. */
const NOTED = 0;
const DISTINCT = 4;
const BEYOND = 8;
const KIND_HEAD = 12;
const KIND_BYTES = KIND_HEAD + PARTS * PART_BYTES;
const KINDS = 3;

let kindsAt: i32 = 0;
let limit: i32 = 0;
let least: i32 = 0;
let freeBlocks: i32 = 0;
let tableAt: i32 = 0;
let tableSlots: i32 = 0;
let mask: i32 = 0;

/** @param most of a kind that are told apart @param first so many are noted before any is looked up */
export function openPairs(most: i32, first: i32): void {
  kindsAt = region(KINDS * KIND_BYTES);
  limit = most;
  least = first;
}

/** True once pairs may be noted. */
export function countsPairs(): bool {
  return kindsAt !== 0;
}

/** @param kind 0, 1 or 2 */
export function notePair(kind: i32, high: i32, low: i32): void {
  const at = kindsAt + kind * KIND_BYTES;
  const noted = load<i32>(at, NOTED);
  if (noted >= least && noted >= 2 * load<i32>(at, DISTINCT)) settle(at);
  if (load<i32>(at, DISTINCT) >= limit) {
    store<i32>(at, load<i32>(at, BEYOND) + 1, BEYOND);
    return;
  }
  // 0, 0 marks an empty place.
  const lower = high === 0 && low === 0 ? 1 : low;
  const part = at + KIND_HEAD + (mix(high, lower) >>> PART_SHIFT) * PART_BYTES;
  const count = load<i32>(part, COUNT);
  if (count % BLOCK === 0) addBlock(part);
  const pair = load<i32>(part, LAST) + BLOCK_HEAD + (count % BLOCK) * 8;
  store<i32>(pair, high);
  store<i32>(pair, lower, 4);
  store<i32>(part, count + 1, COUNT);
  store<i32>(at, load<i32>(at, NOTED) + 1, NOTED);
}

/** How many different pairs of the kind were noted. */
export function distinctPairs(kind: i32): i32 {
  const at = kindsAt + kind * KIND_BYTES;
  settle(at);
  return load<i32>(at, DISTINCT) + load<i32>(at, BEYOND);
}

function addBlock(part: i32): void {
  if (freeBlocks === 0) {
    const blocks = region(BLOCKS_AT_ONCE * BLOCK_BYTES);
    for (let n = BLOCKS_AT_ONCE - 1; n >= 0; n--) free(blocks + n * BLOCK_BYTES);
  }
  const block = freeBlocks;
  freeBlocks = load<i32>(block);
  store<i32>(block, 0);
  if (load<i32>(part, COUNT) === 0) store<i32>(part, block, FIRST);
  else store<i32>(load<i32>(part, LAST), block);
  store<i32>(part, block, LAST);
}

function free(block: i32): void {
  store<i32>(block, freeBlocks);
  freeBlocks = block;
}

/** Takes doubles out. */
function settle(at: i32): void {
  if (load<i32>(at, NOTED) === load<i32>(at, DISTINCT)) return;
  const parts = at + KIND_HEAD;
  const end = parts + PARTS * PART_BYTES;
  let slots = LEAST_SLOTS;
  for (let part = parts; part < end; part += PART_BYTES) while (slots < load<i32>(part, COUNT) * 2) slots *= 2;
  // One table for all parts.
  if (slots > tableSlots) {
    tableAt = region(slots * 8);
    tableSlots = slots;
  }
  mask = slots - 1;
  let distinct = 0;
  for (let part = parts; part < end; part += PART_BYTES) {
    memory.fill(tableAt, 0, slots * 8);
    settlePart(part);
    distinct += load<i32>(part, COUNT);
  }
  store<i32>(at, distinct, NOTED);
  store<i32>(at, distinct, DISTINCT);
}

/** Moves what is new to the front and gives back the blocks behind it. */
function settlePart(part: i32): void {
  let left = load<i32>(part, COUNT);
  let block = load<i32>(part, FIRST);
  let kept = 0;
  let keptBlock = block;
  for (; left > 0; left -= BLOCK, block = load<i32>(block)) {
    const end = block + BLOCK_HEAD + (left < BLOCK ? left : BLOCK) * 8;
    for (let pair = block + BLOCK_HEAD; pair < end; pair += 8) {
      const high = load<i32>(pair);
      const low = load<i32>(pair, 4);
      if (!addToTable(high, low)) continue;
      if (kept > 0 && kept % BLOCK === 0) keptBlock = load<i32>(keptBlock);
      const to = keptBlock + BLOCK_HEAD + (kept % BLOCK) * 8;
      store<i32>(to, high);
      store<i32>(to, low, 4);
      kept++;
    }
  }
  if (kept === 0) return;
  let spare = load<i32>(keptBlock);
  store<i32>(keptBlock, 0);
  while (spare !== 0) {
    const next = load<i32>(spare);
    free(spare);
    spare = next;
  }
  store<i32>(part, kept, COUNT);
  store<i32>(part, keptBlock, LAST);
}

/** False when it was there. Open addressing, linear probing; 0, 0 is an empty place. */
function addToTable(high: i32, low: i32): bool {
  let at = mix(high, low) & mask;
  while (load<i64>(tableAt + (at << 3)) !== 0) {
    const place = tableAt + (at << 3);
    if (load<i32>(place) === high && load<i32>(place, 4) === low) return false;
    at = (at + 1) & mask;
  }
  store<i32>(tableAt + (at << 3), high);
  store<i32>(tableAt + (at << 3), low, 4);
  return true;
}

/** Both halves count, whatever hash they come from. */
function mix(high: i32, low: i32): i32 {
  const mixed = ((high ^ (low >>> 15)) * 0x9e3779b1) ^ low;
  return (mixed ^ (mixed >>> 13)) * 0x85ebca77;
}
