import { can, permissionsOf, readsMasked, type Subject } from './can';
import { beyondGiver, EVERYTHING_REMOVABLE, isFullAdmin, removablePermissions } from './custom-role';
import { MATRIX, type Permission, PERMISSIONS, ROLES, type Role } from './matrix';

const without = (party: Role, ...taken: Permission[]): Subject => ({ party, token: false, without: taken });

describe('a custom role', () => {
  it.each(ROLES)('may take away from %s all that it has, but the own account', (base) => {
    const has = PERMISSIONS.filter((permission) => MATRIX.get(permission)?.get(base) !== '-');
    expect([...removablePermissions(base), 'profile.own'].sort()).toEqual([...has].sort());
  });

  it.each(ROLES)('never has what %s does not have, whatever is taken away', (base) => {
    for (const permission of removablePermissions(base)) {
      const before = permissionsOf({ party: base, token: false });
      expect(permissionsOf(without(base, permission))).toEqual(before.filter((one) => one !== permission));
    }
    expect(permissionsOf(without(base, ...EVERYTHING_REMOVABLE))).toEqual(['profile.own']);
  });

  it('takes it away from tokens too', () => {
    expect(can({ party: 'ANALYST', token: true }, 'lists.write')).toBe('allow');
    expect(can({ party: 'ANALYST', token: true, without: ['lists.write'] }, 'lists.write')).toBe('deny');
  });

  it('who reads masked goes on reading masked when all that is masked is taken away', () => {
    expect(readsMasked(without('AUDITOR', 'stats.read', 'flows.read', 'alerts.read'))).toBe(true);
    expect(readsMasked(without('ANALYST', 'stats.read'))).toBe(false);
  });

  it.each([
    [without('ADMIN'), true],
    [without('ADMIN', 'rules.publish'), true],
    [without('ADMIN', 'users.write'), false],
    [without('ADMIN', 'security.write'), false],
    [without('ANALYST'), false],
  ])('%j is an administrator who can help the others: %s', (subject, full) => expect(isFullAdmin(subject)).toBe(full));

  it('nobody gives what was taken away from himself', () => {
    const giver = without('ADMIN', 'privacy.reveal', 'webhooks.write');
    expect(beyondGiver(giver, without('ADMIN'))).toEqual(['privacy.reveal', 'webhooks.write']);
    expect(beyondGiver(giver, without('ANALYST'))).toEqual(['privacy.reveal']);
    expect(beyondGiver(giver, without('ANALYST', 'privacy.reveal'))).toEqual([]);
    expect(beyondGiver(giver, without('VIEWER'))).toEqual([]);
    expect(beyondGiver(without('ADMIN'), without('ANALYST'))).toEqual([]);
  });
});
