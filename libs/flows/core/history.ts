/** Zeek's `history` as it is kept: one letter for each first sight of something. */
import { HISTORY, RARE_HISTORY } from '../src/flow-layout';
import { CODE_BITS, LAST_SHIFT, MORE_WORDS } from '../src/tcp-events';
import { flowAt, rareOf } from './flow-store';

/** Adds a letter (1 … 10) to the flow's history; beyond 18 letters it is dropped. `originator` makes it upper case. */
export function addLetter(base: i32, code: i32, originator: bool): void {
  const value = code | (originator ? 16 : 0);
  const flow = flowAt(base);
  const first = load<i32>(flow, HISTORY * 4);
  let at = rareOf(base) + RARE_HISTORY * 4;
  const end = at + MORE_WORDS * 4;
  if (first >>> LAST_SHIFT === 0) {
    const shift = freeShift(first);
    store<i32>(flow, first | (value << shift), HISTORY * 4);
    if (shift === LAST_SHIFT) for (; at < end; at += 4) store<i32>(at, 0);
    return;
  }
  for (; at < end; at += 4) {
    const held = load<i32>(at);
    if (held >>> LAST_SHIFT !== 0) continue;
    store<i32>(at, held | (value << freeShift(held)));
    return;
  }
}

/** Where the next letter of a word that is not full goes. */
function freeShift(held: i32): i32 {
  let shift = 0;
  while (held >>> shift !== 0) shift += CODE_BITS;
  return shift;
}
