import { key as uuid } from '../testing';
import { type ReputationKey, reputationKeyDecider, type SetReputationKey } from './reputation-key';

const { initial, decide, evolve } = reputationKeyDecider;
const KEPT = { sealed: 'c2VhbGVk', last: '9f3a' };
const set = (n: number, seen: number, key: SetReputationKey['key'] = KEPT): SetReputationKey => ({
  ...{ type: 'set', service: 'otx', key, seen },
  ...{ by: 'user:ann', at: 1000 + n, command: uuid(n) },
});
const after = (...commands: readonly SetReputationKey[]): ReputationKey | null =>
  commands.reduce<ReputationKey | null>((state, command) => decide(state, command).reduce(evolve, state), initial);

it('is set, replaced and taken away, each with whoever did it', () => {
  expect(after(set(1, 0))).toMatchObject({ service: 'otx', key: KEPT, revision: 1, set: { by: 'user:ann', at: 1001 } });
  expect(after(set(1, 0), set(2, 1, { ...KEPT, last: '0000' }))).toMatchObject({ key: { last: '0000' }, revision: 2 });
  expect(after(set(1, 0), set(2, 1, null))).toMatchObject({ key: null, revision: 2 });
  expect(after(set(1, 0), set(2, 1, null), set(3, 2))).toMatchObject({ key: KEPT, revision: 3 });
});

it('acts once for a command that comes again', () => {
  const state = after(set(1, 0));
  expect(decide(state, set(1, 0))).toEqual([]);
});

it('refuses whoever did not see the last change, with the other’s act', () => {
  const state = after(set(1, 0));
  expect(() => decide(state, set(2, 0))).toThrow(
    expect.objectContaining({ code: 'REPUTATION_KEY_CONFLICT', details: { version: 1, by: 'user:ann', at: 1001 } }),
  );
  expect(() => decide(initial, set(2, 3))).toThrow(expect.objectContaining({ code: 'REPUTATION_KEY_CONFLICT' }));
});

it('has nothing to take away where nothing is kept', () => {
  expect(() => decide(initial, set(1, 0, null))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  const gone = after(set(1, 0), set(2, 1, null));
  expect(() => decide(gone, set(3, 2, null))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
