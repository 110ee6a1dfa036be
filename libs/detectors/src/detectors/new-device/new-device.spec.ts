import { rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { arp, dhcp, type Row, SECOND, T0 } from '../../testing/rows';
import { newDevice } from './detector';

const DAY = 86_400 * SECOND;
const servers = (more: object = {}) =>
  rule({
    ...{ id: 'servers', title: 'A new server', detector: newDevice },
    parameters: {
      ...{ networks: ['10.1.0.0/16', 'fd00:1::/32'], madeUp: true, learnDays: 7, knownDays: 30, severity: 'medium' },
      ...more,
    },
  });
const OLD = '00:1b:21:00:00:01';
const NEW = '00:1b:21:00:00:02';
const seen = (time: number, senderMac: string, fields: Readonly<Record<string, unknown>> = {}): Row =>
  arp(time, { sender: '10.1.0.7', senderMac, ...fields });
/** A week of watching. */
const watched = [seen(T0, OLD), seen(T0 + 6 * DAY, OLD)];
const later = T0 + 8 * DAY;

it('tells the first sighting of a hardware address, once, and no other', () => {
  const [alert, ...more] = raised(
    [servers()],
    [...watched, ...[0, 1, 2].map((i) => seen(later + i * SECOND, NEW)), seen(later, OLD)],
  );
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    kind: 'new_device',
    entity: NEW,
    src: '10.1.0.7',
    severity: 'medium',
    records: ['arp 3'],
  });
  expect(alert?.summary).toBe(
    `A device that was not seen before is at 10.1.0.7: ${NEW}; the threshold is the first sighting after 7 days of watching.`,
  );
});

it('learns first: what is seen meanwhile is known, to the moment', () => {
  const at = (time: number) => raised([servers()], [seen(T0, OLD), seen(time, NEW)]).length;
  // The clock begins two seconds after the first packet, when its record came out.
  expect(at(T0 + 7 * DAY + 1.9 * SECOND)).toBe(0);
  expect(at(T0 + 7 * DAY + 2 * SECOND)).toBe(1);
  expect(raised([servers()], [...watched, seen(T0 + 6 * DAY, NEW), seen(later, NEW)])).toEqual([]);
});

it('forgets what was not seen for long', () => {
  const again = (days: number) => raised([servers()], [...watched, seen(T0 + (6 + days) * DAY, OLD)]).length;
  expect(again(29)).toBe(0);
  expect(again(31)).toBe(1);
});

it('reads DHCP with the name that a device tells, IPv6, and chosen networks alone', () => {
  const asked = dhcp(later, { clientMac: NEW, hostname: 'raspberrypi', message: 'REQUEST', requested: ['10.1.0.9'] });
  expect(raised([servers()], [...watched, asked])[0]?.summary).toContain(`${NEW}, which calls itself “raspberrypi”;`);
  const six = dhcp(later, { clientMac: NEW, given: ['fd00:1::9'] });
  expect(raised([servers()], [...watched, six])).toMatchObject([{ src: 'fd00:1::9' }]);
  for (const row of [
    dhcp(later, { clientMac: NEW }),
    dhcp(later, { clientMac: NEW, given: ['10.2.0.9'] }),
    seen(later, NEW, { sender: '0.0.0.0' }),
    seen(later, NEW, { sender: '10.2.0.9' }),
    seen(later, NEW, { via: 'other' }),
    seen(later, '01:00:5e:00:00:01'),
    seen(later, ''),
  ])
    expect(raised([servers()], [...watched, row])).toEqual([]);
  expect(raised([servers({ networks: [] })], [...watched, seen(later, NEW)])).toEqual([]);
});

it('leaves out hardware addresses that are made up when told to', () => {
  const rows = [...watched, seen(later, '02:00:00:00:00:09')];
  expect(raised([servers()], rows)).toHaveLength(1);
  expect(raised([servers({ madeUp: false })], rows)).toEqual([]);
});

it('refuses what is no network', () => {
  expect(() => servers({ networks: ['10.1.0.0/33'] })).toThrow('write a prefix such as');
});
