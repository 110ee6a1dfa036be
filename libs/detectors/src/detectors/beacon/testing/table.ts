import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const DAY = 86_400 * SECOND;
const rule = RULE_SETS.recommended.find(({ id }) => id === 'beacon') as Rule;

/** `n` calls of equal size, the last `spanUs` after the first. */
const calls = (n: number, spanUs: number, fields: Readonly<Record<string, unknown>> = {}): Row[] =>
  times(n, (i) => {
    const first = T0 + Math.round((i * spanUs) / (n - 1));
    return flow(first + 300_000, { ...ANSWERED, first, dstPort: 1337, ...fields });
  });
const v6 = { src: address(true, true), dst: address(true, false) };

/** Calls that are equally far apart, by their number and their span. */
export const tables: readonly Table[] = [
  {
    rule,
    at: calls(13, 72 * SECOND),
    below: calls(12, 72 * SECOND),
    close: calls(60, 61 * SECOND),
    edges: {
      '13 calls within 59.9 s, too short to judge': [calls(13, 59.9 * SECOND), 0],
      '13 calls within 60 s': [calls(13, 60 * SECOND), 1],
      '13 calls within 60.1 s': [calls(13, 60.1 * SECOND), 1],
      '20 calls within 29.9 s': [calls(20, 29.9 * SECOND), 0],
      '20 calls within 30 s': [calls(20, 30 * SECOND), 1],
      '13 calls within a day less 0.1 s': [calls(13, DAY - SECOND / 10), 1],
      '13 calls within a day': [calls(13, DAY), 1],
      '13 calls within a day and 0.1 s, 12 in any window': [calls(13, DAY + SECOND / 10), 0],
    },
    v6: { at: calls(13, 72 * SECOND, v6), below: calls(12, 72 * SECOND, v6) },
  },
];
