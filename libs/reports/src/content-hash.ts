import { sha256 } from '@wireledger/kernel/hashing';

import type { ReportDocument } from './document';

/** The same value, with the names of every object in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, one]) => [name, ordered(one)]),
  );
}

/**
 * SHA-256, 64 hex digits, of all that a report says apart from the time at which it was made: two reports of one input have one hash,
 * whatever their format.
 */
export function contentHash({ generatedAt: _, ...content }: ReportDocument): string {
  return sha256(JSON.stringify(ordered(content)));
}
