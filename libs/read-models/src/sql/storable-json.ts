import type { JsonValue } from '@wireledger/event-sourcing';

import { storable } from './storable';

/** A value from the log → one that a jsonb column can hold: every text of it, keys too, is made {@link storable}. */
export function storableJson(value: unknown): JsonValue {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storableJson(inner)]));
  return value as JsonValue;
}
