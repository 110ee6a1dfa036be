/**
 * Remembers bytes that come again and again. Whole keys are compared, so that nothing is taken for what it is not. Bounded: a place for each hash, where the
 * latest stays; empty keys, and such longer than a place, are not kept. A memory is `places` (a power of 2) of `PLACE_HEAD + longest` bytes each.
 */
import { region } from './flow-store';

/** Length of the key of a place; 0 = it is empty. */
const PLACE_HEAD = 4;

export function openMemo(places: i32, longest: i32): i32 {
  return region(places * (PLACE_HEAD + longest));
}

/** True when `[at, end)` is remembered. */
export function remembers(memo: i32, places: i32, longest: i32, at: i32, end: i32): bool {
  const length = end - at;
  if (length <= 0 || length > longest) return false;
  const place = placeOf(memo, places, longest, at, end);
  if (load<i32>(place) !== length) return false;
  const key = place + PLACE_HEAD;
  for (let n = 0; n < length; n++) if (load<u8>(key + n) !== load<u8>(at + n)) return false;
  return true;
}

/** Remembers `[at, end)`. */
export function remember(memo: i32, places: i32, longest: i32, at: i32, end: i32): void {
  const length = end - at;
  if (length <= 0 || length > longest) return;
  const place = placeOf(memo, places, longest, at, end);
  store<i32>(place, length);
  memory.copy(place + PLACE_HEAD, at, length);
}

/** FNV-1a, folded. */
function placeOf(memo: i32, places: i32, longest: i32, from: i32, end: i32): i32 {
  let hash: i32 = 0x811c9dc5;
  for (let at = from; at < end; at++) hash = (hash ^ (<i32>load<u8>(at))) * 0x01000193;
  return memo + ((hash ^ (hash >>> 15)) & (places - 1)) * (PLACE_HEAD + longest);
}
