import type { Filter } from '@wireledger/event-sourcing';

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * The filter as the server's regular expression over event types (.NET's and JavaScript's agree on what is used here).
 * Without types: everything but system events. A prefix list would not do: a full name is also a prefix of longer ones.
 */
export function typePattern(filter: Filter | undefined): string {
  if (!filter?.types) return '^[^$]';
  if (filter.types.length === 0) return '^(?!)';
  return `^(?:${filter.types.map((type) => (type.endsWith('.') ? escaped(type) : `${escaped(type)}$`)).join('|')})`;
}
