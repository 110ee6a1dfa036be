import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { RULE_SETS } from '../../rules';
import type { Rule } from '../../rules/rule';
import { times } from '../../testing/cases';
import { raised } from '../../testing/judged';
import { ANSWERED, flow, type Row, SECOND, T0, traffic } from '../../testing/rows';

const named = (id: string): Rule => RULE_SETS.recommended.find((one) => one.id === id) as Rule;
const [frames, holes] = [named('capture-loss'), named('capture-holes')];
const END = T0 + 3600 * SECOND;
const sampled = (packets: number, drops: number, iface = 0): Row[] => [
  traffic(T0, 100_000, { packets, drops, iface }),
  traffic(END, 0, { iface }),
];
const broken = (n: number, fields: Readonly<Record<string, unknown>>): Row[] => [
  ...times(n, (i) => flow(T0 + i, { ...ANSWERED, marks: FLOW_MARKS.incomplete, ...fields })),
  flow(END, {}),
];

it('tells an interface whose capture loses frames, and how many', () => {
  const [alert, ...more] = raised([frames], sampled(30_000, 10_000, 2));
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    ...{ kind: 'capture_loss', severity: 'low', entity: '2', src: null, dst: null, value: 25, threshold: 10 },
    summary: 'On interface 2 25 % of the frames were lost by the capture in 900 s; the threshold is 10 %.',
  });
});

it('tells that connections lack bytes', () => {
  const [alert] = raised([holes], broken(100, {}));
  expect(alert?.summary).toBe(
    'On interface 0 100 % of the TCP connections lack bytes that the capture did not have in 900 s; the threshold is 10 %.',
  );
  expect(alert?.records).toHaveLength(100);
});

it.each<[string, readonly Row[]]>([
  ['each interface loses a little', [...sampled(9500, 500, 0), ...sampled(9500, 500, 1)]],
  ['a capture that loses nothing', sampled(1_000_000, 0)],
  ['few frames', sampled(5000, 4999)],
  ['connections that were refused', broken(200, { dstPayload: 0 })],
  ['connections that still run', broken(200, { kind: 1 })],
  ['datagrams', broken(200, { proto: 17 })],
  ['connections that an exporter told of', broken(200, { marks: FLOW_MARKS.incomplete | FLOW_MARKS.exported })],
  ['connections that are whole', broken(200, { marks: FLOW_MARKS.unreachable })],
])('is silent on %s', (_what, rows) => expect(raised([frames, holes], rows)).toEqual([]));
