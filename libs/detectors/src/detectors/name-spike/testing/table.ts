import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { dns, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const BUCKET = 300 * SECOND;

/** Three buckets of ten requests, then fifty, and one more so long after the last bucket began. */
function requests(oneMoreUs: number | null, client = '10.0.0.1'): Row[] {
  const ask = (time: number) => dns(time, { client, name: 'www.example.org' });
  return [
    ...times(30, (i) => ask(T0 + Math.floor(i / 10) * BUCKET + i * 1000)),
    ...times(50, (i) => ask(T0 + 3 * BUCKET + i * 1000)),
    ...(oneMoreUs === null ? [] : [ask(T0 + 3 * BUCKET + oneMoreUs)]),
    dns(T0 + 5 * BUCKET, { name: 'www.other.net' }),
  ];
}

/** More than five times the ten that were usual. */
export const tables: readonly Table[] = [
  {
    rule: RULE_SETS.documents.find(({ id }) => id === 'r0-volume-spike') as Rule,
    at: requests(SECOND),
    below: requests(null),
    edges: {
      'the last request 299.9 s after the bucket began': [requests(BUCKET - SECOND / 10), 1],
      'the last request at 300 s, in the next bucket': [requests(BUCKET), 0],
      'the last request at 300.1 s': [requests(BUCKET + SECOND / 10), 0],
      'two buckets of baseline': [requests(SECOND).slice(10), 0],
    },
    v6: { at: requests(SECOND, address(true, true)), below: requests(null, address(true, true)) },
  },
];
