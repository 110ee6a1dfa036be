import { type User, type UserCommand, userDecider } from './user';

const ID = 'b4c1d2e3-f405-4617-8829-3a4b5c6d7e8f';
const ISSUER = 'https://login.example.org';
const link: UserCommand = { type: 'linkIdentity', issuer: ISSUER, subject: '9f86d081884c7d65', by: 'owner' };
const signUp: UserCommand = { type: 'signUp', user: ID, name: 'Lena', role: 'VIEWER' };
const given = (...commands: readonly UserCommand[]): User | null =>
  commands.reduce<User | null>(
    (user, command) => userDecider.decide(user, command).reduce(userDecider.evolve, user),
    null,
  );
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('the identity of a user at a provider', () => {
  it('may be how his account came to be; then he may act at once', () => {
    expect(given(signUp)).toMatchObject({ standing: 'active', role: 'VIEWER', byProvider: true, identity: null });
    expect(given({ type: 'bootstrap', user: ID, name: 'Ada' })).toMatchObject({ byProvider: false });
  });

  it('is one, linked and unlinked', () => {
    expect(given(signUp, link)?.identity).toEqual({ issuer: ISSUER, subject: '9f86d081884c7d65' });
    expect(codeOf(() => given(signUp, link, link))).toBe('IDENTITY_EXISTS');
    expect(given(signUp, link, { type: 'unlinkIdentity' })?.identity).toBeNull();
    expect(codeOf(() => given(signUp, { type: 'unlinkIdentity' }))).toBe('IDENTITY_MISSING');
  });

  it('changes nothing of running sessions by itself', () => {
    expect(given(signUp, link, { type: 'unlinkIdentity' })?.sessionVersion).toBe(given(signUp)?.sessionVersion);
  });

  it('is nothing for those who are disabled or not there', () => {
    const disable: UserCommand = { type: 'disable', reason: 'gone', by: 'x', otherAdmins: 1 };
    expect(codeOf(() => given(signUp, disable, link))).toBe('USER_DISABLED');
    expect(codeOf(() => given(link))).toBe('USER_UNKNOWN');
  });
});
