import { own } from '../detectors/generic/testing/own';
import { performance } from '../detectors/performance/detector';
import { RULE_SETS } from '../rules';
import { rule, type Rule } from '../rules/rule';
import { times } from '../testing/cases';
import { ANSWERED, dns, flow, type Row, SECOND, T0, traffic } from '../testing/rows';
import { raisedBy, replayAlert } from './replay-alert';
import { keptAlert } from './testing/kept-alert';

const MINUTE = 60 * SECOND;
const named = (id: string): Rule => [...RULE_SETS.recommended, ...RULE_SETS.documents].find((r) => r.id === id) as Rule;
const slow = rule({
  ...{ id: 'slow', title: 'Slow', detector: performance },
  parameters: {
    ...{ what: 'latency', per: 'pair', atLeast: 20, z: 3, times: 2, among: 4, bucketS: 60, baseline: 10, memory: 50 },
    severity: 'low',
  } as const,
});
const ofOwn = (more: object): Rule => own('mine', { windowS: 60, baseline: 10, ...more });

/** Numbers with many digits, no two alike. */
const odd = (i: number): number => 1_000_003 + ((i * 7919) % 1013) * 97;
const asked = (bucket: number, n: number): Row[] =>
  times(n, (i) => dns(T0 + bucket * 300 * SECOND + i * SECOND, { name: `h${i}.example.org` }));
const handshakes = (b: number, us: number): Row[] =>
  times(4, (i) => flow(T0 + b * MINUTE + i * SECOND, { ...ANSWERED, flow: b * 4 + i, rtt: us + i * 37 }));
const minutes = (n: number, bytes: number): Row[] => [
  ...times(n, (i) => traffic(T0 + i * MINUTE, odd(i))),
  traffic(T0 + n * MINUTE, bytes),
  traffic(T0 + (n + 1) * MINUTE + 20 * SECOND, 0),
];
const flows = (bucket: number, n: number): Row[] =>
  times(n, (i) =>
    flow(T0 + bucket * MINUTE + i * SECOND, { flow: bucket * 100 + i, dSrcPayload: odd(bucket + i), src: '10.0.0.9' }),
  );
const later = [flow(T0 + 30 * MINUTE, { flow: 9999, src: '10.0.0.8' })];

const ALERTS: readonly (readonly [string, Rule, readonly Row[]])[] = [
  ['spike, mean and deviation', named('r1-traffic-spike'), secondsOf(20, 9_999_991)],
  ['spike, median and MAD', named('traffic-spike'), minutes(30, 60_000_017)],
  ['a name', named('r0-volume-spike'), [0, 1, 2].flatMap((b) => asked(b, b + 2)).concat(asked(3, 40), asked(6, 1))],
  [
    'latency',
    slow,
    times(10, (b) => handshakes(b, 9_000 + b * 331))
      .flat()
      .concat(handshakes(10, 99_991), later),
  ],
  ['times the usual', ofOwn({ compare: 'times', measure: 'flows', threshold: 3 }), counted()],
  ['robust z of a sum', ofOwn({ compare: 'z', measure: 'sum of src.payload', threshold: 3 }), counted()],
  ['a limit by itself', named('r2-bandwidth'), [traffic(T0, 10 ** 9), traffic(T0 + 40 * SECOND, 0)]],
];

function secondsOf(n: number, bytes: number): Row[] {
  const rows = times(n, (i) => traffic(T0 + i * SECOND, odd(i)));
  return [...rows, traffic(T0 + n * SECOND, bytes), traffic(T0 + (n + 20) * SECOND, 0)];
}
function counted(): Row[] {
  return [...times(10, (b) => flows(b, 2 + (b % 2))).flat(), ...flows(10, 30), ...later];
}

describe.each(ALERTS)('an alert of %s', (_what, by, rows) => {
  const { alert, recalled, change } = keptAlert(by, rows);

  it('is raised again by the records of its window and the numbers that it tells, to the last digit', () => {
    const again = replayAlert(alert, recalled);
    expect(again).toMatchObject({ outcome: 'same', raised: { summary: change.summary, baseline: change.baseline } });
    expect(again.raised?.value).toBe(change.value);
  });

  it('is not when half of its records are missing', () => {
    const found = raisedBy(alert, alert.evidence.slice(0, alert.evidence.length >> 1), recalled);
    expect(found.filter(({ value }) => value === change.value)).toEqual([]);
  });
});

it('what was usual decides: with a higher one the same records raise nothing', () => {
  const { alert, recalled } = keptAlert(named('traffic-spike'), minutes(30, 60_000_017));
  const begin = recalled.begin as () => { readonly recalled: Readonly<Record<string, number>> };
  const higher = () => ({ ...begin(), recalled: { ...begin().recalled, usual: 50_000_000 } });
  expect(replayAlert(alert, { begin: higher }).outcome).toBe('nothing');
});
