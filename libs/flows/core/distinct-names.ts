/** Distinct names by their 64-bit hashes: exact up to a limit, later ones count each time they come. Open addressing, linear probing; 0, 0 is an empty place. */
import { region } from './flow-store';

const START = 4096;
/** Each growth puts everything in anew: few large ones cost less than many small ones. */
const GROWTH = 4;
const MOST = 8_388_608;

let pairsAt: i32 = 0;
let mask: i32 = 0;
let held: i32 = 0;
let names: i32 = 0;

export function openNames(): void {
  pairsAt = region(START * 8);
  mask = START - 1;
}

export function distinctNames(): i32 {
  return names;
}

/** Place of the name, or of none where it would be put. */
function find(high: i32, low: i32): i32 {
  let at = placeOf(high, low) & mask;
  while (!isAt(at, high, low) && !isAt(at, 0, 0)) at = (at + 1) & mask;
  return at;
}

function isAt(at: i32, high: i32, low: i32): bool {
  const pair = pairsAt + (at << 3);
  return load<i32>(pair) === high && load<i32>(pair, 4) === low;
}

export function hasName(high: i32, low: i32): bool {
  return !isAt(find(high, low), 0, 0);
}

/** @param low not 0 when `high` is */
export function addName(high: i32, low: i32): void {
  const at = find(high, low);
  if (!isAt(at, 0, 0)) return;
  names++;
  if (held >= MOST) return;
  put(at, high, low);
  if (++held * 2 > mask) grow();
}

function put(at: i32, high: i32, low: i32): void {
  store<i32>(pairsAt + (at << 3), high);
  store<i32>(pairsAt + (at << 3), low, 4);
}

function grow(): void {
  const old = pairsAt;
  const end = old + ((mask + 1) << 3);
  mask = (mask + 1) * GROWTH - 1;
  pairsAt = region((mask + 1) << 3);
  for (let pair = old; pair < end; pair += 8) {
    const high = load<i32>(pair);
    const low = load<i32>(pair, 4);
    if (high === 0 && low === 0) continue;
    let at = placeOf(high, low) & mask;
    while (load<i64>(pairsAt + (at << 3)) !== 0) at = (at + 1) & mask;
    put(at, high, low);
  }
}

/** Both halves count, whatever hash they come from. */
function placeOf(high: i32, low: i32): i32 {
  const mixed = ((high ^ (low >>> 15)) * 0x9e3779b1) ^ low;
  return mixed ^ (mixed >>> 13);
}
