import { RequestBudget } from './request-budget';

describe('budget of requests', () => {
  let now = 0;
  const budget = () => new RequestBudget({ burst: 3, perSecond: 2 }, () => now);

  it('lets a burst pass, then as many a second as it fills again', () => {
    const one = budget();
    expect([1, 2, 3, 4, 5].map(() => one.take('ada'))).toEqual([0, 0, 0, 1, 1]);
    now += 500;
    expect([one.take('ada'), one.take('ada')]).toEqual([0, 1]);
    now += 3_600_000;
    expect([1, 2, 3, 4].map(() => one.take('ada'))).toEqual([0, 0, 0, 1]);
  });

  it('is of one key alone', () => {
    const one = budget();
    for (let i = 0; i < 5; i++) one.take('ada');
    expect([one.take('ada'), one.take('bob')]).toEqual([1, 0]);
  });

  it('forgets who came longest ago when there are too many', () => {
    const one = budget();
    for (let i = 0; i < 4; i++) one.take('first');
    for (let i = 0; i < 50_000; i++) one.take(`other ${i}`);
    expect(one.take('first')).toBe(0);
  });
});
