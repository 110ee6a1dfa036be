import { RULE_SETS } from '../../rules';
import { rule, type Rule } from '../../rules/rule';
import { judge, raised } from '../../testing/judged';
import { dns, type Row, SECOND, T0 } from '../../testing/rows';
import { rareTld } from './detector';

const DAY = 86_400 * SECOND;
const named = (id: string): Rule =>
  [...RULE_SETS.recommended, ...RULE_SETS.documents].find((one) => one.id === id) as Rule;
const both = named('rare-tld');
const r0 = named('r0-rare-tld');
const rare = (more: object = {}) =>
  rule({
    ...{ id: 'rare', title: 'Rare', detector: rareTld },
    parameters: {
      ...{ judge: 'rare', tlds: [], share: 0.02, clients: 50, newDays: 7, settleHours: 0 },
      ...{ learnDays: 7, knownDays: 30, severity: 'low' },
      ...more,
    },
  });

const client = (i: number) => `10.0.${i >> 8}.${i & 255}`;
const asks = (time: number, name: string, who = 1, fields: Readonly<Record<string, unknown>> = {}): Row =>
  dns(time, { client: client(who), name, ...fields });
/** Clients who look up the usual for a week and more. */
const network = (clients = 100) =>
  Array.from({ length: clients * 2 }, (_, i) =>
    asks(T0 + Math.floor((i * 8 * DAY) / (clients * 2)), 'www.example.com', i % clients),
  );
const later = T0 + 8 * DAY;

describe('rare', () => {
  const used = (clients: number, rows = network()) =>
    raised([rare()], [...rows, ...Array.from({ length: clients }, (_, i) => asks(later + i, 'www.foo.zip', i))]);

  it('tells a top-level domain from its first look-up on, and how many clients there are', () => {
    const [alert, ...more] = used(2);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'rare_tld', entity: 'zip', src: client(0), value: 1, records: ['dns 201'] });
    expect(alert?.baseline).toEqual({ 'seen with, then': 1, 'in the network': 100 });
    expect(alert?.summary).toBe(
      '10.0.0.0 looked up www.foo.zip, below .zip, which 1 of 100 clients used so far; the threshold is one look-up by at most 2 % of the clients.',
    );
  });

  it('counts a share of the clients, exactly as much inside', () => {
    const settled = (clients: number) => {
      const first = Array.from({ length: clients }, (_, i) => asks(later + i, 'www.foo.zip', i));
      return raised([rare({ settleHours: 1 })], [...network(), ...first, asks(later + 3600 * SECOND, 'www.foo.zip', 0)])
        .length;
    };
    expect([1, 2, 3].map(settled)).toEqual([1, 1, 0]);
  });

  it('waits until it has settled, to the moment', () => {
    const at = (us: number) =>
      raised([rare({ settleHours: 1 })], [...network(), asks(later, 'foo.zip'), asks(later + us, 'foo.zip')]).map(
        ({ records }) => records,
      );
    expect(at(3600 * SECOND - 1)).toEqual([]);
    expect(at(3600 * SECOND)).toEqual([['dns 201', 'dns 202']]);
  });

  it('is new for the days given, to the moment', () => {
    const at = (us: number) =>
      raised([rare({ settleHours: 160 })], [...network(), asks(later, 'foo.zip'), asks(later + us, 'foo.zip')]).length;
    expect([7 * DAY, 7 * DAY + 1].map(at)).toEqual([1, 0]);
  });

  it('learns first, and is silent among too few', () => {
    expect(raised([rare()], [...network(), asks(T0 + 6 * DAY, 'a.zip'), asks(later, 'b.zip')])).toEqual([]);
    expect(used(1, network(49))).toEqual([]);
    expect(used(1, network(50))).toHaveLength(1);
  });

  it.each<[string, Row]>([
    ['what every client has used', asks(later, 'www.other.com')],
    ['a name that does not exist', asks(later, 'foo.zip', 1, { rcode: 3 })],
    ['a look-up without an answer', asks(later, 'foo.zip', 1, { rcode: -1, responses: 0 })],
    ['names of one’s own network', asks(later, 'printer.lan')],
    ['neighbours', asks(later, 'foo.zip', 1, { service: 'mdns' })],
    ['reverse look-ups', asks(later, '1.2.0.192.in-addr.arpa', 1, { qtype: 12 })],
    ['a name of one label', asks(later, 'zip')],
    ['what is no top-level domain', asks(later, 'foo.ev\\032il')],
  ])('is silent on %s', (_what, row) => expect(raised([rare()], [...network(), row])).toEqual([]));
});

it('judges IPv6 alike', () =>
  expect(raised([rare()], [...network(), asks(later, 'foo.zip', 1, { client: 'fd00::7' })])).toMatchObject([
    { src: 'fd00::7' },
  ]));

it('wants both by the rule that is recommended', () => {
  expect(raised([both], [...network(), asks(later, 'foo.zip')])).toMatchObject([{ severity: 'low' }]);
  expect(raised([both], [...network(), asks(later, 'foo.is')])).toEqual([]);
  expect(raised([both], [asks(T0, 'foo.zip')])).toEqual([]);
});

it('wants either by the preset of R0, a listed one at once and for a week', () => {
  const rows = [0, 1, 2].map((i) => asks(T0 + i * DAY, `n${i}.foo.zip`, i));
  expect(judge([r0], rows).map(({ change, value }) => [change, value])).toEqual([
    ['raised', 1],
    ['ended', 3],
  ]);
  expect(raised([r0], [asks(T0, 'foo.is')])).toEqual([]);
  expect(raised([r0], [...network(), asks(later, 'foo.is')])).toMatchObject([{ entity: 'is', severity: 'medium' }]);
});
