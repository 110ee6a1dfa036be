import { SensorBudget } from './sensor-budget';

const RULES = {
  bytes: { perSecond: 100, burst: 1000 },
  events: { perSecond: 1, burst: 10 },
  lasting: { perSecond: 0.1, burst: 2 },
};
const cost = (over: Partial<Record<'bytes' | 'events' | 'lasting', number>>) => ({
  ...{ bytes: 0, events: 0, lasting: 0, ...over },
});

describe('the budget of a sensor', () => {
  let now = 0;
  let budget: SensorBudget;
  beforeEach(() => {
    now = 0;
    budget = new SensorBudget(RULES, () => now);
  });

  it('A-76 holds one that sends a hundred times its rate, and no other', () => {
    expect(budget.take('loud', cost({ events: 10 }))).toBeNull();
    expect(budget.take('loud', cost({ events: 3 }))).toEqual({ what: 'events', seconds: 3 });
    expect(budget.take('calm', cost({ events: 10 }))).toBeNull();
    now = 3000;
    expect(budget.take('loud', cost({ events: 3 }))).toBeNull();
  });

  it('A-76 is for bytes, events and what is kept for ever, and takes nothing of what it refuses', () => {
    expect(budget.take('a', cost({ bytes: 900, lasting: 2 }))).toBeNull();
    expect(budget.take('a', cost({ bytes: 100, lasting: 1 }))).toEqual({ what: 'lasting', seconds: 10 });
    expect(budget.take('a', cost({ bytes: 101 }))).toEqual({ what: 'bytes', seconds: 1 });
    expect(budget.take('a', cost({ bytes: 100 }))).toBeNull();
  });

  it('lets what is greater than all of it through when it is full, and is in debt then', () => {
    expect(budget.take('a', cost({ bytes: 1500 }))).toBeNull();
    expect(budget.take('a', cost({ bytes: 1 }))).toEqual({ what: 'bytes', seconds: 6 });
  });
});
