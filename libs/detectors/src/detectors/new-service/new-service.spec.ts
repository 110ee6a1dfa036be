import { rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { newService } from './detector';

const DAY = 86_400 * SECOND;
const services = (networks = ['10.1.0.0/16', 'fd00:1::/32']) =>
  rule({
    ...{ id: 'services', title: 'A new service', detector: newService },
    parameters: { networks, portsUpTo: 32_767, learnDays: 7, knownDays: 30, severity: 'low' },
  });
const call = (time: number, dstPort: number, fields: Readonly<Record<string, unknown>> = {}): Row =>
  flow(time, { ...ANSWERED, src: '10.2.0.5', dst: '10.1.0.7', dstPort, ...fields });
/** A week of watching. */
const watched = [call(T0, 443), call(T0 + 6 * DAY, 443)];
const later = T0 + 8 * DAY;

it('tells the first handshake with a port, once, and no other', () => {
  const rows = [
    ...watched,
    call(later, 443),
    ...[0, 1, 2].map((i) => call(later + i * SECOND, 4444)),
    call(later, 443),
  ];
  const [alert, ...more] = raised([services()], rows);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ kind: 'new_service', src: '10.2.0.5', dst: '10.1.0.7', dport: 4444, value: 1 });
  expect(alert?.records).toEqual(['flow 4']);
  expect(alert?.summary).toBe(
    '10.1.0.7 answers on TCP port 4444, which it was not seen to do before (asked by 10.2.0.5); the threshold is the first handshake after 7 days of watching.',
  );
});

it('learns first, and forgets what nobody called for long', () => {
  expect(raised([services()], [...watched, call(T0 + 6 * DAY, 22), call(later, 22)])).toEqual([]);
  expect(raised([services()], [...watched, call(T0 + (6 + 29) * DAY, 443)])).toEqual([]);
  expect(raised([services()], [...watched, call(T0 + (6 + 31) * DAY, 443)])).toHaveLength(1);
});

it('judges IPv6 alike', () =>
  expect(raised([services()], [...watched, call(later, 22, { dst: 'fd00:1::7' })])).toHaveLength(1));

it.each<[string, Row]>([
  ['an attempt that nobody answers', call(later, 22, { dstFlags: 0, dstPackets: 0 })],
  ['a port that refuses', call(later, 22, { dstFlags: 0x14 })],
  ['a half-open probe', call(later, 22, { srcFlags: 0x06, dstFlags: 0x12 })],
  ['a connection whose beginning was not seen', call(later, 22, { srcFlags: 0x18, dstFlags: 0x18 })],
  ['a port that is given for a while', call(later, 50_000)],
  ['a host elsewhere', call(later, 22, { dst: '10.2.0.9' })],
  ['UDP', call(later, 53, { proto: 17, srcFlags: 0, dstFlags: 0 })],
])('is silent on %s', (_what, row) => expect(raised([services()], [...watched, row])).toEqual([]));

it('is silent where no network is chosen', () =>
  expect(raised([services([])], [...watched, call(later, 22)])).toEqual([]));
