import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';

const PAGE = 500;

/** Events of some types, from the first one on. @throws what the log throws */
export async function* allEvents(
  log: Pick<EventLog, 'readAll'>,
  types: readonly string[],
): AsyncGenerator<RecordedEvent> {
  for (let after: Position | 'start' = 'start'; ;) {
    const page = await log.readAll({ after, filter: { types }, limit: PAGE });
    yield* page.events;
    if (page.end) return;
    after = page.next;
  }
}
