import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { times } from '../../../testing/cases';
import { type Row, SECOND, T0, traffic } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const named = (id: string): Rule => [...RULE_SETS.recommended, ...RULE_SETS.documents].find((r) => r.id === id) as Rule;
const MB = 1_000_000;
const NO_ADDRESS = 'a traffic sample is of all addresses';

/** Twenty seconds of 8 and 12 MB in turn (mean 10, deviation 2), and what comes in second 20 and after. */
const seconds = (...after: readonly (readonly [second: number, bytes: number])[]): Row[] => [
  ...times(20, (i) => traffic(T0 + i * SECOND, (i % 2 === 0 ? 8 : 12) * MB)),
  ...after.map(([second, bytes]) => traffic(T0 + second * SECOND, bytes)),
  traffic(T0 + 40 * SECOND, 0),
];

/** Thirty minutes of 10 MB, and what comes in minute 30 and after, by its second. */
const minutes = (...after: readonly (readonly [second: number, bytes: number])[]): Row[] => [
  ...times(30, (i) => traffic(T0 + i * 60 * SECOND, 10 * MB)),
  ...after.map(([second, bytes]) => traffic(T0 + (30 * 60 + second) * SECOND, bytes)),
  traffic(T0 + 33 * 60 * SECOND, 0),
];

export const tables: readonly Table[] = [
  {
    rule: named('r1-traffic-spike'),
    at: seconds([20, 16 * MB]),
    below: seconds([20, 16 * MB - 1]),
    edges: {
      'two samples of one second': [seconds([20, 8 * MB], [20, 8 * MB]), 1],
      'the second of them a second later': [seconds([20, 8 * MB], [21, 8 * MB]), 0],
      'nine seconds of baseline': [seconds([20, 16 * MB]).slice(11), 0],
      'ten seconds of baseline': [seconds([20, 16 * MB]).slice(10), 1],
    },
    v6: NO_ADDRESS,
  },
  {
    rule: named('traffic-spike'),
    at: minutes([0, 50 * MB]),
    below: minutes([0, 50 * MB - 1]),
    close: minutes([0, 10 * MB], [1, 10 * MB], [2, 10 * MB], [3, 10 * MB], [4, 10 * MB]),
    edges: {
      'half of it in the last second of the minute': [minutes([0, 25 * MB], [59, 25 * MB]), 1],
      'half of it in the first second of the next': [minutes([0, 25 * MB], [60, 25 * MB]), 0],
      'half of it a second after that': [minutes([0, 25 * MB], [61, 25 * MB]), 0],
      '29 minutes of baseline': [minutes([0, 50 * MB]).slice(1), 0],
    },
    v6: NO_ADDRESS,
  },
];
