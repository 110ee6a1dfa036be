import type { Scope } from './scope';
import { scopeWithin, tokenRoles } from './within';

describe('roles of tokens', () => {
  it.each([
    ['ADMIN', ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER']],
    ['OPERATOR', ['OPERATOR', 'VIEWER']],
    ['ANALYST', ['ANALYST', 'VIEWER']],
    ['AUDITOR', ['AUDITOR']],
    ['VIEWER', ['VIEWER']],
  ] as const)('of %s', (own, roles) => expect(tokenRoles(own)).toEqual(roles));
});

describe('a scope within another', () => {
  const outer: Scope = { ip: ['10.0.0.0/8', '2001:db8::/33'], sensor: ['edge', 'core'] };
  it.each<[Scope | null, Scope | null, boolean]>([
    [null, null, true],
    [outer, null, true],
    [null, outer, false],
    [outer, outer, true],
    [{ ip: ['10.1.0.0/16', '10.255.255.255'], sensor: ['edge'] }, outer, true],
    [{ ip: ['10.1.0.0/16'], sensor: ['edge'], port: [53] }, outer, true],
    [{ ip: ['2001:db8:7fff::1'], sensor: ['edge'] }, outer, true],
    [{ ip: ['2001:db8:8000::1'], sensor: ['edge'] }, outer, false],
    [{ ip: ['0.0.0.0/0'], sensor: ['edge'] }, outer, false],
    [{ ip: ['10.0.0.0/7'], sensor: ['edge'] }, outer, false],
    [{ ip: ['10.1.0.0/16', '11.0.0.0/16'], sensor: ['edge'] }, outer, false],
    [{ ip: ['::ffff:10.1.0.0/112'], sensor: ['edge'] }, outer, false],
    [{ ip: ['10.1.0.0/16'] }, outer, false],
    [{ sensor: ['edge'] }, outer, false],
    [{ port: [53] }, { port: [53, 443] }, true],
    [{ port: [53, 80] }, { port: [53, 443] }, false],
    [{ proto: [6] }, { proto: [6] }, true],
    [{ proto: [17] }, { proto: [6] }, false],
  ])('%j within %j: %s', (inner, other, expected) => expect(scopeWithin(inner, other)).toBe(expected));
});
