import type { Filter } from './event-log';

/** Predicate of a filter: a name that ends in `.` is a prefix, any other a full type. No `types` = everything. */
export function typeMatcher(filter: Filter | undefined): (type: string) => boolean {
  const types = filter?.types;
  if (!types) return () => true;
  const prefixes = types.filter((type) => type.endsWith('.'));
  const full = new Set(types);
  return (type) => full.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}
