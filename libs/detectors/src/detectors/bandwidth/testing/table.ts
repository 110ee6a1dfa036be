import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { type Row, SECOND, T0, traffic } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

/** 100 Mbit/s over ten seconds. */
const LIMIT = (100e6 / 8) * 10;

/** Half of so much at once, the other half that many seconds later. */
const halves = (bytes: number, later: number): Row[] => [
  ...[traffic(T0, bytes / 2), traffic(T0 + later * SECOND, bytes / 2)],
  traffic(T0 + 40 * SECOND, 0),
];

export const tables: readonly Table[] = [
  {
    rule: RULE_SETS.documents.find(({ id }) => id === 'r2-bandwidth') as Rule,
    at: halves(LIMIT, 5),
    below: halves(LIMIT - 2, 5),
    close: [...halves(LIMIT / 2, 1).slice(0, 2), ...halves(LIMIT / 2, 2)],
    edges: {
      'the second half in the last second of the bucket': [halves(LIMIT, 9), 1],
      'the second half in the first second of the next': [halves(LIMIT, 10), 0],
      'the second half a second after that': [halves(LIMIT, 11), 0],
    },
    v6: 'a traffic sample is of all addresses',
  },
];
