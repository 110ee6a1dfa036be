import { can, isBeyondScope, limitedPermissionsOf, permissionsOf, readsMasked, stepUpPermissionsOf } from './can';
import {
  assertJobsDeclared,
  MATRIX,
  PARTIES,
  PERMISSIONS,
  type Permission,
  ROLES,
  rowOf,
  WHOLE_TRAFFIC,
} from './matrix';

const person = (party: (typeof PARTIES)[number]) => ({ party, token: false });

describe('permission matrix', () => {
  it('tells which permissions reach only in part', () => {
    expect(limitedPermissionsOf(person('ANALYST'))).toEqual(['users.read', 'health.read']);
    expect(limitedPermissionsOf(person('ADMIN'))).toEqual([]);
  });

  it('gives what touches all traffic to nobody who sees a part of it', () => {
    const scoped = { ...person('ANALYST'), scoped: true };
    expect([can(scoped, 'lists.write'), can(scoped, 'flows.read')]).toEqual(['deny', 'allow']);
    expect(permissionsOf(scoped)).toEqual(
      permissionsOf(person('ANALYST')).filter((one) => !WHOLE_TRAFFIC.includes(one)),
    );
    expect([isBeyondScope(scoped, 'lists.write'), isBeyondScope(person('ANALYST'), 'lists.write')]).toEqual([
      true,
      false,
    ]);
  });

  it('has a cell for every permission and party', () => {
    for (const permission of PERMISSIONS)
      for (const party of PARTIES) expect(MATRIX.get(permission)?.get(party)).toBeDefined();
  });

  it('refuses whoever has not signed in, everything', () => {
    for (const permission of PERMISSIONS) expect(can(null, permission)).toBe('deny');
  });

  it('refuses what it does not know', () => {
    expect(can(person('ADMIN'), 'world.rule' as Permission)).toBe('deny');
    expect(can(person('ROOT' as 'ADMIN'), 'stats.read')).toBe('deny');
    expect(can(person('ADMIN'), '__proto__' as Permission)).toBe('deny');
  });

  it('no role may do everything, also not an administrator', () => {
    for (const party of PARTIES) expect(permissionsOf(person(party)).length).toBeLessThan(PERMISSIONS.length);
    expect(can(person('ADMIN'), 'packets.payload')).toBe('deny');
  });

  it.each([
    ['ADMIN', 'flows.read', 'allow'],
    ['ANALYST', 'live.read', 'allow'],
    ['AUDITOR', 'live.read', 'deny'],
    ['VIEWER', 'flows.read', 'masked'],
    ['ANALYST', 'health.read', 'limited'],
    ['VIEWER', 'health.read', 'deny'],
    ['ANALYST', 'users.write', 'deny'],
    ['ADMIN', 'users.write', 'stepUp'],
    ['OPERATOR', 'audit.read', 'own'],
    ['sensor', 'facts.append', 'allow'],
    ['tool-read', 'flows.read', 'masked'],
    ['tool-write', 'flows.read', 'allow'],
    ['ADMIN', 'audit.alter', 'deny'],
    ['tool-read', 'alerts.triage', 'deny'],
    ['sensor', 'flows.read', 'deny'],
  ] as const)('%s %s: %s', (party, permission, decision) => {
    expect(can(person(party), permission)).toBe(decision);
  });

  it('holds the 53 operations of people, and what only tokens do', () => {
    const rows = PERMISSIONS.map((permission) => rowOf(permission).row);
    expect([...new Set(rows)].sort((a, b) => Number(a) - Number(b))).toEqual([
      null,
      ...Array.from({ length: 53 }, (_, i) => i + 1),
    ]);
  });

  it('a service token reads in clear only what its kind reads masked, and only when it was made so', () => {
    const reader = { party: 'tool-read', token: true } as const;
    expect([can({ ...reader, clear: true }, 'flows.read'), can({ ...reader, clear: true }, 'users.read')]).toEqual([
      'allow',
      'deny',
    ]);
    expect([readsMasked(reader), readsMasked({ ...reader, clear: true })]).toEqual([true, false]);
    const masked = ROLES.filter((party) => readsMasked({ party, token: false }));
    expect(masked).toEqual(['AUDITOR', 'VIEWER']);
  });

  it('a job without a declared reach is refused by name', () => {
    expect(() => assertJobsDeclared(['follow', 'maintain'])).not.toThrow();
    expect(() => assertJobsDeclared(['follow', 'dream'])).toThrow('dream');
  });

  it('a token never passes what needs a second factor', () => {
    expect(can({ party: 'ADMIN', token: true }, 'users.write')).toBe('deny');
    expect(permissionsOf({ party: 'ADMIN', token: true })).not.toContain('users.write');
    for (const party of PARTIES) expect(stepUpPermissionsOf({ party, token: true })).toEqual([]);
  });

  it('offers people what needs a second factor, and marks it', () => {
    expect(permissionsOf(person('ADMIN'))).toEqual(expect.arrayContaining(['users.write', 'export.data']));
    expect(stepUpPermissionsOf(person('ADMIN'))).toEqual(expect.arrayContaining(['users.write', 'export.data']));
    expect(stepUpPermissionsOf(person('ANALYST'))).not.toContain('export.data');
    expect(stepUpPermissionsOf(person('VIEWER'))).toEqual([]);
    for (const party of ROLES)
      expect(permissionsOf(person(party))).toEqual(expect.arrayContaining(stepUpPermissionsOf(person(party))));
  });
});
