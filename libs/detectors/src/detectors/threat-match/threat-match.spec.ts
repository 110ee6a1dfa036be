import { rule } from '../../rules/rule';
import { host, raised, told } from '../../testing/judged';
import { listOf } from '../../testing/lists';
import { ANSWERED, batchesOf, dns, flow, http, type Row, SECOND, T0, tls } from '../../testing/rows';
import { threatMatch } from './detector';

const RULE = rule({
  id: 'listed',
  title: 'listed',
  detector: threatMatch,
  parameters: { of: 'threat', lists: [], look: [], inbound: 'answered', hits: 1, windowS: 60, severity: 'high' },
});
const having = (parameters: Record<string, unknown>) => ({
  ...RULE,
  parameters: { ...RULE.parameters, ...parameters },
});
const entities = (rows: readonly Row[], of = RULE) => raised([of], rows).map(({ entity }) => entity);

const ADDRESS = '203.0.113.66 threat addresses';
const NAME = 'bad.example threat names';
const JA3 = 'ab'.repeat(16);
const JA4 = 't13d1516h2_8daaf6152771_b186095e22b6';

it.each<[string, Row, string]>([
  ['a connection to a listed address', flow(T0, { dst: '203.0.113.66' }), `10.0.0.1 ${ADDRESS}`],
  [
    'one from it that was answered',
    flow(T0, { src: '203.0.113.66', dst: '10.0.0.9', ...ANSWERED }),
    `10.0.0.9 ${ADDRESS}`,
  ],
  ['a look-up of a listed name', dns(T0, { name: 'bad.example' }), `10.0.0.1 ${NAME}`],
  [
    'an answer with a listed address',
    dns(T0, {
      answers: [
        [5, 60, 'x'],
        [1, 60, '203.0.113.66'],
      ],
    }),
    `10.0.0.1 ${ADDRESS}`,
  ],
  ['a TLS server of a listed name', tls(T0, { serverName: 'bad.example' }), `10.0.0.1 ${NAME}`],
  ['a listed JA3', tls(T0, { ja3: JA3 }), `10.0.0.1 ${JA3} threat fingerprints`],
  ['a listed JA4', tls(T0, { ja4: JA4 }), `10.0.0.1 ${JA4} threat fingerprints`],
  ['a request to a listed host', http(T0, { client: '10.0.0.1', host: 'Bad.Example:8080' }), `10.0.0.1 ${NAME}`],
])('tells %s', (_what, row, entity) => expect(entities([row])).toEqual([entity]));

it('text of an answer that is no address is none', () => {
  expect(entities([dns(T0, { answers: [[16, 60, '203.0.113.66']] })])).toEqual([]);
});

it('attempts from outside count when they are asked for', () => {
  const attempt = flow(T0, { src: '203.0.113.66', dst: '10.0.0.9' });
  expect(entities([attempt])).toEqual([]);
  expect(entities([attempt], having({ inbound: 'all' }))).toEqual([`10.0.0.9 ${ADDRESS}`]);
});

it('looks at what it is told to, and asks the lists it is told to', () => {
  const rows = [flow(T0, { dst: '203.0.113.66' }), dns(T0 + 1, { name: 'bad.example' })];
  expect(entities(rows, having({ look: ['dns'] }))).toEqual([`10.0.0.1 ${NAME}`]);
  expect(entities(rows, having({ lists: ['threat-addresses'] }))).toEqual([`10.0.0.1 ${ADDRESS}`]);
  expect(entities(rows, having({ of: 'watch' }))).toEqual([]);
});

it('a connection counts once, however many records it has', () => {
  const records = [0, 60, 120].map((s) => flow(T0 + s * SECOND, { kind: 1, dst: '203.0.113.66' }));
  const twice = having({ hits: 2, windowS: 600 });
  expect(entities(records, twice)).toEqual([]);
  expect(entities([...records, flow(T0 + 130 * SECOND, { flow: 2, dst: '203.0.113.66' })], twice)).toHaveLength(1);
});

it('tells the version of the list and the line, and which end is which', () => {
  const [alert] = raised([RULE], [tls(T0, { ja3: JA3 })]);
  expect(alert).toMatchObject({
    ...{ src: '10.0.0.1', dst: '203.0.113.1', dport: 443, value: 1, threshold: 1 },
    baseline: { 'version of the list': 3, 'line of the list': 1 },
    summary: expect.stringContaining('on the list “threat fingerprints” (version 3, line 1)'),
  });
});

it('judges by the lists that are in force at each moment, and stays told after a restart', () => {
  const first = [listOf({ kind: 'names', action: 'threat', version: 1 }, 'one.example')];
  const second = [listOf({ kind: 'names', action: 'threat', version: 2 }, 'one.example', 'two.example')];
  const rows = ['one', 'two', 'one', 'two'].map((name, i) => dns(T0 + i * SECOND, { name: `${name}.example` }));
  const { host: judging, changes } = host([RULE], { lists: first });
  const batches = batchesOf(rows, 2);
  judging.take(batches[0] as (typeof batches)[0]);
  const { host: after, changes: later } = host([RULE], { lists: second });
  after.restore(judging.snapshot());
  judging.judgeBy(second);
  for (const each of [judging, after]) {
    each.take(batches[1] as (typeof batches)[1]);
    each.finish();
  }
  const all = changes.map(told);
  expect(
    all
      .filter(({ change }) => change === 'raised')
      .map(({ entity, baseline }) => [entity, baseline['version of the list']]),
  ).toEqual([
    ['10.0.0.1 one.example threat names', 1],
    ['10.0.0.1 two.example threat names', 2],
  ]);
  expect(later.map(told)).toEqual(all.slice(1));
});
