import { spread } from '../statistics';
import { figureText, judged, resultLine, type Result } from './result';

const RESULT: Omit<Result, 'met'> = {
  goal: 1,
  metric: 'mixed',
  unit: 'CPU s',
  ours: spread([1.2, 1.25, 1.31]),
  peer: { name: 'softflowd', ...spread([2.2, 2.25, 2.4]) },
  ratio: spread([1.7, 1.8, 1.95]),
  bound: { atLeast: 2.5 },
};

describe('a result', () => {
  it('is one line: ours, the peer, the ratio, the goal, whether it is met', () => {
    expect(resultLine(judged(RESULT))).toBe(
      'goal 1, mixed, CPU s: ours 1.25 (1.20…1.31), softflowd 2.25 (2.20…2.40), ratio 1.80 (1.70…1.95), goal >= 2.5, missed',
    );
  });

  it('has no spread when it was run once, and no verdict without a bound', () => {
    const once = { ...RESULT, goal: null, ours: spread([1234.5]), peer: null, ratio: null, bound: null };
    expect(judged(once).met).toBeNull();
    expect(resultLine(judged(once))).toBe('mixed, CPU s: ours 1235');
  });

  it.each<[number[], Result['bound'], boolean]>([
    [[2.5], { atLeast: 2.5 }, true],
    [[2.4, 9], { atLeast: 2.5 }, true],
    [[2.49], { atLeast: 2.5 }, false],
    [[1.3], { atMost: 1.3 }, true],
    [[1.31], { atMost: 1.3 }, false],
  ])('is judged by the median of the ratios: %j against %j', (values, bound, met) => {
    expect(judged({ ...RESULT, ratio: spread(values), bound }).met).toBe(met);
  });

  it('without a peer is judged by our figure', () => {
    const own = { ...RESULT, peer: null, ratio: null, ours: spread([180, 220]), bound: { atMost: 200 } };
    expect(judged(own).met).toBe(true);
    expect(resultLine(judged(own))).toContain('ours 200 (180…220), goal <= 200, met');
  });

  it.each([
    [0, '0'],
    [0.00021, '0.0002'],
    [0.0123, '0.0123'],
    [1.005, '1.00'],
    [99.94, '99.9'],
    [64_123.4, '64123'],
  ])('writes %d as %s', (value, text) => expect(figureText(value)).toBe(text));
});
