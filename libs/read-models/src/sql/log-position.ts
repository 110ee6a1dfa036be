import type { Position } from '@wireledger/event-sourcing';

import { badInput } from './range';

/** Positions of the two logs: a counter, or commit and prepare. Of one length each, since they are compared as texts. */
const POSITION = /^(?:\d{19}|\d{20}:\d{20})$/;

/** A position as somebody gave it. Any other text would be before or behind all of them. @throws DomainError BAD_USER_INPUT */
export function logPosition(text: string): Position {
  if (!POSITION.test(text))
    throw badInput(`${JSON.stringify(text)} is not a position of the log; take one that this API gave out, unchanged`);
  return text as Position;
}
