import { comparePositions, type Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** How far a subscriber has come: records up to and with `n` of the event at `position`; `done` = all of them. */
export interface Cursor {
  readonly position: Position | 'start';
  readonly n: number;
  readonly done: boolean;
}

/** `n` of a cursor after which nothing of its event is left, however many records that has. */
export const ALL = 999_999;

export const formatCursor = ({ position, n }: Cursor): string => `${position}#${n}`;

/** `position#n` as this API gave it out. Whether it was the event's last record is not known from it. @throws BAD_USER_INPUT */
export function parseCursor(text: string): Cursor {
  const match = /^([0-9A-Za-z:/._-]{1,100})#(\d{1,6})$/.exec(text);
  if (!match)
    throw new DomainError('BAD_USER_INPUT', '`after` is not a cursor. Send one that a frame gave out, unchanged.');
  const position = match[1] as Position;
  return position === ('start' as Position)
    ? { position, n: 0, done: true }
    : { position, n: Number(match[2]), done: false };
}

/**
 * Where a subscription begins: at the head, or where the client was. `head` is what this process has seen, `logHead` asks the log.
 * @throws DomainError BAD_USER_INPUT
 */
export async function startCursor(
  after: string | undefined,
  head: Position | 'start',
  logHead: () => Promise<Position | 'start'>,
): Promise<Cursor> {
  if (after === undefined) return { position: head, n: ALL, done: true };
  const cursor = parseCursor(after);
  const last = comparePositions(cursor.position, head) <= 0 ? head : await logHead();
  if (comparePositions(cursor.position, last) > 0)
    throw new DomainError('BAD_USER_INPUT', '`after` lies beyond the end of this log. Leave it out to start now.');
  return cursor;
}

/** Whether everything after the cursor lies after `floor`. */
export function isWithin(cursor: Cursor, floor: Position | 'start'): boolean {
  const order = comparePositions(cursor.position, floor);
  return order > 0 || (order === 0 && cursor.done);
}

/**
 * A position before which nothing lies but what lies before `position`: to read an event again by its own place. Works for positions that
 * end in a decimal counter; null for others.
 */
export function justBefore(position: Position): Position | null {
  const match = /^(.*?)(\d+)$/.exec(position);
  if (!match) return null;
  const [, head = '', digits = ''] = match;
  const value = BigInt(digits);
  return value === 0n ? null : (`${head}${(value - 1n).toString().padStart(digits.length, '0')}` as Position);
}
