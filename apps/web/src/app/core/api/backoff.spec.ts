import { backoff } from './backoff';

describe('backoff', () => {
  it('doubles from half a second to fifteen', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((n) => backoff(n, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]);
  });
  it('is never shorter than half of that', () => {
    expect(backoff(1, 0)).toBe(250);
    expect(backoff(9, 0)).toBe(7500);
  });
});
