import { defineEvent, type EventDefinition, type JsonObject, type Upcast } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { type Batch, type ColumnUpcast, KINDS, type RecordKindDefinition } from '../telemetry';

/** Most records in one batch (design decision 4). */
export const MAX_BATCH_RECORDS = 500;

/** What is wrong with a batch, or null. Looks at shape and lengths, never at each of its values: a batch has 25,000. */
function faultOf({ columns }: RecordKindDefinition, value: unknown): string | null {
  const batch = value as Partial<Batch> | null;
  if (typeof batch !== 'object' || batch === null) return 'is not an object';
  if (batch.v !== 1) return 'has another version than 1';
  const { n, t0, cols } = batch;
  if (!Number.isInteger(n) || (n as number) < 1 || (n as number) > MAX_BATCH_RECORDS)
    return `has ${String(n)} records, not 1 to ${MAX_BATCH_RECORDS}`;
  if (!Number.isSafeInteger(t0)) return 't0 is not a time in µs';
  if (typeof cols !== 'object' || cols === null) return 'has no columns';
  for (const [name] of columns) {
    const column = (cols as unknown as Record<string, unknown>)[name];
    if (!Array.isArray(column)) return `column ${name} is missing`;
    if (column.length !== n) return `column ${name} has ${column.length} entries, not ${String(n)}`;
  }
  return null;
}

/** The event of a kind: stream `facts-<sensor>.<yyyymmdd>` (recorded day); `sandbox-<replay>` for isolated replays. */
function eventOf(kind: RecordKindDefinition): EventDefinition<string, Batch> {
  const schema = z.custom<Batch>((value) => faultOf(kind, value) === null, {
    error: (issue) => `batch ${faultOf(kind, issue.input)}`,
  });
  const upcasts = Object.entries(kind.upcasts).map(([from, upcast]) => [from, upcastOf(upcast)]);
  return defineEvent({ type: kind.type, version: kind.version, schema, upcasts: Object.fromEntries(upcasts) });
}

const upcastOf =
  (upcast: ColumnUpcast): Upcast =>
  (old) => {
    const { n, cols } = old as unknown as Pick<Batch, 'n'> & { readonly cols: Record<string, readonly unknown[]> };
    return { ...old, cols: upcast(cols, n) as JsonObject };
  };

/** An event for each kind of records, in catalogue order. */
export const TELEMETRY_EVENTS: readonly EventDefinition<string, Batch>[] = KINDS.map(eventOf);
