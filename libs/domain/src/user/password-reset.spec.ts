import { type User, type UserCommand, userDecider } from './user';

const ID = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';
const OTHER = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e12';
const reason = 'forgot it';
const offer = { type: 'offerPasswordReset', by: OTHER, expiresAt: 1000, reason } as const;
const use: UserCommand = { type: 'resetPassword', now: 999 };
const ann: UserCommand = { type: 'bootstrap', user: ID, name: 'Ann' };
const asker = { by: OTHER, otherAdmins: 1, reason };
const given = (...commands: readonly UserCommand[]): User | null =>
  commands.reduce<User | null>(
    (user, command) => userDecider.decide(user, command).reduce(userDecider.evolve, user),
    null,
  );
const codeOf = (...commands: readonly UserCommand[]): unknown => {
  try {
    return given(...commands);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a link for a new password', () => {
  it('leaves everything as it is until it is used, once; then sessions end and the factor stays', () => {
    const enrolled = [ann, { type: 'enrolFactor', codes: 10 }] as const;
    const [before, offered, used] = [given(...enrolled), given(...enrolled, offer), given(...enrolled, offer, use)];
    expect(offered).toEqual({ ...before, passwordReset: { until: 1000, by: OTHER } });
    expect(used).toEqual({ ...before, sessionVersion: (before?.sessionVersion ?? 0) + 1 });
    expect(used?.factor.enrolled).toBe(true);
    expect(codeOf(ann, offer, use, use)).toBe('RESET_OVER');
  });

  it('is replaced by a newer one, and is good until its end', () => {
    expect(given(ann, offer, { ...offer, expiresAt: 2000 })?.passwordReset?.until).toBe(2000);
    expect(codeOf(ann, offer, { type: 'resetPassword', now: 1000 })).toBe('RESET_OVER');
    expect(codeOf(ann, use)).toBe('RESET_OVER');
  });

  it.each<readonly [string, UserCommand]>([
    ['he is disabled, also when he comes back', { type: 'disable', ...asker }],
    ['he changes his password himself', { type: 'changePassword', by: ID }],
    ['he is erased', { type: 'erase', subjects: ['user:x'], by: OTHER, otherAdmins: 1 }],
  ])('is withdrawn when %s', (_when, command) => {
    expect(given(ann, offer, command)?.passwordReset).toBeNull();
  });

  it('does not come back with an account that is enabled', () => {
    const off: UserCommand = { type: 'disable', ...asker };
    expect(codeOf(ann, offer, off, use)).toBe('USER_DISABLED');
    expect(codeOf(ann, offer, off, { type: 'enable', reason }, use)).toBe('RESET_OVER');
  });

  it('is for others who are active', () => {
    const invitation = {
      type: 'invite',
      user: ID,
      name: 'Ann',
      role: 'VIEWER',
      scope: null,
      expiresAt: 1,
      reason,
    } as const;
    expect(codeOf(ann, { ...offer, by: ID })).toBe('OWN_ACCOUNT');
    expect(codeOf(invitation, offer)).toBe('USER_INVITED');
    expect(codeOf(invitation, { type: 'revokeInvitation', reason }, offer)).toBe('USER_UNKNOWN');
    expect(codeOf(ann, { type: 'disable', ...asker }, offer)).toBe('USER_DISABLED');
    expect(codeOf(ann, { type: 'erase', subjects: ['user:x'], by: OTHER, otherAdmins: 1 }, offer)).toBe('USER_ERASED');
    expect(codeOf(offer)).toBe('USER_UNKNOWN');
    expect(codeOf(ann, { ...offer, reason: ' ' })).toBe('TEXT_NEEDED');
  });
});
