import { Random } from './random';

describe('Random', () => {
  it('repeats itself for a seed and differs for another, also above 2^32', () => {
    const draw = (seed: number, lane = 0) => {
      const random = new Random(seed, lane);
      return Array.from({ length: 50 }, () => random.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7, 1));
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
  });

  it('stays within its bounds and reaches both ends', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 2000 }, () => random.int(3, 6));
    expect(new Set(drawn)).toEqual(new Set([3, 4, 5, 6]));
    expect(Array.from({ length: 2000 }, () => random.pareto(10, 1.1, 500)).every((n) => n >= 10 && n <= 500)).toBe(
      true,
    );
  });

  it('has the mean it is asked for', () => {
    const random = new Random(2);
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += random.exponential(10);
    expect(sum / 20_000).toBeGreaterThan(9.7);
    expect(sum / 20_000).toBeLessThan(10.3);
  });

  it('prefers the first items of a popular list', () => {
    const random = new Random(3);
    const counts = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[random.pickPopular([0, 1, 2, 3, 4, 5, 6, 7])]!++;
    expect(counts[0]).toBeGreaterThan(3 * (counts[7] as number));
    expect(counts[7]).toBeGreaterThan(100);
  });
});
