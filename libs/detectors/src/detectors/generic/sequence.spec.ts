import { address, times } from '../../testing/cases';
import { host, judge, raised, told } from '../../testing/judged';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { parameters } from './parameters';
import { own } from './testing/own';

const PARAMETERS = {
  ...{ when: 'dst.port = 22 and state = REJ', measure: 'flows', by: ['src.ip', 'dst.ip'], windowS: 60, threshold: 5 },
  ...{ severity: 'medium', levels: { critical: 4 } },
  then: { measure: 'distinct dst.port', when: 'state = SF', threshold: 2, withinS: 120 },
};
/** Five refused log-ins of one source on one host, then two services of it that answer. */
const RULE = own('guess-then-use', PARAMETERS);

const refused = (n: number, from = T0, more: Readonly<Record<string, unknown>> = {}, first = 1): Row[] =>
  times(n, (i) => flow(from + i * SECOND, { flow: first + i, state: 'REJ', dstPort: 22, ...more }));
const used = (n: number, from: number, more: Readonly<Record<string, unknown>> = {}): Row[] =>
  times(n, (i) => flow(from + i * SECOND, { ...ANSWERED, flow: 1000 + i, dstPort: 8000 + i, ...more }));
const REACHED = T0 + 4 * SECOND;
const ids = (rows: readonly Row[]) => raised([RULE], rows).map(({ id }) => id);

it('fires at the record that reaches the second step, and names the records of both', () => {
  const rows = [...refused(5), ...used(2, T0 + 30 * SECOND)];
  const [alert, ...more] = raised([RULE], rows);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    ...{ kind: 'generic', entity: '10.0.0.1 203.0.113.1', src: '10.0.0.1', dst: '203.0.113.1', severity: 'medium' },
    ...{ value: 2, threshold: 2, first: T0, last: T0 + 31 * SECOND, start: T0 },
    ...{ measure: { name: 'distinct dst.port after flows', unit: 'values' } },
    records: rows.map((_row, i) => `flow ${i + 1}`),
  });
  expect(alert?.summary).toBe(
    'src.ip 10.0.0.1, dst.ip 203.0.113.1: 5 flows or more, then 2 values of dst.port that the second step counts, within 31 s in all; the thresholds are 5 flows and then 2 values of dst.port, each within 60 s, the second at most 2 min after the first.',
  );
});

it.each<[string, readonly Row[], number]>([
  ['one below the first', [...refused(4), ...used(2, T0 + 30 * SECOND)], 0],
  ['one below the second', [...refused(5), ...used(1, T0 + 30 * SECOND)], 0],
  ['the second before the first', [...used(2, T0), ...refused(5, T0 + 10 * SECOND)], 0],
  ['the second just in time', [...refused(5), ...used(2, REACHED + 119 * SECOND)], 1],
  ['the second too late', [...refused(5), ...used(2, REACHED + 120 * SECOND)], 0],
  [
    'the first just within its window',
    [...refused(4), ...refused(1, T0 + 60 * SECOND, {}, 9), ...used(2, T0 + 70 * SECOND)],
    1,
  ],
  [
    'the first wider than its window',
    [...refused(4), ...refused(1, T0 + 61 * SECOND, {}, 9), ...used(2, T0 + 70 * SECOND)],
    0,
  ],
  [
    'the second wider than its window',
    [...refused(5), ...used(1, T0 + 9 * SECOND), ...used(1, T0 + 70 * SECOND, { dstPort: 9 })],
    0,
  ],
  ['the second about somebody else', [...refused(5), ...used(2, T0 + 30 * SECOND, { src: '10.0.0.2' })], 0],
  [
    'over IPv6',
    [
      ...refused(5, T0, { src: 'fd00::1', dst: 'fd00::2' }),
      ...used(2, T0 + 9 * SECOND, { src: 'fd00::1', dst: 'fd00::2' }),
    ],
    1,
  ],
  ['one service again and again', [...refused(5), ...used(5, T0 + 30 * SECOND, { dstPort: 80 })], 0],
])('%s', (_what, rows, alerts) => expect(raised([RULE], rows)).toHaveLength(alerts));

it('grows with the second step, and reaches its levels', () => {
  const changes = judge([RULE], [...refused(5), ...used(12, T0 + 20 * SECOND)]);
  expect(changes.map(({ change, severity, value }) => [change, severity, value])).toEqual([
    ['raised', 'medium', 2],
    ['recurred', 'critical', 4],
    ['recurred', 'critical', 10],
    ['ended', 'critical', 12],
  ]);
});

