import { readingsFor, steadyCosts } from './measure-capture';

describe('the steady state', () => {
  it.each([
    [7_000_000, 2],
    [20_000_000, 2],
    [2_337_012, 4],
    [1_000_000, 8],
    [100, 32],
  ])('of %d packets is seen in %d readings', (packets, readings) => {
    expect(readingsFor(packets)).toBe(readings);
  });

  it('is what the readings after the first cost a packet', () => {
    expect(steadyCosts([1, 1.5], [3, 3], 10_000_000)).toEqual([200, 150]);
  });

  it('is not told by rounds that are too short for it', () => {
    expect(steadyCosts([1, 1], [0.9, 2], 1_000_000_000)).toEqual([1]);
  });
});
