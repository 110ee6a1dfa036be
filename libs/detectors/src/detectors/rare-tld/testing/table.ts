import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { dns, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const DAY = 86_400 * SECOND;
const TENTH = SECOND / 10;
const named = (id: string): Rule =>
  [...RULE_SETS.recommended, ...RULE_SETS.documents].find((one) => one.id === id) as Rule;

/** So many clients who look up the usual over eight days, and one of them something else then. The clock begins 2 s after the first packet. */
function lookUps(clients: number, name: string, us = 9 * DAY, v6 = false): Row[] {
  const usual = times(clients * 2, (i) =>
    dns(T0 + Math.floor((i * 7 * DAY) / (clients * 2)), {
      client: address(v6, true, i % clients),
      name: 'example.com',
    }),
  );
  return [...usual, dns(T0 + us, { client: address(v6, true, 0), name })];
}

/** The last look-up eight times more, each half a second later. */
const again = (clients: number, us: number): Row[] => [
  ...lookUps(clients, 'www.foo.zip', us),
  ...times(8, (i) => lookUps(clients, 'www.foo.zip', us + (i * SECOND) / 2).at(-1) as Row),
];

export const tables: readonly Table[] = [
  {
    // Listed, and rare among ten clients at least.
    rule: named('rare-tld'),
    at: lookUps(10, 'www.foo.zip'),
    below: lookUps(9, 'www.foo.zip'),
    close: again(10, 9 * DAY),
    edges: {
      'rare, but not listed': [lookUps(10, 'www.foo.is'), 0],
      'first asked for 0.1 s before the week is over': [lookUps(10, 'foo.zip', 7 * DAY + 2 * SECOND - TENTH), 0],
      'first asked for just then': [lookUps(10, 'foo.zip', 7 * DAY + 2 * SECOND), 1],
      'first asked for 0.1 s later': [lookUps(10, 'foo.zip', 7 * DAY + 2 * SECOND + TENTH), 1],
    },
    v6: { at: lookUps(10, 'foo.zip', 9 * DAY, true), below: lookUps(9, 'foo.zip', 9 * DAY, true) },
  },
  {
    // Listed, or rare.
    rule: named('r0-rare-tld'),
    at: lookUps(2, 'www.foo.zip', 8 * DAY),
    below: lookUps(2, 'www.foo.com', 8 * DAY),
    close: again(2, 8 * DAY),
    edges: {
      'listed, in the first week': [lookUps(2, 'www.foo.zip', 7 * DAY), 1],
      'rare, 0.1 s before the week is over': [lookUps(2, 'foo.is', 7 * DAY + 2 * SECOND - TENTH), 0],
      'rare, just then': [lookUps(2, 'foo.is', 7 * DAY + 2 * SECOND), 1],
      'rare, 0.1 s later': [lookUps(2, 'foo.is', 7 * DAY + 2 * SECOND + TENTH), 1],
    },
    v6: { at: lookUps(2, 'foo.zip', 8 * DAY, true), below: lookUps(2, 'foo.com', 8 * DAY, true) },
  },
];
