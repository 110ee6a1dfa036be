import type { OidcConfig } from '@wireledger/platform';

import { claimAt, countsAsFactor, emailFits, isFresh, nameOf, type ProviderClaims, roleOf } from './provider-claims';

const claims = (more: object): ProviderClaims => ({ iss: 'https://login.example.org', sub: 's', ...more });

describe('what a provider says of somebody', () => {
  it.each<[object, string, unknown]>([
    [{ groups: ['a'] }, 'groups', ['a']],
    [{ realm: { roles: ['a'] } }, 'realm.roles', ['a']],
    [{ 'https://x.example/roles': 'a' }, 'https://x.example/roles', 'a'],
    [{ realm: 'text' }, 'realm.length', undefined],
    [{}, '__proto__.constructor', undefined],
    [{}, 'constructor.name', undefined],
  ])('of %j the claim %s is %j', (said, path, value) => expect(claimAt(claims(said), path)).toEqual(value));

  const config = (more: Partial<OidcConfig>) =>
    ({
      roleClaim: 'groups',
      roles: [
        ['boss', 'ADMIN'],
        ['soc', 'ANALYST'],
      ],
      defaultRole: null,
      ...more,
    }) as OidcConfig;

  it.each<[unknown, string | null]>([
    [['soc', 'boss'], 'ADMIN'],
    ['soc', 'ANALYST'],
    [['cook', 7, null], null],
    [{ boss: true }, null],
    [undefined, null],
    [['Boss'], null],
  ])('groups %j give the role %s', (groups, role) => expect(roleOf(claims({ groups }), config({}))).toBe(role));

  it('gives the role for all others when no claim decides', () => {
    expect(roleOf(claims({ groups: ['boss'] }), config({ roleClaim: '', defaultRole: 'VIEWER' }))).toBe('VIEWER');
  });

  it.each<[object, boolean]>([
    [{ email: 'a@example.org', email_verified: true }, true],
    [{ email: 'a@EXAMPLE.org', email_verified: true }, true],
    [{ email: 'a@example.org' }, false],
    [{ email: 'a@example.org', email_verified: 'true' }, false],
    [{ email: 'a@sub.example.org', email_verified: true }, false],
    [{ email: 'a@example.org@evil.example', email_verified: true }, false],
    [{ email: 'a@example.org\n', email_verified: true }, false],
    [{ email: ['a@example.org'], email_verified: true }, false],
    [{}, false],
  ])('%j lets in: %s', (said, fits) => expect(emailFits(claims(said), ['example.org'])).toBe(fits));

  it('lets everybody in where no domain is named', () => expect(emailFits(claims({}), [])).toBe(true));

  it.each<[object, boolean]>([
    [{ amr: ['pwd', 'otp'] }, true],
    [{ amr: ['pwd'] }, false],
    [{ acr: 'otp' }, true],
    [{ amr: { otp: true } }, false],
    [{}, false],
  ])('%j counts as a second factor: %s', (said, counts) => expect(countsAsFactor(claims(said), ['otp'])).toBe(counts));

  it('never counts a second factor that no word stands for', () => {
    expect(countsAsFactor(claims({ amr: ['otp', ''], acr: '' }), [])).toBe(false);
  });

  it.each<[object, string]>([
    [{ preferred_username: ' Lena ', name: 'x' }, 'Lena'],
    [{ name: 'Lena B' }, 'Lena B'],
    [{ email: 'l@example.org' }, 'l@example.org'],
    [{ preferred_username: 'a\u202eb\u0007c' }, 'abc'],
    [{ preferred_username: 'x'.repeat(1000) }, 'x'.repeat(64)],
    [{ preferred_username: `a\ud800${'b'.repeat(62)}\u{1f600}` }, `a${'b'.repeat(62)}`],
    [{ preferred_username: 7 }, ''],
  ])('%j names an account %j', (said, name) => expect(nameOf(claims(said), 'preferred_username')).toBe(name));

  it.each<[unknown, boolean]>([
    [1000, true],
    [996, true],
    [994, false],
    [undefined, false],
    ['1000', false],
  ])('a proof of second %s is one of after second 1000: %s', (auth_time, fresh) => {
    expect(isFresh(claims({ auth_time }), 1_000_500)).toBe(fresh);
  });
});
