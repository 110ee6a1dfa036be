import type { EventLog, NewEvent } from '@wireledger/event-sourcing';
import { KIND_DEFINITIONS } from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';

import { ChildFailed } from '../../child-usage';

/** Who tells of the facts of a bench. */
export interface Teller {
  readonly sensor: string;
  /** UUID of the source. */
  readonly source: string;
}

/** A batch as a sensor appends it. */
export function eventOf({ sensor, source }: Teller, { kind, number, seq, occ, payload }: CutBatch): NewEvent {
  const { type, version } = KIND_DEFINITIONS[kind];
  return {
    id: batchId(source, number),
    type,
    data: payload as unknown as NewEvent['data'],
    meta: {
      ...{ $correlationId: source, $causationId: source, actor: `sensor:${sensor}`, sv: version },
      ...{ src: `${sensor}/${source}`, seq, batch: number, occ },
    },
  };
}

/** Appends a batch to the facts of its sensor; resolves when it is on disk. @throws ChildFailed when the log refuses it */
export async function tell(log: EventLog, teller: Teller, batch: CutBatch): Promise<void> {
  const event = eventOf(teller, batch);
  const stream = `facts-${teller.sensor}.bench`;
  const [result] = await log.append([{ stream, expected: 'any', appendId: event.id, events: [event] }]);
  if (result?.status !== 'ok') throw new ChildFailed(`the event log did not take a batch: ${result?.status}`);
}
