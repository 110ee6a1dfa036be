import { rule } from '../../../rules/rule';
import { times } from '../../../testing/cases';
import { arp, dhcp, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';
import { RULE_SETS } from '../../../rules';
import { newDevice } from '../detector';

const DAY = 86_400 * SECOND;
const TENTH = SECOND / 10;
const [OLD, NEW] = ['00:1b:21:00:00:01', '00:1b:21:00:00:02'];
const shipped = RULE_SETS.recommended.find(({ detector }) => detector.id === 'new-device');
/** The rule that is published, in networks where it tells anything. */
const chosen = rule({
  ...{ id: 'new-device', title: 'A device that was never seen before', detector: newDevice },
  parameters: { ...(shipped?.parameters as object), networks: ['10.1.0.0/16', 'fd00:1::/32'] } as never,
});

const seen = (time: number, senderMac: string): Row => arp(time, { sender: '10.1.0.7', senderMac });
const seen6 = (time: number, clientMac: string): Row => dhcp(time, { version: 6, clientMac, given: ['fd00:1::9'] });
/** One device at the beginning and six days later, another one then. The clock begins as the first record comes out, 2 s after its packet. */
const after = (us: number, mac: string): Row[] => [seen(T0, OLD), seen(T0 + 6 * DAY, OLD), seen(T0 + us, mac)];
const after6 = (us: number, mac: string): Row[] => [seen6(T0, OLD), seen6(T0 + 6 * DAY, OLD), seen6(T0 + us, mac)];

/** The first sighting after a week of watching, and after a month of silence. */
export const tables: readonly Table[] = [
  {
    rule: chosen,
    at: after(8 * DAY, NEW),
    below: after(8 * DAY, OLD),
    close: [...after(8 * DAY, NEW), ...times(8, (i) => seen(T0 + 8 * DAY + (i * SECOND) / 2, NEW))],
    edges: {
      'first seen 0.1 s before the week is over': [after(7 * DAY + 2 * SECOND - TENTH, NEW), 0],
      'first seen just then': [after(7 * DAY + 2 * SECOND, NEW), 1],
      'first seen 0.1 s later': [after(7 * DAY + 2 * SECOND + TENTH, NEW), 1],
      'seen again 0.1 s before the 30 days are over': [after(36 * DAY - TENTH, OLD), 0],
      'seen again just then': [after(36 * DAY, OLD), 0],
      'seen again 0.1 s later': [after(36 * DAY + TENTH, OLD), 1],
    },
    v6: { at: after6(8 * DAY, NEW), below: after6(8 * DAY, OLD) },
  },
];
