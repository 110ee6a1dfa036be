import { mayAct, type User, userDecider, type UserCommand } from './user';

const ID = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';
const OTHER = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e12';
const given = (...commands: UserCommand[]): User | null =>
  commands.reduce<User | null>(
    (state, command) => userDecider.decide(state, command).reduce(userDecider.evolve, state),
    userDecider.initial,
  );
const when = (state: User | null, command: UserCommand) => userDecider.decide(state, command).map(({ type }) => type);

const admin: UserCommand = { type: 'bootstrap', user: ID, name: 'Ada' };
const reason = 'new in the team';
const invitation = {
  type: 'invite',
  user: ID,
  name: 'Ann',
  role: 'ANALYST',
  scope: null,
  expiresAt: 1000,
  reason,
} as const;
const accepted: UserCommand = { type: 'acceptInvitation', now: 999 };
const analyst: readonly UserCommand[] = [invitation, accepted];
const asker = { by: OTHER, otherAdmins: 1, reason };

describe('user', () => {
  it('the one-time link makes an administrator', () => {
    expect(given(admin)).toEqual({
      id: ID,
      name: 'Ada',
      role: 'ADMIN',
      customRole: null,
      scope: null,
      standing: 'active',
      invitedUntil: null,
      disabled: false,
      passwordReset: null,
      factor: { enrolled: false, codesLeft: 0 },
      identity: null,
      byProvider: false,
      erasure: 'none',
      erasedSubjects: [],
      sessionVersion: 1,
    });
  });

  it('is made once', () => {
    expect(() => when(given(admin), admin)).toThrow(expect.objectContaining({ code: 'USER_EXISTS' }));
    expect(() => when(given(...analyst), invitation)).toThrow(expect.objectContaining({ code: 'USER_EXISTS' }));
  });

  it.each(['', '   ', 'x'.repeat(65), 'a\u202eb', 'a\u0007b', 'a\nb'])('refuses the name %j', (name) => {
    expect(() => when(null, { ...admin, name })).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
  });

  it('keeps a name trimmed and composed', () => {
    expect(given({ ...admin, name: '  Zoe\u0308   Q ' })?.name).toBe('Zo\u00eb Q');
  });

  it('a custom role narrows the role, from the invitation on or later, and a plain role takes it away again', () => {
    const customRole = OTHER;
    const narrowed: UserCommand = { type: 'grantRole', role: 'ANALYST', customRole, ...asker };
    expect(given({ ...invitation, customRole }, accepted)).toMatchObject({ role: 'ANALYST', customRole });
    expect(given(...analyst, narrowed)).toMatchObject({ role: 'ANALYST', customRole, sessionVersion: 2 });
    expect(when(given(...analyst, narrowed), narrowed)).toEqual([]);
    const plain = given(...analyst, narrowed, { type: 'grantRole', role: 'ANALYST', ...asker });
    expect(plain).toMatchObject({ role: 'ANALYST', customRole: null, sessionVersion: 3 });
    expect(() => when(given(...analyst), { ...narrowed, by: ID })).toThrow(
      expect.objectContaining({ code: 'OWN_ROLE' }),
    );
  });

  it('the last administrator does not get a custom role, and whoever has one may become an administrator', () => {
    const alone = { ...asker, otherAdmins: 0 };
    const narrowed: UserCommand = { type: 'grantRole', role: 'ADMIN', customRole: OTHER, ...asker };
    expect(() => when(given(admin), { ...narrowed, ...alone })).toThrow(
      expect.objectContaining({ code: 'LAST_ADMIN' }),
    );
    expect(when(given(admin, narrowed), { type: 'grantRole', role: 'ADMIN', ...alone })).toEqual([
      'domain.RoleGranted',
    ]);
  });

  it('a changed role ends sessions; the same role changes nothing', () => {
    const granted = given(...analyst, { type: 'grantRole', role: 'OPERATOR', ...asker });
    expect(granted).toMatchObject({ role: 'OPERATOR', sessionVersion: 2 });
    expect(when(granted, { type: 'grantRole', role: 'OPERATOR', ...asker })).toEqual([]);
  });

  it('nobody changes his own role or disables himself', () => {
    const own = { by: ID, otherAdmins: 5, reason };
    expect(() => when(given(...analyst), { type: 'grantRole', role: 'ADMIN', ...own })).toThrow(
      expect.objectContaining({ code: 'OWN_ROLE' }),
    );
    expect(() => when(given(admin), { type: 'disable', ...own })).toThrow(
      expect.objectContaining({ code: 'OWN_ACCOUNT' }),
    );
  });

  it('a changed scope ends sessions; the same scope changes nothing; nobody changes his own', () => {
    const scope = { ip: ['10.1.0.0/16'], sensor: ['edge'] };
    const narrowed = given(...analyst, { type: 'grantScope', scope, by: OTHER, reason });
    expect(narrowed).toMatchObject({ scope, sessionVersion: 2 });
    expect(when(narrowed, { type: 'grantScope', scope: { ...scope }, by: OTHER, reason })).toEqual([]);
    const [event] = userDecider.decide(narrowed, { type: 'grantScope', scope: null, by: OTHER, reason });
    expect(event?.data).toEqual({ user: ID, scope: null, before: scope, reason });
    expect(() => when(narrowed, { type: 'grantScope', scope: null, by: ID, reason })).toThrow(
      expect.objectContaining({ code: 'OWN_SCOPE' }),
    );
  });

  it('a changed password ends sessions; only the owner changes it, and not when disabled', () => {
    expect(given(...analyst, { type: 'changePassword', by: ID })).toMatchObject({ sessionVersion: 2 });
    expect(() => when(given(...analyst), { type: 'changePassword', by: OTHER })).toThrow(
      expect.objectContaining({ code: 'OTHERS_PASSWORD' }),
    );
    const disabled = given(...analyst, { type: 'disable', ...asker });
    expect(() => when(disabled, { type: 'changePassword', by: ID })).toThrow(
      expect.objectContaining({ code: 'USER_DISABLED' }),
    );
  });

  it('the last active administrator stays', () => {
    const last = { by: OTHER, otherAdmins: 0, reason };
    expect(() => when(given(admin), { type: 'grantRole', role: 'VIEWER', ...last })).toThrow(
      expect.objectContaining({ code: 'LAST_ADMIN' }),
    );
    expect(() => when(given(admin), { type: 'disable', ...last })).toThrow(
      expect.objectContaining({ code: 'LAST_ADMIN' }),
    );
    expect(when(given(admin), { type: 'disable', ...asker })).toEqual(['domain.UserDisabled']);
  });

  it('is disabled and enabled once each', () => {
    const disabled = given(...analyst, { type: 'disable', ...asker });
    expect(disabled).toMatchObject({ disabled: true, sessionVersion: 2 });
    expect(when(disabled, { type: 'disable', ...asker })).toEqual([]);
    expect(given(...analyst, { type: 'disable', ...asker }, { type: 'enable', reason })?.disabled).toBe(false);
    expect(when(given(...analyst), { type: 'enable', reason })).toEqual([]);
  });

  it.each<UserCommand>([
    { type: 'grantRole', role: 'ADMIN', ...asker },
    { type: 'disable', ...asker },
    { type: 'enable', reason },
    { type: 'grantScope', scope: null, by: OTHER, reason },
    { type: 'changePassword', by: OTHER },
    { type: 'renewInvitation', expiresAt: 2 },
    { type: 'revokeInvitation', reason },
    { type: 'revokeSessions', by: OTHER, reason },
    accepted,
  ])('refuses $type for nobody', (command) => {
    expect(() => when(null, command)).toThrow(expect.objectContaining({ code: 'USER_UNKNOWN' }));
  });

  it('an invited one may not act until he has used the link, in its time', () => {
    const scope = { ip: ['10.1.0.0/16'] };
    const invited = given({ ...invitation, scope });
    expect(invited).toMatchObject({ standing: 'invited', invitedUntil: 1000, scope, sessionVersion: 1 });
    expect(mayAct(invited as User)).toBe(false);
    expect(() => when(invited, { type: 'acceptInvitation', now: 1000 })).toThrow(
      expect.objectContaining({ code: 'INVITATION_OVER' }),
    );
    const renewed = given(invitation, { type: 'renewInvitation', expiresAt: 2000 });
    const active = given(invitation, { type: 'renewInvitation', expiresAt: 2000 }, { ...accepted, now: 1999 });
    expect([renewed?.invitedUntil, active?.standing, active?.invitedUntil]).toEqual([2000, 'active', null]);
    expect(mayAct(active as User)).toBe(true);
    for (const late of [
      accepted,
      { type: 'renewInvitation', expiresAt: 9 },
      { type: 'revokeInvitation', reason },
    ] as const)
      expect(() => when(active, late)).toThrow(expect.objectContaining({ code: 'INVITATION_OVER' }));
    const disabled = given(invitation, { type: 'disable', ...asker });
    expect(() => when(disabled, accepted)).toThrow(expect.objectContaining({ code: 'USER_DISABLED' }));
  });

  it('a revoked invitation leaves nobody', () => {
    const gone = given(invitation, { type: 'revokeInvitation', reason });
    expect(gone).toMatchObject({ standing: 'withdrawn', invitedUntil: null });
    expect(() => when(gone, accepted)).toThrow(expect.objectContaining({ code: 'INVITATION_OVER' }));
    for (const command of [
      { type: 'grantRole', role: 'ADMIN', ...asker },
      { type: 'enable', reason },
    ] as const)
      expect(() => when(gone, command)).toThrow(expect.objectContaining({ code: 'USER_UNKNOWN' }));
  });

  it('an invited administrator does not count as one: he may be removed though no other is left', () => {
    const invited = given({ ...invitation, role: 'ADMIN' });
    expect(when(invited, { type: 'disable', by: OTHER, otherAdmins: 0, reason })).toEqual(['domain.UserDisabled']);
  });

  it('others end all his sessions; himself he does that elsewhere', () => {
    expect(given(...analyst, { type: 'revokeSessions', by: OTHER, reason })?.sessionVersion).toBe(2);
    expect(() => when(given(...analyst), { type: 'revokeSessions', by: ID, reason })).toThrow(
      expect.objectContaining({ code: 'OWN_ACCOUNT' }),
    );
  });

  it.each([
    ['', 'TEXT_NEEDED'],
    ['  ', 'TEXT_NEEDED'],
    ['x'.repeat(501), 'TEXT_INVALID'],
    ['a\u0007b', 'TEXT_INVALID'],
  ])('refuses the reason %j', (bad, code) => {
    for (const command of [
      { type: 'grantRole', role: 'VIEWER', by: OTHER, otherAdmins: 1 },
      { type: 'grantScope', scope: { port: [53] }, by: OTHER },
      { type: 'disable', by: OTHER, otherAdmins: 1 },
      { type: 'revokeSessions', by: OTHER },
    ] as const)
      expect(() => when(given(...analyst), { ...command, reason: bad })).toThrow(expect.objectContaining({ code }));
    expect(() => when(null, { ...invitation, reason: bad })).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a scope that is none, in an invitation as later', () => {
    const scope = { ip: ['everywhere'] };
    expect(() => when(null, { ...invitation, scope })).toThrow(expect.objectContaining({ code: 'SCOPE_INVALID' }));
    expect(() => when(given(...analyst), { type: 'grantScope', scope, by: OTHER, reason })).toThrow(
      expect.objectContaining({ code: 'SCOPE_INVALID' }),
    );
  });

  describe('an erasure', () => {
    const subjects = [`user:${ID}`, 'token:t1'];
    const erase = { type: 'erase', subjects, by: OTHER, otherAdmins: 1 } as const;

    it('puts him out and his name away; once begun it can be completed, and nothing else', () => {
      const erased = given(...analyst, erase);
      expect(erased).toMatchObject({
        name: 'erased person 0b6f3c52',
        disabled: true,
        erasure: 'begun',
        sessionVersion: 2,
      });
      expect(erased && mayAct(erased)).toBe(false);
      expect(when(erased, erase)).toEqual([]);
      const done = given(...analyst, erase, { type: 'completeErasure' });
      expect(done).toMatchObject({ erasure: 'done', erasedSubjects: subjects });
      expect(when(done, { type: 'completeErasure' })).toEqual([]);
      for (const command of [
        { type: 'enable', reason },
        { type: 'grantRole', role: 'VIEWER', ...asker },
        { type: 'acceptInvitation', now: 1 },
        { type: 'enrolFactor', codes: 10 },
      ] as const)
        for (const state of [erased, done])
          expect(() => when(state, command)).toThrow(expect.objectContaining({ code: 'USER_ERASED' }));
    });

    it('says in its events nothing of him but ids', () => {
      const events = userDecider.decide(given(...analyst), erase);
      expect(events.map(({ data }) => data)).toEqual([{ user: ID, subjects }]);
    });

    it('is for others, keeps one administrator, and reaches who is invited, disabled or withdrawn', () => {
      expect(() => when(given(admin), { ...erase, by: ID })).toThrow(expect.objectContaining({ code: 'OWN_ACCOUNT' }));
      expect(() => when(given(admin), { ...erase, otherAdmins: 0 })).toThrow(
        expect.objectContaining({ code: 'LAST_ADMIN' }),
      );
      expect(() => when(null, erase)).toThrow(expect.objectContaining({ code: 'USER_UNKNOWN' }));
      expect(() => when(given(admin), { type: 'completeErasure' })).toThrow(
        expect.objectContaining({ code: 'NOT_ERASED' }),
      );
      for (const before of [
        [invitation],
        [...analyst, { type: 'disable', ...asker } as const],
        [invitation, { type: 'revokeInvitation', reason } as const],
      ])
        expect(when(given(...before), erase)).toEqual(['domain.PersonErased']);
    });
  });
});
