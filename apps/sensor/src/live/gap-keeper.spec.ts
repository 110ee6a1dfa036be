import { GapKeeper } from './gap-keeper';

const SECOND = 1_000_000;

describe('gap keeper', () => {
  it('tells of a minute of losses once, from the second before the first to the last', () => {
    const gaps = new GapKeeper();
    for (let s = 0; s < 60; s++) {
      gaps.lost(s % 2 ? 5 : 0, (s - 1) * SECOND, s * SECOND);
      expect(gaps.take(s * SECOND)).toBeNull();
    }
    expect(gaps.take(60 * SECOND)).toEqual({ fromUs: 0, toUs: 59 * SECOND, dropped: 150 });
    expect(gaps.take(61 * SECOND, true)).toBeNull();
  });

  it('tells the rest when asked for all, and nothing where nothing was lost', () => {
    const gaps = new GapKeeper();
    expect(gaps.take(0, true)).toBeNull();
    gaps.lost(1, 7, 9);
    expect(gaps.take(10)).toBeNull();
    expect(gaps.take(10, true)).toEqual({ fromUs: 7, toUs: 9, dropped: 1 });
  });
});
