import { RULE_SETS } from '../../rules';
import { rule, type Rule } from '../../rules/rule';
import { times } from '../../testing/cases';
import { host, judge, raised, told } from '../../testing/judged';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0, traffic } from '../../testing/rows';
import { performance } from './detector';

const BUCKET = 60 * SECOND;
const SHARED = { z: 3, times: 2, among: 4, bucketS: 60, baseline: 10, memory: 50, severity: 'low' } as const;
const of = (more: object): Rule =>
  rule({ id: 'slow', title: 'Slow', detector: performance, parameters: { ...SHARED, ...more } as never });
const LATENCY = of({ what: 'latency', per: 'pair', atLeast: 20 });
const RETRANSMISSION = of({ what: 'retransmission', per: 'server', atLeast: 1 });
const LINK = of({ what: 'saturation', per: 'link', atLeast: 10 });

const PAIR = { src: '10.0.0.1', dst: '10.0.0.2' };
/** `n` handshakes in bucket `b`, of so many ms each. */
const handshakes = (b: number, ms: number, n = 4, more: object = PAIR): Row[] =>
  times(n, (i) => flow(T0 + b * BUCKET + i * SECOND, { ...ANSWERED, ...more, rtt: ms * 1000 }));
/** Ten quiet buckets of 10 ms, one as it is asked for, and time that goes on. */
const after = (rows: readonly Row[], quiet = 10, more: object = PAIR): Row[] => [
  ...times(quiet, (b) => handshakes(b, b % 2 === 0 ? 9 : 11, 4, more)).flat(),
  ...rows,
  flow(T0 + (quiet + 2) * BUCKET, { ...ANSWERED, src: '10.9.9.9', dst: '10.9.9.8' }),
];

it('tells a pair whose handshakes take far longer than they did', () => {
  const [alert, ...more] = raised([LATENCY], after(handshakes(10, 100)));
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    ...{ kind: 'performance', severity: 'low', src: '10.0.0.1', dst: '10.0.0.2', entity: '10.0.0.1 10.0.0.2' },
    baseline: { value: 100, usual: expect.closeTo(10, 0) as unknown, 'buckets before': 10 },
    records: ['flow 41', 'flow 42', 'flow 43', 'flow 44'],
  });
  expect(alert?.summary).toMatch(
    /^Between 10\.0\.0\.1 and 10\.0\.0\.2 handshakes took 100 ms in 60 s, where 9\.95 ms in the median of 10 windows before were usual; z was .*, the threshold is 3\.$/,
  );
});

it.each([
  ['twice the usual and the least value, at it', 20, {}, 1],
  ['below the least value', 19.9, {}, 0],
  ['below the least multiple', 25, { times: 3 }, 0],
  ['below the z', 25, { z: 7 }, 0],
])('%s', (_what, ms, more, alerts) => {
  const by = of({ what: 'latency', per: 'pair', atLeast: 20, ...more });
  expect(raised([by], after(handshakes(10, ms)))).toHaveLength(alerts);
});

it('waits for its baseline, and for enough handshakes in a bucket', () => {
  expect(raised([LATENCY], after(handshakes(9, 100), 9))).toEqual([]);
  expect(raised([LATENCY], after(handshakes(10, 100, 3)))).toEqual([]);
  const thin = times(10, (b) => handshakes(b, 10, 3)).flat();
  expect(raised([LATENCY], [...thin, ...after([]).slice(-1), ...handshakes(13, 100)])).toEqual([]);
});

it('counts the handshake of a flow once, whatever is told of the flow later', () => {
  const again = handshakes(10, 100, 3).flatMap((row) => [row, { ...row, fields: { ...row.fields, rec: 1 } }]);
  expect(raised([LATENCY], after(again))).toEqual([]);
});

