import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { RULE_SETS } from '../../rules';
import type { Rule } from '../../rules/rule';
import { times } from '../../testing/cases';
import { raised } from '../../testing/judged';
import { flow, type Row, SECOND, T0 } from '../../testing/rows';

const rule = RULE_SETS.recommended.find(({ id }) => id === 'traceroute') as Rule;
const answers = times(3, (i) =>
  flow(T0 + i * SECOND, { proto: 1, srcPort: 11, src: `198.51.100.${i + 1}`, dst: '10.0.0.1' }),
);
/** What the host sent, port after port, until somebody answered. */
const probes = (dst: string): Row[] =>
  times(3, (i) =>
    flow(T0 + i * SECOND, { proto: 17, srcFlags: 0, dst, dstPort: 33_434 + i, marks: FLOW_MARKS.timeExceeded }),
  );

it('names the host that was traced, and every record', () => {
  const [alert, ...more] = raised([rule], [...probes('203.0.113.9'), ...answers]);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ kind: 'traceroute', severity: 'low', src: '10.0.0.1', dst: '203.0.113.9', value: 3 });
  expect([...(alert?.records ?? [])].sort()).toEqual(['flow 3', 'flow 4', 'flow 5', 'flow 6']);
  expect(alert?.summary).toBe(
    '3 routers on the way to 203.0.113.9 told 10.0.0.1 within 2 s that its packets had expired; the threshold is 3 routers within 180 s.',
  );
});

it('says how many where there are several, and nothing of whom it is not told', () => {
  const [two] = raised([rule], [...probes('203.0.113.9'), ...probes('203.0.113.8'), ...answers]);
  expect([two?.dst, two?.summary]).toEqual([null, expect.stringContaining('on the way to 2 hosts told')]);
  const [none] = raised([rule], answers);
  expect([none?.dst, none?.summary]).toEqual([null, expect.stringMatching(/^3 routers told 10\.0\.0\.1 /)]);
});
