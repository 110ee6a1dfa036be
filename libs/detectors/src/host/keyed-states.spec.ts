import { KeyedStates } from './keyed-states';
import { slotOf } from './slot';
import { StateBudget } from './state-budget';

const states = (keys: number, evicted: string[], budget?: StateBudget) =>
  new KeyedStates(
    { keys, entries: Infinity },
    () => slotOf({}, false),
    (key) => void evicted.push(key),
    budget,
  );

it('gives up the key that was not asked for longest, again and again', () => {
  const evicted: string[] = [];
  const held = states(3, evicted);
  for (const key of ['a', 'b', 'c', 'a', 'd', 'b', 'e', 'f', 'a', 'g']) held.get(key, 1);
  // Asked for twice, `a` was passed over once.
  expect(evicted).toEqual(['b', 'c', 'a', 'd', 'b', 'e']);
  expect([held.slots.size, held.evicted]).toEqual([3, 6]);
});

it('is bounded over rules together, and counts what went in each way', () => {
  const evicted: string[] = [];
  const budget = new StateBudget(10);
  const [many, few] = [states(100, evicted, budget), states(100, evicted, budget)];
  for (let i = 0; i < 8; i++) many.get(`m${i}`, i);
  for (let i = 0; i < 4; i++) few.get(`f${i}`, 20);
  expect([evicted, many.slots.size, few.slots.size]).toEqual([['m0', 'm1'], 6, 4]);
  many.expire(5);
  expect([many.expired, many.slots.size]).toEqual([3, 3]);
  for (let i = 4; i < 7; i++) few.get(`f${i}`, 20);
  expect(evicted).toHaveLength(2);
  few.clear();
  for (let i = 0; i < 7; i++) many.get(`n${i}`, 30);
  expect([evicted.length, many.slots.size, few.expired]).toEqual([2, 10, 7]);
});
