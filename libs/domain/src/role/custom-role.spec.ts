import { EVERYTHING_REMOVABLE } from '@wireledger/access';

import { type CustomRoles, MAX_CUSTOM_ROLES, type RoleCommand, rolesDecider, takenAway } from './custom-role';

const ID = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90';
const OTHER = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a91';
const said = { reason: 'a test', by: 'user:ada', at: 5 };
const nobody = { count: 0, own: false, otherAdmins: 1 };
const define = {
  type: 'define',
  role: ID,
  name: 'Nights',
  base: 'ANALYST',
  without: ['packets.payload', 'packets.meta'],
  ...said,
} as const;
const change = { ...define, type: 'change', seen: 1, holders: nobody } as const;
const admin = { ...define, base: 'ADMIN', without: ['webhooks.write'] } as const;

const given = (...commands: RoleCommand[]): CustomRoles =>
  commands.reduce(
    (state, command) => rolesDecider.decide(state, command).reduce(rolesDecider.evolve, state),
    rolesDecider.initial,
  );
const when = (state: CustomRoles, command: RoleCommand) => rolesDecider.decide(state, command);
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('custom roles', () => {
  it('are defined, in the order of the matrix, and keep a name trimmed', () => {
    const roles = given({ ...define, name: '  Nights  ' });
    const without = ['packets.meta', 'packets.payload'];
    expect([...roles.values()]).toEqual([
      { id: ID, name: 'Nights', base: 'ANALYST', without, version: 1, by: 'user:ada', at: 5 },
    ]);
  });

  it.each(['', '  ', 'x'.repeat(41), 'a\u202eb', 'a\u0007b', 'a\nb', 'a\u200bb'])('refuse the name %j', (name) => {
    expect(() => when(given(), { ...define, name })).toThrow(refused('NAME_INVALID'));
  });

  it.each(['nights', 'NIGHTS', '\uff2eights', 'Viewer', 'admin', 'Administrator'])('the name %j is taken', (name) => {
    expect(() => when(given(define), { ...define, role: OTHER, name })).toThrow(refused('NAME_TAKEN'));
  });

  it.each([
    ['what the base does not have', ['users.write']],
    ['what every role keeps', ['profile.own']],
    ['what there is not', ['flows.read', '<b>']],
    ['nothing', []],
  ])('do not take away %s', (_what, without) => {
    expect(() => when(given(), { ...define, without })).toThrow(refused('ROLE_INVALID'));
    expect(() => when(given(define), { ...change, without })).toThrow(refused('ROLE_INVALID'));
  });

  it('are 50 at most, defined once, and for a reason', () => {
    const ids = Array.from(
      { length: MAX_CUSTOM_ROLES },
      (_, i) => `${OTHER.slice(0, 24)}${String(i).padStart(12, '0')}`,
    );
    const full = given(...ids.map((role) => ({ ...define, role, name: role })));
    expect(() => when(full, define)).toThrow(refused('LIMIT_EXCEEDED'));
    expect(() => when(given(define), { ...define, name: 'again' })).toThrow(refused('ROLE_INVALID'));
    expect(() => when(given(), { ...define, reason: ' ' })).toThrow(refused('TEXT_NEEDED'));
  });

  it('a change says what was before, and the same changes nothing', () => {
    const [event] = when(given(define), { ...change, name: 'Days', without: ['packets.meta'] });
    expect(event?.data).toMatchObject({
      ...{ name: 'Days', without: ['packets.meta'] },
      before: { name: 'Nights', without: ['packets.meta', 'packets.payload'] },
    });
    expect(when(given(define), change)).toEqual([]);
    expect(given(define, { ...change, name: 'Days' }).get(ID)).toMatchObject({ name: 'Days', version: 2 });
  });

  it('another version than was seen is told', () => {
    const roles = given(define, { ...change, name: 'Days' });
    const told = expect.objectContaining({ code: 'ROLE_CHANGED', details: { version: 2 } }) as Error;
    expect(() => when(roles, change)).toThrow(told);
    expect(() => when(roles, { type: 'remove', role: ID, seen: 1, holders: nobody, ...said })).toThrow(told);
    expect(() => when(given(), change)).toThrow(refused('ROLE_UNKNOWN'));
  });

  it('nobody changes what a role may do that he has himself; its name he may', () => {
    const own = { ...change, holders: { ...nobody, count: 1, own: true } };
    expect(() => when(given(define), { ...own, without: ['packets.meta'] })).toThrow(refused('OWN_ROLE'));
    expect(when(given(define), { ...own, name: 'Days' })).toHaveLength(1);
  });

  it('the last who can manage people do not lose it', () => {
    const last = { ...change, without: ['users.write'], holders: { count: 1, own: false, otherAdmins: 0 } };
    expect(() => when(given(admin), last)).toThrow(refused('LAST_ADMIN'));
    expect(when(given(admin), { ...last, without: ['rules.write'] })).toHaveLength(1);
    expect(when(given(admin), { ...last, holders: { ...last.holders, otherAdmins: 1 } })).toHaveLength(1);
  });

  it('one that somebody has is not removed', () => {
    const remove = { type: 'remove', role: ID, seen: 1, holders: nobody, ...said } as const;
    expect(() => when(given(define), { ...remove, holders: { ...nobody, count: 2 } })).toThrow(refused('ROLE_IN_USE'));
    expect(given(define, remove).size).toBe(0);
    expect(given(define, remove, { ...define, role: OTHER }).size).toBe(1);
  });

  it('what is taken away is told by the same list as long as it is the same', () => {
    const roles = given(define);
    const user = { role: 'ANALYST', customRole: ID } as const;
    expect(takenAway(roles, user)).toBe(takenAway(roles, user));
    expect(takenAway(roles, user)).toEqual(['packets.meta', 'packets.payload']);
    expect(takenAway(roles, { ...user, customRole: null })).toEqual([]);
  });

  it('a role that is gone, or has another base, leaves nothing but the own account', () => {
    expect(takenAway(given(), { role: 'ANALYST', customRole: ID })).toEqual(EVERYTHING_REMOVABLE);
    expect(takenAway(given(define), { role: 'ADMIN', customRole: ID })).toEqual(EVERYTHING_REMOVABLE);
  });

  it('names of other builds take nothing away', () => {
    const event = {
      type: 'domain.RoleDefined',
      version: 1,
      data: { ...define, without: ['stats.read', 'once.there'] },
    };
    const roles = rolesDecider.evolve(given(), event as unknown as Parameters<typeof rolesDecider.evolve>[1]);
    expect(roles.get(ID)?.without).toEqual(['stats.read']);
  });
});
