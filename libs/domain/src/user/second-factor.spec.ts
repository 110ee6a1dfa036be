import { type User, userDecider, type UserCommand } from './user';

const ID = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';
const OTHER = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e12';
const given = (...commands: UserCommand[]): User | null =>
  commands.reduce<User | null>(
    (state, command) => userDecider.decide(state, command).reduce(userDecider.evolve, state),
    userDecider.initial,
  );
const when = (state: User | null, command: UserCommand) => userDecider.decide(state, command);

const ada: UserCommand = { type: 'bootstrap', user: ID, name: 'Ada' };
const enrol: UserCommand = { type: 'enrolFactor', codes: 10 };
const remove = (by: string): UserCommand => ({ type: 'removeFactor', by, reason: 'lost the phone' });

describe('second factor of a user', () => {
  it('is enrolled with its codes, and running sessions end', () => {
    expect(when(given(ada), enrol).map(({ type, data }) => [type, data])).toEqual([
      ['domain.MfaEnrolled', { user: ID, kind: 'totp', replaced: false }],
      ['domain.RecoveryCodesIssued', { user: ID, count: 10 }],
    ]);
    expect(given(ada, enrol)).toMatchObject({ factor: { enrolled: true, codesLeft: 10 }, sessionVersion: 2 });
  });

  it('is replaced by a new one, with new codes', () => {
    const replaced = given(ada, enrol, { type: 'useRecoveryCode' }, enrol);
    expect(replaced).toMatchObject({ factor: { enrolled: true, codesLeft: 10 }, sessionVersion: 3 });
    expect(when(given(ada, enrol), enrol)[0]?.data).toMatchObject({ replaced: true });
  });

  it('codes are counted down, and issued anew, without an end of sessions', () => {
    const used = given(ada, enrol, { type: 'useRecoveryCode' }, { type: 'useRecoveryCode' });
    expect(used).toMatchObject({ factor: { codesLeft: 8 }, sessionVersion: 2 });
    expect(given(ada, enrol, { type: 'useRecoveryCode' }, { type: 'issueRecoveryCodes', codes: 10 })).toMatchObject({
      ...{ factor: { codesLeft: 10 }, sessionVersion: 2 },
    });
  });

  it.each([
    [ID, 'owner'],
    [OTHER, 'administrator'],
  ])('is removed by %s as %s, once; sessions end', (by, as) => {
    expect(when(given(ada, enrol), remove(by)).map(({ data }) => data)).toEqual([
      { user: ID, by: as, reason: 'lost the phone' },
    ]);
    const gone = given(ada, enrol, remove(by));
    expect(gone).toMatchObject({ factor: { enrolled: false, codesLeft: 0 }, sessionVersion: 3 });
    expect(when(gone, remove(by))).toEqual([]);
  });

  it.each<UserCommand>([{ type: 'issueRecoveryCodes', codes: 10 }, { type: 'useRecoveryCode' }])(
    'refuses $type without a factor',
    (command) => {
      expect(() => when(given(ada), command)).toThrow(expect.objectContaining({ code: 'MFA_MISSING' }));
    },
  );

  it('a disabled user enrols nothing, but may be reset; nobody has no factor', () => {
    const disabled = given(ada, enrol, { type: 'disable', reason: 'left', by: OTHER, otherAdmins: 1 });
    expect(() => when(disabled, enrol)).toThrow(expect.objectContaining({ code: 'USER_DISABLED' }));
    expect(when(disabled, remove(OTHER))).toHaveLength(1);
    expect(() => when(null, enrol)).toThrow(expect.objectContaining({ code: 'USER_UNKNOWN' }));
  });
});
