import type { Given } from './read-model-queries';

/** Leaves out whatever a client sent as null: for every argument of this API null means the same as absent. */
export function withoutNulls<T>(value: T): Given<T> {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item)) as unknown as Given<T>;
  if (typeof value !== 'object' || value === null) return value as Given<T>;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)])) as Given<T>;
}
