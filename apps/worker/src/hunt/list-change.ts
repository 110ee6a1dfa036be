import { type IndicatorList, listDecider, type ListEvent, listStream } from '@wireledger/domain';
import {
  comparePositions,
  type EventLog,
  type Position,
  type RecordedEvent,
  StreamNotFound,
} from '@wireledger/event-sourcing';

const PAGE = 500;

/** A list before and after a change of it, and as it is now. */
export interface ListChange {
  readonly before: IndicatorList | null;
  readonly after: IndicatorList;
  readonly now: IndicatorList;
  /** The change; null where there is none to look at: all of the list is meant. */
  readonly event: RecordedEvent | null;
  /** Since when the version in force now has been, µs of the log's clock; 0 when there is none. */
  readonly inForceSince: number;
}

/** Folds a list up to a change and on to its end; null when there is no such list. @throws what the log throws */
export async function listChange(
  log: Pick<EventLog, 'readStream'>,
  list: string,
  position: Position | null,
): Promise<ListChange | null> {
  const seen: { before: IndicatorList | null; after: IndicatorList | null; now: IndicatorList | null } = {
    ...{ before: null, after: null, now: null },
  };
  let change: RecordedEvent | null = null;
  let inForceSince = 0;
  for await (const event of events(log, listStream(list))) {
    const fact = { type: event.type, version: event.meta.sv, data: event.data } as unknown as ListEvent;
    const next = listDecider.evolve(seen.now, fact);
    if (position !== null && comparePositions(event.position, position) === 0) {
      Object.assign(seen, { before: seen.now, after: next });
      change = event;
    }
    if (next?.inForce !== seen.now?.inForce) inForceSince = event.recordedAt;
    seen.now = next;
  }
  const { before, after, now } = seen;
  if (!now || (position !== null && !after)) return null;
  return { before, after: after ?? now, now, event: change, inForceSince };
}

async function* events(log: Pick<EventLog, 'readStream'>, stream: string): AsyncGenerator<RecordedEvent> {
  for (let after: bigint | undefined; ;) {
    const page = await log.readStream({ stream, ...(after === undefined ? {} : { after }), limit: PAGE }).catch(none);
    yield* page.events;
    after = page.events.at(-1)?.revision ?? after;
    if (page.end) return;
  }
}

function none(error: unknown): { readonly events: readonly RecordedEvent[]; readonly end: boolean } {
  if (error instanceof StreamNotFound) return { events: [], end: true };
  throw error;
}

/** Since when a list has known an entry (`line` 0: by hand), µs; what was first seen later is for those who judge live. */
export function knownSince({ event, now, inForceSince }: ListChange, indicator: string, line: number): number {
  if (event) return event.recordedAt;
  const byHand = line === 0 ? now.entries.find(({ value }) => value === indicator) : undefined;
  return byHand?.at ?? inForceSince;
}
