import type { SuppressionDefinition } from '@wireledger/events';

import { ANN, BEN, key, NOW } from '../testing/alerts';
import { type Suppression, suppressionDecider } from './suppression';

const ID = key(77);
const EMPTY = { rule: null, entity: null, sensor: null, src: null, dst: null };
const definition = (
  match: Partial<SuppressionDefinition['match']>,
  reason = 'our own scanner',
): SuppressionDefinition => ({
  match: { ...EMPTY, ...match },
  until: null,
  reason,
});
const { decide, evolve } = suppressionDecider;
const acted = (n: number, by = ANN) => ({ by, at: NOW + n, command: key(900 + n) });
const define = (n: number, seen: number, what: SuppressionDefinition, by = ANN) =>
  ({ type: 'define', id: ID, definition: what, seen, ...acted(n, by) }) as const;
const fold = (events: ReturnType<typeof decide>, before: Suppression | null = null) => events.reduce(evolve, before);

it('is made, changed and ended by one person after the other, and never made again', () => {
  const made = fold(decide(null, define(1, 0, definition({ rule: 'recommended.scan' }))));
  const changed = fold(
    decide(made, define(2, 1, definition({ rule: 'recommended.scan', src: '10.0.0.0/8' }), BEN)),
    made,
  );
  expect(changed).toMatchObject({ revision: 2, removed: false, last: { by: BEN } });
  const ended = fold(decide(changed, { type: 'remove', seen: 2, ...acted(3) }), changed);
  expect(ended).toMatchObject({ removed: true, definition: { match: { src: '10.0.0.0/8' } } });
  expect(decide(changed, define(2, 1, definition({ entity: 'again' }), BEN))).toEqual([]);
  expect(() => decide(changed, define(4, 1, definition({ entity: 'late' })))).toThrow(
    'Somebody else changed this suppression',
  );
  expect(() => decide(ended, define(5, 3, definition({ entity: 'x' })))).toThrow('was removed');
});

it('takes every address of a rule', () => {
  expect(decide(null, define(1, 0, definition({ rule: 'recommended.scan', src: '0.0.0.0/0' })))).toHaveLength(1);
});

it.each<[string, SuppressionDefinition, RegExp]>([
  ['everything', definition({}), /Name a rule, an entity or an address/],
  ['a whole sensor', definition({ sensor: 'edge' }), /Name a rule, an entity or an address/],
  ['no reason', definition({ entity: 'x' }, '  '), /reason/],
  ['a prefix that is none', definition({ src: '10.0.0.0/33' }), /`src` is no prefix/],
  ['every address', definition({ src: '10.0.0.0/8', dst: '0.0.0.0/0' }), /`dst` holds every address/],
  ['every address of IPv6', definition({ src: '::/0' }), /`src` holds every address/],
  ['a name for a prefix', definition({ dst: 'host.example' }), /`dst` is no prefix/],
])('refuses %s', (_what, what, message) => {
  expect(() => decide(null, define(1, 0, what))).toThrow(message);
});
