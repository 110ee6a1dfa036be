import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { type Row, SECOND, T0, tls } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const TENTH = SECOND / 10;
const BROWSER = 't13d1516h2_8daaf6152771_e5627efa2ab1';
const IMPLANT = 't12d190800_d83cc789557e_7af1ed941c26';

/** So many browsers for eight days, then an implant that shakes hands twice, that far apart. */
function handshakes(clients: number, apartUs: number, v6 = false): Row[] {
  const hello = (time: number, ja4: string, i: number) =>
    tls(time, { client: address(v6, true, i), server: address(v6, false), ja4 });
  return [
    ...times(clients * 2, (i) => hello(T0 + Math.floor((i * 8 * DAY) / (clients * 2)), BROWSER, i % clients)),
    ...[hello(T0 + 8 * DAY, IMPLANT, 0), hello(T0 + 8 * DAY + apartUs, IMPLANT, 0)],
  ];
}

/** Rare among ten clients at least, and still there after a day. */
export const tables: readonly Table[] = [
  {
    rule: RULE_SETS.recommended.find(({ id }) => id === 'rare-tls-client') as Rule,
    at: handshakes(10, 25 * HOUR),
    below: handshakes(9, 25 * HOUR),
    close: [
      ...handshakes(10, 25 * HOUR),
      ...times(8, (i) => handshakes(10, 25 * HOUR + (i * SECOND) / 2).at(-1) as Row),
    ],
    edges: {
      'again 0.1 s before it has settled': [handshakes(10, DAY - TENTH), 0],
      'again just then': [handshakes(10, DAY), 1],
      'again 0.1 s later': [handshakes(10, DAY + TENTH), 1],
      'again while it is new to the moment': [handshakes(10, 7 * DAY), 1],
      'again 0.1 s after that': [handshakes(10, 7 * DAY + TENTH), 0],
    },
    v6: { at: handshakes(10, 25 * HOUR, true), below: handshakes(9, 25 * HOUR, true) },
  },
];
