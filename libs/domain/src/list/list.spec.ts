import type { ListDefinition } from '@wireledger/events';

import { Indicators } from './indicators';
import { type IndicatorList, type ListCommand, listDecider } from './list';
import { ListInForce } from './list-in-force';

const ID = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const DEFINITION: ListDefinition = { name: 'Bad ones', kind: 'names', action: 'threat', source: '', licence: '' };
const ORIGIN = {
  ...{ name: 'a.txt', sha256: 'cd'.repeat(32), bytes: 1, format: 'plain' as const, lines: 1 },
  ...{ duplicates: 0, otherKind: 0, refused: 0, added: 1, removed: 0 },
};
const content = (of: string) => ({ sha256: of.repeat(32), entries: 1, bytes: 1 });

let keys = 0;
type Deed<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command'> : never;
const tell = (state: IndicatorList | null, deed: Deed<ListCommand>, command?: string) => {
  const key = command ?? `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`;
  const events = listDecider.decide(state, { ...deed, by: 'user:ann', at: 7, command: key });
  return { types: events.map(({ type }) => type.slice(7)), state: events.reduce(listDecider.evolve, state) };
};
const made = () => tell(null, { type: 'define', id: ID, definition: DEFINITION, seen: 0 }).state as IndicatorList;
const take = (state: IndicatorList | null, sha: string) =>
  tell(state, { type: 'import', content: content(sha), origin: ORIGIN, accepted: null, seen: state?.revision ?? 0 });
const refusal = (deed: () => unknown): string => {
  try {
    deed();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

it('takes versions into force, each once, and back', () => {
  const one = take(made(), 'aa').state;
  expect(one).toMatchObject({ inForce: 1, revision: 2 });
  expect(take(one, 'aa').types).toEqual([]);
  const two = take(one, 'bb').state as IndicatorList;
  expect(two).toMatchObject({ inForce: 2, versions: [{ number: 1 }, { number: 2 }] });
  const back = tell(two, { type: 'rollBack', number: 1, reason: 'wrong', seen: two.revision });
  expect(back).toMatchObject({ types: ['ListReverted'], state: { inForce: 1 } });
  expect(take(back.state, 'bb').state).toMatchObject({ inForce: 3 });
  expect(refusal(() => tell(two, { type: 'rollBack', number: 3, reason: 'x', seen: two.revision }))).toBe(
    'LIST_VERSION_UNKNOWN',
  );
});

it('keeps its kind and what it is for', () => {
  const state = made();
  const define = (definition: ListDefinition) =>
    tell(state, { type: 'define', id: ID, definition, seen: state.revision });
  expect(define({ ...DEFINITION, name: 'Worse ones' }).state).toMatchObject({ definition: { name: 'Worse ones' } });
  expect(define(DEFINITION).types).toEqual([]);
  for (const other of [{ kind: 'addresses' }, { action: 'allow' }] as const)
    expect(refusal(() => define({ ...DEFINITION, ...other }))).toBe('BAD_USER_INPUT');
});

it('one of two people is told of the other, the same key acts once, and nothing happens to what is not there', () => {
  const state = made();
  expect(refusal(() => tell(state, { type: 'pause', reason: 'x', seen: 0 }))).toBe('LIST_CONFLICT');
  const key = '11111111-1111-4111-8111-111111111111';
  const paused = tell(state, { type: 'pause', reason: 'x', seen: 1 }, key);
  expect(paused.state).toMatchObject({ paused: true });
  expect(tell(paused.state, { type: 'resume', seen: 1 }, key).types).toEqual([]);
  expect(tell(paused.state, { type: 'resume', seen: 2 }).state).toMatchObject({ paused: false });
  expect(refusal(() => take(null, 'aa'))).toBe('LIST_UNKNOWN');
});

describe('entries by hand', () => {
  const add = (state: IndicatorList, value: string, until: number | null = null) =>
    tell(state, { type: 'add', value, until, reason: 'seen' }).state as IndicatorList;

  it('are written in one way, changed and removed', () => {
    const one = add(made(), '*.Bad.Example');
    expect(one.entries).toEqual([{ value: 'bad.example', until: null, reason: 'seen', by: 'user:ann', at: 7 }]);
    expect(add(one, 'bad.example', 9).entries).toMatchObject([{ until: 9 }]);
    expect(tell(one, { type: 'remove', value: 'bad.example', reason: 'solved' }).state).toMatchObject({ entries: [] });
    expect(refusal(() => tell(one, { type: 'remove', value: 'x.example', reason: 'y' }))).toBe('NOT_FOUND');
  });

  it.each(['10.0.0.1', 'com', 'not a name', ''])('refuses %j', (value) => {
    expect(refusal(() => add(made(), value))).toBe('BAD_USER_INPUT');
  });

  it('a thousand are the most', () => {
    let state = made();
    for (let i = 0; i < 1000; i++) state = add(state, `n${i}.example`);
    expect(refusal(() => add(state, 'one.more.example'))).toBe('LIMIT_EXCEEDED');
    expect(add(state, 'n1.example', 5).entries).toHaveLength(1000);
  });

  it('match until their end, what is longer before what ended; a paused list matches nothing', () => {
    let state = add(add(made(), 'a.bad.example', 100), 'bad.example', 200);
    state = add(state, 'always.example');
    const found = new Indicators('names');
    found.add({ text: 'old.example', prefix: null }, 4);
    const list = new ListInForce(take(state, 'aa').state as IndicatorList, found);
    expect(list).toMatchObject({ version: 1, name: 'Bad ones' });
    const at = (name: string, time: number) => list.find(name, time)?.indicator ?? null;
    expect([at('x.a.bad.example', 99), at('x.a.bad.example', 100), at('x.a.bad.example', 200)]).toEqual([
      'a.bad.example',
      'bad.example',
      null,
    ]);
    expect([at('always.example', 1e15), at('www.old.example', 1)]).toEqual(['always.example', 'old.example']);
    expect(new ListInForce({ ...state, paused: true }, found).find('old.example', 1)).toBeNull();
  });
});
