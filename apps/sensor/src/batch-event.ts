import { type CutBatch, KIND_DEFINITIONS } from '@wireledger/events';
import type { NewEvent } from '@wireledger/event-sourcing';
import { batchId } from '@wireledger/kernel/hashing';

/** A batch of a source as an event; the same batch is the same event. */
export function batchEvent(sensor: string, source: string, batch: CutBatch): NewEvent {
  const { type, version } = KIND_DEFINITIONS[batch.kind];
  return {
    id: batchId(source, batch.number),
    type,
    data: batch.payload as unknown as NewEvent['data'],
    meta: {
      $correlationId: source,
      $causationId: source,
      actor: `sensor:${sensor}`,
      sv: version,
      src: `${sensor}/${source}`,
      seq: batch.seq,
      batch: batch.number,
      occ: batch.occ,
    },
  };
}
