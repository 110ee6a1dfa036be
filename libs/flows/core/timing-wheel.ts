/**
 * Seconds as slots of linked flows. A flow is put in once and looked at when its second comes; packets do not touch it, which costs nothing per packet where
 * a sorted timer would.
 */
import { HEADS } from '../src/core-layout';
import { NEXT, PREV } from '../src/flow-layout';
import { flowAt } from './flow-store';

/** Seconds a flow can be put ahead. */
export const WHEEL_SECONDS = 512;
const NONE = -1;

export function openWheel(): void {
  memory.fill(HEADS, 0xff, WHEEL_SECONDS * 4);
}

function headAt(second: i32): i32 {
  return HEADS + ((second & (WHEEL_SECONDS - 1)) << 2);
}

/** @param second less than `WHEEL_SECONDS` ahead of the next slot to be taken */
export function put(base: i32, second: i32): void {
  const at = headAt(second);
  const flow = flowAt(base);
  const head = load<i32>(at);
  store<i32>(flow, head, NEXT * 4);
  store<i32>(flow, ~(second & (WHEEL_SECONDS - 1)), PREV * 4);
  if (head !== NONE) store<i32>(flowAt(head), base, PREV * 4);
  store<i32>(at, base);
}

export function remove(base: i32): void {
  const flow = flowAt(base);
  const next = load<i32>(flow, NEXT * 4);
  const previous = load<i32>(flow, PREV * 4);
  if (next !== NONE) store<i32>(flowAt(next), previous, PREV * 4);
  if (previous >= 0) store<i32>(flowAt(previous), next, NEXT * 4);
  else store<i32>(HEADS + (~previous << 2), next);
}

export function move(base: i32, second: i32): void {
  remove(base);
  put(base, second);
}

/** Takes out and returns some flow of the slot of `second`, -1 when it is empty. */
export function takeOne(second: i32): i32 {
  const base = load<i32>(headAt(second));
  if (base !== NONE) remove(base);
  return base;
}
