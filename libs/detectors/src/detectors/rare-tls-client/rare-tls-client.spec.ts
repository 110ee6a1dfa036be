import { RULE_SETS } from '../../rules';
import { rule, type Rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { type Row, SECOND, T0, tls } from '../../testing/rows';

const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const recommended = RULE_SETS.recommended.find(({ id }) => id === 'rare-tls-client') as Rule;
const BROWSER = 't13d1516h2_8daaf6152771_e5627efa2ab1';
const IMPLANT = 't12d190800_d83cc789557e_7af1ed941c26';

const client = (i: number) => `10.0.${i >> 8}.${i & 255}`;
const hello = (time: number, ja4: string, who = 1, fields: Readonly<Record<string, unknown>> = {}): Row =>
  tls(time, { client: client(who), ja4, ...fields });
/** Browsers for a week and more. */
const network = (clients = 100) =>
  Array.from({ length: clients * 2 }, (_, i) =>
    hello(T0 + Math.floor((i * 8 * DAY) / (clients * 2)), BROWSER, i % clients),
  );
const later = T0 + 8 * DAY;
/** An implant that calls every hour. */
const calls = (hours: number, who = 1, fields: Readonly<Record<string, unknown>> = {}) =>
  Array.from({ length: hours + 1 }, (_, i) => hello(later + i * HOUR, IMPLANT, who, fields));

it('tells a fingerprint that stays and stays rare, with its first calls as evidence', () => {
  const [alert, ...more] = raised([recommended], [...network(), ...calls(30)]);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    kind: 'rare_tls_client',
    entity: IMPLANT,
    src: client(1),
    dst: '203.0.113.1',
    dport: 443,
  });
  expect(alert?.records).toHaveLength(20);
  expect(alert?.records.at(-1)).toBe('tls 225');
  expect(alert?.summary).toBe(
    `10.0.0.1 spoke TLS with www.example.com (203.0.113.1) port 443 by the fingerprint ${IMPLANT}, new here and used by 1 of 100 clients so far; the threshold is at most 2 % of the clients.`,
  );
});

it('waits a day, and counts a share of the clients', () => {
  expect(raised([recommended], [...network(), ...calls(23)])).toEqual([]);
  expect(raised([recommended], [...network(), ...calls(24)])).toHaveLength(1);
  const among = (clients: number) => {
    const others = Array.from({ length: clients - 1 }, (_, i) => hello(later + i, IMPLANT, 10 + i));
    return raised([recommended], [...network(), ...others, ...calls(24)]).length;
  };
  expect([2, 3].map(among)).toEqual([1, 0]);
});

it('judges IPv6 alike, and JA3 when told to', () => {
  const six = calls(24, 1, { client: 'fd00::7', server: '2001:db8::1' });
  expect(raised([recommended], [...network(), ...six])).toMatchObject([{ src: 'fd00::7', dst: '2001:db8::1' }]);
  const parameters = { ...recommended.parameters, of: 'ja3' };
  const ja3 = rule({ id: 'ja3', title: 'JA3', detector: recommended.detector, parameters: parameters as never });
  expect(raised([ja3], [...network(), ...calls(24)])).toEqual([]);
  expect(raised([ja3], [...network(), ...calls(24, 1, { ja3: 'ab'.repeat(16) })])).toMatchObject([
    { entity: 'ab'.repeat(16) },
  ]);
});

it.each<[string, readonly Row[]]>([
  ['a fingerprint that was there before', [...network(), hello(T0 + 6 * DAY, IMPLANT), ...calls(30)]],
  ['few clients', [...network(9), ...calls(30)]],
  ['servers inside', [...network(), ...calls(30, 1, { server: '10.0.0.9' })]],
  [
    'handshakes without a fingerprint',
    [...network(), ...calls(30).map(({ kind, fields }) => ({ kind, fields: { ...fields, ja4: '' } }))],
  ],
  ['what is used once', [...network(), hello(later, IMPLANT)]],
])('is silent on %s', (_what, rows) => expect(raised([recommended], rows)).toEqual([]));
