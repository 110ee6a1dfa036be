import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { Batch, RecordKind } from '@wireledger/events';

import { dayOf } from './sql/days';

/** Where a batch of telemetry came from, and the day it was recorded on (days since 1970-01-01). */
export interface BatchOrigin {
  readonly sensor: string;
  readonly source: string;
  readonly day: number;
}

/** @throws when the event's metadata has no `src` of the form `<sensor>/<source>` */
export function batchOrigin(event: RecordedEvent): BatchOrigin {
  const src = event.meta.src ?? '';
  const slash = src.lastIndexOf('/');
  if (slash < 1) throw new Error(`event ${event.id} does not name its sensor and source: ${JSON.stringify(src)}`);
  return { sensor: src.slice(0, slash), source: src.slice(slash + 1), day: dayOf(event.recordedAt) };
}

/** The payload of a telemetry event. @throws when it is not a batch of version 1 with as many records as it says */
export function batchOf<K extends RecordKind>(event: RecordedEvent, column: keyof Batch<K>['cols'] & string): Batch<K> {
  const batch = event.data as unknown as Batch<K>;
  const values: unknown = (batch.cols as unknown as Record<string, unknown> | undefined)?.[column];
  if (batch.v !== 1 || !Array.isArray(values) || values.length !== batch.n)
    throw new Error(`event ${event.id} is not a batch of ${event.type} v1`);
  return batch;
}
