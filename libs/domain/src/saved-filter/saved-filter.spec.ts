import type { SavedFilterDefinition } from '@wireledger/events';

import { ANN, BEN, key, NOW } from '../testing/alerts';
import { savedFilterDecider, type SavedFilter, savedFilterStream } from './saved-filter';

const BIG: SavedFilterDefinition = { name: 'Big', kind: 'flow', expression: 'bytes > 1GB', shared: false };
const act = (n: number, by: string = ANN) => ({ by, at: NOW + n, command: key(n) });
const play = (...commands: Parameters<typeof savedFilterDecider.decide>[1][]): SavedFilter | null =>
  commands.reduce<SavedFilter | null>(
    (state, command) => savedFilterDecider.decide(state, command).reduce(savedFilterDecider.evolve, state),
    savedFilterDecider.initial,
  );
const define = (n: number, seen: number, definition: SavedFilterDefinition, by: string = ANN) =>
  ({ type: 'define', id: key(900), definition, seen, ...act(n, by) }) as const;

it('is kept, shared, and removed', () => {
  expect(play(define(1, 0, BIG))).toMatchObject({ id: key(900), definition: BIG, removed: false, revision: 1 });
  const shared = play(define(1, 0, BIG), define(2, 1, { ...BIG, shared: true }));
  expect(shared).toMatchObject({ definition: { shared: true }, revision: 2 });
  expect(play(define(1, 0, BIG), { type: 'remove', seen: 1, ...act(3) })).toMatchObject({ removed: true });
  expect(savedFilterStream('x')).toBe('savedfilter-x');
});

it('the same key acts once; another revision than was seen is a conflict', () => {
  expect(play(define(1, 0, BIG), define(1, 0, BIG))).toMatchObject({ revision: 1 });
  expect(() => play(define(1, 0, BIG), define(2, 0, { ...BIG, name: 'Other' }, BEN))).toThrow(/Somebody else/);
});

it.each(['', ' \t', 'a\u0007b', 'x'.repeat(81)])('the name %j is refused', (name) =>
  expect(() => play(define(1, 0, { ...BIG, name }))).toThrow(/The name/),
);
