import { rule } from '../../rules/rule';
import { host, raised, told } from '../../testing/judged';
import { TEST_REGIONS } from '../../testing/regions';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { region } from './detector';

const RULE = rule({
  id: 'there',
  title: 'there',
  detector: region,
  parameters: {
    ...{ countries: ['KP'], which: 'these', begun: 'either', inbound: 'answered' },
    ...{ connections: 1, windowS: 60, severity: 'high' },
  },
});
const having = (parameters: Record<string, unknown>) => ({
  ...RULE,
  parameters: { ...RULE.parameters, ...parameters },
});
const entities = (rows: readonly Row[], of = RULE) => raised([of], rows).map(({ entity }) => entity);

const out = flow(T0, { src: '10.0.0.1', dst: '198.51.100.7', ...ANSWERED });
const back = flow(T0, { src: '198.51.100.7', dst: '10.0.0.9', ...ANSWERED });
const BY = 'KP Test Regions 2026-11-01';

it.each([
  ['either', [`10.0.0.1 ${BY}`], [`10.0.0.9 ${BY}`]],
  ['inside', [`10.0.0.1 ${BY}`], []],
  ['outside', [], [`10.0.0.9 ${BY}`]],
])('begun %s: which way a connection goes', (begun, there, here) => {
  expect(entities([out], having({ begun }))).toEqual(there);
  expect(entities([back], having({ begun }))).toEqual(here);
});

it('all countries but the chosen: those that are known, and nobody inside', () => {
  const others = having({ countries: ['KP'], which: 'others' });
  const to = (dst: string) => entities([flow(T0, { src: '10.0.0.1', dst, ...ANSWERED })], others);
  expect(to('203.0.113.9')).toEqual(['10.0.0.1 DE Test Regions 2026-11-01']);
  expect([to('198.51.100.7'), to('192.0.2.1'), to('10.0.0.2')]).toEqual([[], [], []]);
});

it('attempts count when they are asked for', () => {
  const attempt = flow(T0, { src: '198.51.100.7', dst: '10.0.0.9', dstPackets: 0 });
  expect(entities([attempt])).toEqual([]);
  expect(entities([attempt], having({ inbound: 'all' }))).toEqual([`10.0.0.9 ${BY}`]);
});

it('a connection counts once, however many records it has; it says by which data set', () => {
  const records = [0, 10, 20].map((s) => flow(T0 + s * SECOND, { kind: 1, dst: '198.51.100.7', ...ANSWERED }));
  const twice = having({ connections: 2 });
  expect(entities(records, twice)).toEqual([]);
  const [alert] = raised([twice], [...records, flow(T0 + 30 * SECOND, { flow: 2, dst: '198.51.100.8', ...ANSWERED })]);
  expect(alert).toMatchObject({ value: 2, threshold: 2, src: '10.0.0.1', dst: null });
  expect(alert?.summary).toContain('2 connections with KP within 10 s, by Test Regions 2026-11-01; the threshold is 2');
});

it('without a data set nothing is told; another version is another finding, from its place on', () => {
  const rows = [0, 1, 2].map((s) => flow(T0 + s * SECOND, { flow: s + 1, dst: '198.51.100.7', ...ANSWERED }));
  const { host: judging, changes } = host([RULE], { regions: null });
  const [first, second, third] = batchesOf(rows, 1);
  judging.take(first as NonNullable<typeof first>);
  expect(changes).toEqual([]);
  judging.locateBy(TEST_REGIONS);
  judging.take(second as NonNullable<typeof second>);
  judging.locateBy({ ...TEST_REGIONS, version: 'next' });
  judging.take(third as NonNullable<typeof third>);
  expect(changes.map(told).map(({ change, entity }) => [change, entity])).toEqual([
    ['raised', `10.0.0.1 ${BY}`],
    ['raised', '10.0.0.1 KP Test Regions next'],
  ]);
});
