import { median, ratios, spread } from './statistics';

describe('figures of several runs', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('the median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
    expect(spread(values)).toEqual({
      median: middle,
      least: Math.min(...values),
      most: Math.max(...values),
      runs: values.length,
    });
  });

  it('leave what they were given in its order', () => {
    const values = [3, 1, 2];
    spread(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('have no spread when there are none', () => expect(() => spread([])).toThrow(RangeError));

  it('are compared round by round: a slow round is slow for both', () => {
    expect(median(ratios([2, 20, 2], [1, 10, 1]))).toBe(2);
    expect(ratios([6, 9], [2, 3])).toEqual([3, 3]);
  });
});