it('is raised again by its evidence alone, the same alert, and by one record less never', () => {
  const rows = [...refused(5), ...used(2, T0 + 30 * SECOND)];
  expect(ids(rows)).toHaveLength(1);
  for (let left = 0; left < rows.length; left++) expect(ids(rows.filter((_row, i) => i !== left))).toEqual([]);
});

it('does not depend on the order of arrival, nor on how often a record comes', () => {
  const rows = [...refused(5), ...used(2, T0 + 30 * SECOND)];
  const expected = ids(rows);
  expect(ids([...rows].reverse())).toEqual(expected);
  expect(ids([...rows.slice(5), ...rows.slice(0, 5)])).toEqual(expected);
  const shuffled = [3, 6, 0, 5, 2, 4, 1].map((i) => rows[i] as Row);
  expect(ids(shuffled)).toEqual(expected);
  expect(ids([...refused(5, T0 + 60 * SECOND), ...used(2, T0)])).toEqual([]);
  expect(judge([RULE], rows, 3, 3)).toEqual(judge([RULE], rows));
});

it('counts one record for both steps, and adds up', () => {
  const both = own('both', {
    ...{ measure: 'flows', windowS: 60, threshold: 3, then: { measure: 'sum of bytes', threshold: 200, withinS: 60 } },
    ...{ severity: 'low' },
  });
  const rows = times(6, (i) => flow(T0 + i * SECOND, { flow: i + 1, dst: address(false, false, i) }));
  const [alert] = raised([both], rows);
  // 60 bytes each: the first step is reached at the third, where the window holds 180 bytes; the second at the fourth.
  expect(alert).toMatchObject({ value: 240, records: ['flow 1', 'flow 2', 'flow 3', 'flow 4'] });
});

it('goes on after a restart at any record as if there had been none, however records are batched, and on four hosts', () => {
  const rows = [
    ...refused(7),
    ...used(3, T0 + 30 * SECOND),
    ...refused(3, T0 + 40 * SECOND, {}, 50),
    ...used(9, T0 + 50 * SECOND),
  ];
  const whole = judge([RULE], rows);
  expect(whole.length).toBeGreaterThan(2);
  for (const size of [1, 3]) expect(judge([RULE], rows, size)).toEqual(whole);
  for (let at = 1; at < rows.length; at++) {
    const before = host([RULE]);
    for (const batch of batchesOf(rows, 1).slice(0, at)) before.host.take(batch);
    const snapshot = before.host.snapshot();
    const after = host([RULE]);
    after.host.restore(snapshot);
    expect(after.host.snapshot()).toBe(snapshot);
    for (const batch of batchesOf(rows, 1)) after.host.take(batch);
    after.host.finish();
    expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    // What was taken down stays as it was while judging goes on.
    const memory = before.host.memory();
    for (const batch of batchesOf(rows, 1)) before.host.take(batch);
    expect(JSON.stringify(memory)).toBe(snapshot);
  }
  const split = [0, 1, 2, 3].map((index) => host([RULE], { share: { index, of: 4 } }));
  for (const batch of batchesOf(rows)) for (const part of split) part.host.take(batch);
  for (const part of split) part.host.finish();
  expect(split.flatMap(({ changes }) => changes.map(told))).toEqual(whole);
});

it('holds as much as it may, and no more', () => {
  const { host: judging } = host([RULE], { maxEntries: 50 });
  const rows = times(200, (i) =>
    flow(T0 + i * 1000, { flow: i, state: 'REJ', dstPort: 22, src: address(false, true, i) }),
  );
  for (const batch of batchesOf(rows)) judging.take(batch);
  expect(judging.counters).toMatchObject({ keys: 50, evicted: 150 });
});

it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  ['against a baseline', { compare: 'times' }, /comes after a number/],
  ['of more than is told apart', { then: { measure: 'flows', threshold: 20_000 } }, /told apart/],
  ['of an expression that is not understood', { then: { measure: 'flows', when: 'dport = 1' } }, /character 1/],
  ['within no time', { then: { measure: 'flows', withinS: 0 } }, />0/],
])('a second step %s is refused', (_what, wrong, message) => {
  const { error } = parameters.safeParse({ ...PARAMETERS, ...wrong });
  expect(error?.issues.map(({ message: text }) => text).join()).toMatch(message);
});

it('outlives the whole sequence', () => {
  expect(RULE.cooldownS).toBe(600);
  expect(own('long', { ...PARAMETERS, then: { ...PARAMETERS.then, withinS: 7200 } }).cooldownS).toBe(7260);
});
