import { RECOMMENDED } from '../../rules/recommended';
import type { Rule } from '../../rules/rule';
import { judge } from '../../testing/judged';
import { ANSWERED, flow, SECOND, T0 } from '../../testing/rows';

const rule = RECOMMENDED.find(({ id }) => id === 'long-connection') as Rule;
const HOUR = 3600 * SECOND;
const STEP = 300 * SECOND;

/** One connection as the sensor tells of it while it runs. */
const running = (hours: number) =>
  Array.from({ length: (hours * HOUR) / STEP }, (_, i) => {
    const last = T0 + (i + 1) * STEP;
    return flow(last, { ...ANSWERED, kind: 1, rec: i + 1, first: T0, dFirst: last });
  });

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
