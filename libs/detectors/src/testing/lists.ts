import type { JudgingList, Lists } from '../lists';

/** A list of whole texts, line by line. */
export const listOf = (
  part: Pick<JudgingList, 'kind' | 'action'> & Partial<JudgingList>,
  ...entries: readonly string[]
): JudgingList => ({
  ...{ id: `${part.action}-${part.kind}`, name: `${part.action} ${part.kind}`, version: 3 },
  find: (text) => (entries.includes(text) ? { indicator: text, line: entries.indexOf(text) + 1 } : null),
  ...part,
});

/** Lists that tests of detectors judge by. */
export const TEST_LISTS: Lists = [
  listOf({ kind: 'addresses', action: 'allow' }, '203.0.113.200'),
  listOf({ kind: 'addresses', action: 'threat' }, '203.0.113.66', '2001:db8::66', '203.0.113.200'),
  listOf({ kind: 'fingerprints', action: 'threat' }, 'ab'.repeat(16), 't13d1516h2_8daaf6152771_b186095e22b6'),
  listOf({ kind: 'names', action: 'threat' }, 'bad.example'),
  listOf({ kind: 'names', action: 'watch' }, 'new.example'),
  listOf({ kind: 'addresses', action: 'watch' }, '203.0.113.77', '2001:db8::77'),
];
