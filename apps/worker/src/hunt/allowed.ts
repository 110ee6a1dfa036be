import type { EventLog } from '@wireledger/event-sourcing';
import type { ListKind } from '@wireledger/events';
import type { Sighting } from '@wireledger/read-models';

import { LIST_TYPES, type ListContents, ListsInForce } from '../detection/lists-in-force';
import { allEvents } from './all-events';

/** Whether lists that allow hold something, as they are now. Only these are in memory. @throws what log and store throw */
export async function allowedBy(
  log: Pick<EventLog, 'readAll'>,
  contents: ListContents,
  kind: ListKind,
): Promise<(value: string, sighting: Pick<Sighting, 'last'>) => boolean> {
  const allowing = new Set<string>();
  const lists = new ListsInForce(contents, () => undefined);
  for await (const event of allEvents(log, LIST_TYPES)) {
    const { list, definition } = event.data as { list: string; definition?: { kind: string; action: string } };
    if (definition?.kind === kind && definition.action === 'allow') allowing.add(list);
    if (allowing.has(list)) lists.apply(event);
  }
  const judging = await lists.judging();
  return (value, { last }) => judging.some((list) => list.find(value, last) !== null);
}
