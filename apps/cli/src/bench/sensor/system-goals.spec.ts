import { twoFilesResult } from './measure-two-files';
import { resultLine } from './result';
import { intakeResults, liveResults, notAsked } from './system-goals';

const USED = { sensor: 1, listener: 1, log: 1 };
const RATE = { asked: 300_000, offered: 300_120.4, sent: 18e6, arrived: 18e6, decoded: 18e6, dropped: 0 };
const live = (more: object) =>
  liveResults({
    driver: 'tcpdump',
    rates: [{ ...RATE, recorded: 18e6, missing: 0, reasons: [], tookS: 60, cpu: USED, ...more }],
  }).map(resultLine);

describe('goal 9', () => {
  it('is met when the sender came to the rate and nothing was lost', () => {
    expect(live({})).toEqual([
      'goal 9, live through tcpdump, sent where 300000 a second were asked for, packets/s: ours 300120, goal >= 300000, met',
      'goal 9, live through tcpdump, lost of 18000000, facts appended to a log, packets: ours 0, goal <= 0, met',
    ]);
  });

  it('is missed by a slow sender as well as by loss', () => {
    expect(live({ offered: 20_000 })[0]).toContain('ours 20000, goal >= 300000, missed');
    expect(live({ dropped: 120 })[1]).toContain('ours 120, goal <= 0, missed');
  });
});

it('goal 16 is judged by the p99 itself and beside that of a row a request', () => {
  const met = (p99: number) => ({ p50: 1, p99, most: 9, perSecond: 2500, refused: {} });
  const report = { perSecond: 2500, intake: [met(4), met(5), met(6)], inserts: [met(20), met(10), met(12)] };
  expect(intakeResults(report).map(resultLine)).toEqual([
    'goal 16, events by HTTP, 2500 requests a second, p99 of answers, ms: ours 5.00 (4.00…6.00), goal <= 5, met',
    'goal 16, events by HTTP, 2500 requests a second, p99 of answers, ms: ours 5.00 (4.00…6.00), a row a request 12.0 (10.0…20.0), ratio 2.00 (2.00…5.00), goal >= 3, missed',
  ]);
});

it('goal 20 is how much sooner two workers are done than one', () => {
  expect(resultLine(twoFilesResult('mixed', [3.2, 3.4], [2, 2]))).toBe(
    'goal 20, mixed twice, two workers at once, s: ours 2.00 (2.00…2.00), one worker 3.30 (3.20…3.40), ratio 1.65 (1.60…1.70), goal >= 1.6, met',
  );
});

it('a part that was not asked for is told of', () => {
  expect(notAsked('live')).toBe('live: not asked for (--live): goal 9 not measured');
});
