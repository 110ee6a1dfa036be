import { RECOMMENDED } from '../../rules/recommended';
import type { Rule } from '../../rules/rule';
import { judge } from '../../testing/judged';
import { ANSWERED, flow, SECOND, T0 } from '../../testing/rows';

const rule = RECOMMENDED.find(({ id }) => id === 'long-connection') as Rule;
const HOUR = 3600 * SECOND;
const STEP = 300 * SECOND;

/** One connection as the sensor tells of it while it runs, with so much payload an hour, kB, a tenth of it from inside. */
const running = (hours: number, kb = 1000, fields: Parameters<typeof flow>[1] = {}) =>
  Array.from({ length: (hours * HOUR) / STEP }, (_, i) => {
    const last = T0 + (i + 1) * STEP;
    const bytes = (kb * 1000 * (i + 1) * STEP) / HOUR;
    const payload = { srcPayload: Math.round(bytes / 10), dstPayload: Math.round(bytes * 0.9) };
    return flow(last, { ...ANSWERED, ...payload, kind: 1, rec: i + 1, first: T0, dFirst: last, ...fields });
  });

const severities = (rows: Parameters<typeof judge>[1], by = rule): readonly (readonly [string, string])[] =>
  judge([by], rows).map(({ change, severity }) => [change, severity] as const);

it('is found while it runs, and grows graver at each band', () => {
  const changes = judge([rule], running(13));
  expect(changes.map(({ change, severity, value }) => [change, severity, value])).toEqual([
    ['raised', 'low', 4],
    ['recurred', 'medium', 8],
    ['recurred', 'medium', 10],
    ['recurred', 'high', 12],
    ['ended', 'high', 13],
  ]);
  expect(changes[0]).toMatchObject({ first: T0 + 4 * HOUR, src: '10.0.0.1', dst: '203.0.113.1', dport: 443 });
  expect(changes[0]?.records).toEqual(['flow 48']);
  expect(changes[0]?.summary).toBe(
    '10.0.0.1 has been connected to 203.0.113.1 TCP port 443 for 4 h by one connection; the threshold is 4 h within 24 h.',
  );
});

describe('a connection of a push service', () => {
  const LOW = [
    ['raised', 'low'],
    ['recurred', 'low'],
    ['recurred', 'low'],
    ['ended', 'low'],
  ];

  it.each([443, 5223, 5228, 5229, 5230])('that stays open for 23 h on port %i and says little is low', (dstPort) => {
    const told = severities(running(23, 4, { dstPort }));
    expect(new Set(told.map(([, severity]) => severity))).toEqual(new Set(['low']));
    expect(told[0]).toEqual(['raised', 'low']);
  });

  it.each([
    ['port 5222', 5222, 4],
    ['port 22', 22, 4],
    ['as much payload as the rule names', 443, 100],
    ['more', 5228, 5000],
  ])('is as grave as any other with %s', (_what, dstPort, kb) => {
    expect(severities(running(13, kb, { dstPort })).at(-1)).toEqual(['ended', 'high']);
  });

  it('is graver once it says much', () => {
    const later = T0 + 13 * HOUR;
    const burst = flow(later + STEP, {
      ...ANSWERED,
      ...{ kind: 1, rec: 900, first: T0, dFirst: later, srcPayload: 500_000_000, dstPayload: 0 },
    });
    expect(severities([...running(13, 4), burst]).slice(-2)).toEqual([
      ['recurred', 'high'],
      ['ended', 'high'],
    ]);
  });

  it('is told with what it says an hour, of several connections together', () => {
    const [first, second] = [1, 2].map((n) => running(6, n * 10, { flow: n }).at(-1)) as [never, never];
    const [raised] = judge([rule], [first, second]);
    expect(raised?.baseline).toEqual({ 'payload bytes an hour': 10_000 });
    expect(severities([first, second, running(6, 30, { flow: 3 }).at(-1) as never])).toEqual([LOW[0], LOW[1], LOW[3]]);
  });

  it('is as grave as any other for a rule that names no ports, as rules of earlier releases do', () => {
    const { push: _push, quietKb: _quiet, ...before } = rule.parameters;
    const parameters = rule.detector.parameters.parse(before) as Rule['parameters'];
    expect(severities(running(13, 4), { ...rule, parameters }).at(-1)).toEqual(['ended', 'high']);
  });
});
