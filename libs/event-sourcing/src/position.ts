import type { Position } from './event-log';

const DIGITS = 19;

/** A counter as the text position of the adapters that count (PostgreSQL, memory): fixed width, so it sorts as text. */
export const formatPosition = (value: bigint): Position => value.toString().padStart(DIGITS, '0') as Position;

/** Inverse of {@link formatPosition}; `'start'` is `before`. @throws when it is another adapter's position */
export function parsePosition(position: Position | 'start', before = 0n): bigint {
  if (position === 'start') return before;
  if (!/^\d{19}$/.test(position)) throw new Error(`not a position of this log: ${position}`);
  return BigInt(position);
}

/** Order of two positions of one log; `'start'` is before every event. Negative, zero or positive. */
export function comparePositions(a: Position | 'start', b: Position | 'start'): number {
  if (a === b) return 0;
  if (a === 'start') return -1;
  if (b === 'start') return 1;
  return a < b ? -1 : 1;
}
