import type { Position } from '@wireledger/event-sourcing';

import type { StorePosition } from './store-driver';

const DIGITS = 20;
const SHAPE = /^(\d{20}):(\d{20})$/;
const text = (value: bigint) => value.toString().padStart(DIGITS, '0');

/** `commit:prepare`, each 20 digits, so that it sorts as text. Byte offsets: ordered, never to be counted with. */
export const positionText = ({ commit, prepare }: StorePosition): Position =>
  `${text(commit)}:${text(prepare)}` as Position;

/** Inverse of {@link positionText}. @throws when it is another adapter's position */
export function storePosition(position: Position | 'start'): StorePosition | 'start' {
  if (position === 'start') return 'start';
  const [, commit, prepare] = SHAPE.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) throw new Error(`not a position of this log: ${position}`);
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}