it('cannot be taught by going on: an hour of it is still unusual', () => {
  const slow = times(60, (b) => handshakes(10 + b, 100)).flat();
  const changes = judge(
    [of({ what: 'latency', per: 'pair', atLeast: 20 })],
    [...after([], 10).slice(0, -1), ...slow, flow(T0 + 75 * BUCKET, { ...ANSWERED, src: '10.9.9.9', dst: '10.9.9.8' })],
  );
  expect(changes.map(({ change }) => change)).toEqual(['raised', 'recurred', 'ended']);
  expect(changes.at(-1)?.last).toBeGreaterThanOrEqual(T0 + 60 * BUCKET);
});

it('tells a server to which far more is sent twice', () => {
  const served = (b: number, again: number, dst = '10.0.0.2') =>
    times(4, (i) =>
      flow(T0 + b * BUCKET + i * SECOND, {
        ...ANSWERED,
        src: `10.0.1.${i}`,
        dst,
        srcPackets: 60,
        dstPackets: 40,
        srcRetrans: again,
      }),
    );
  const quiet = times(10, (b) => served(b, 0)).flat();
  const end = flow(T0 + 12 * BUCKET, { ...ANSWERED, dst: '10.9.9.8' });
  const [alert] = raised([RETRANSMISSION], [...quiet, ...served(10, 8), end]);
  expect(alert).toMatchObject({ src: null, dst: '10.0.0.2', baseline: { value: 8, usual: 0 } });
  expect(alert?.summary).toMatch(/^At 10\.0\.0\.2 the share of packets sent again was 8 % in 60 s, where 0 % /);
  expect(raised([RETRANSMISSION], [...quiet, ...served(10, 0), end])).toEqual([]);
  expect(raised([RETRANSMISSION], [...quiet, ...served(10, 8, '10.0.0.3'), end])).toEqual([]);
  const running = served(10, 8).map((row) => ({ ...row, fields: { ...row.fields, kind: 1 } }));
  expect(raised([RETRANSMISSION], [...quiet, ...running, end])).toEqual([]);
});

it('tells a link that carries far more, each interface by itself', () => {
  const second = (b: number, mbit: number, iface = 0) => traffic(T0 + b * BUCKET, (mbit * 60 * 1e6) / 8, { iface });
  const rows = (iface: number) => [
    ...times(10, (b) => second(b, 5)),
    second(10, 60, iface),
    ...[second(12, 0), second(13, 0)],
  ];
  const [alert] = raised([LINK], rows(0));
  expect(alert).toMatchObject({ src: null, dst: null, records: ['traffic 11'] });
  expect(alert?.summary).toMatch(
    /^On interface 0 traffic was 60 Mbit\/s in 60 s, where 5 Mbit\/s in the median of 10 /,
  );
  expect(raised([LINK], rows(1))).toEqual([]);
});

it('judges alike for IPv6, in any order of a bucket, when records come again, and after a restart at any record', () => {
  const v6 = { src: 'fd00::1', dst: '2001:db8::2' };
  expect(raised([LATENCY], after(handshakes(10, 100, 4, v6), 10, v6))).toHaveLength(1);
  const rows = after(handshakes(10, 100));
  const whole = judge([LATENCY], rows);
  expect(judge([LATENCY], rows, 7, 3)).toEqual(whole);
  const batches = batchesOf(rows, 10);
  for (const at of [1, 13, 40, 42, 44]) {
    const before = host([LATENCY]);
    let left = at;
    for (const batch of batches) {
      before.host.take(batch, left);
      left -= Math.min(left, batch.payload.n);
    }
    const next = host([LATENCY]);
    next.host.restore(before.host.snapshot());
    expect(next.host.snapshot()).toBe(before.host.snapshot());
    for (const batch of batches) next.host.take(batch);
    next.host.finish();
    expect([...before.changes, ...next.changes].map(told)).toEqual(whole);
  }
});

it('is published with low severity', () => {
  const shipped = RULE_SETS.recommended.filter(({ detector }) => detector.id === 'performance');
  expect(shipped.map(({ parameters }) => [parameters['what'], parameters['severity']])).toEqual([
    ['latency', 'low'],
    ['retransmission', 'low'],
    ['saturation', 'low'],
  ]);
});
