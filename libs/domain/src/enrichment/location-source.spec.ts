import { locationSourceDecider } from './location-source';

const set = (digest: string) =>
  ({
    type: 'load',
    ...{ name: 'City', version: '1', digest: digest.repeat(64), built: null },
    ...{ by: 'system:worker', at: 1 },
  }) as const;

it('notes a data set once, and every other one', () => {
  const { decide, evolve, initial } = locationSourceDecider;
  const [first] = decide(initial, set('a'));
  expect(first?.data).toMatchObject({ kind: 'location', digest: 'a'.repeat(64), version: '1' });
  const state = first ? evolve(initial, first) : null;
  expect(decide(state, set('a'))).toEqual([]);
  expect(decide(state, set('b'))).toHaveLength(1);
});
