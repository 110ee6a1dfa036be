import { parsePrefix } from '@wireledger/kernel';

import { can, type Decision } from './can';
import { PERMISSIONS, type Role, ROLES } from './matrix';
import type { Scope } from './scope';

/** How much a decision lets pass. A second factor and all of it are the same reach: they differ in how it is asked for. */
const REACH: Readonly<Record<Decision, number>> = { deny: 0, own: 1, limited: 2, masked: 2, stepUp: 3, allow: 3 };

const reaches = (own: Role, token: Role): boolean =>
  PERMISSIONS.every(
    (permission) =>
      REACH[can({ party: token, token: true }, permission)] <= REACH[can({ party: own, token: false }, permission)],
  );

const TOKEN_ROLES: ReadonlyMap<Role, readonly Role[]> = new Map(
  ROLES.map((own) => [own, ROLES.filter((role) => own === 'ADMIN' || reaches(own, role))]),
);

/**
 * Roles that a token of a person in this role may have: those that may do nothing which he may not. Administrators give out every role, to
 * people and tokens alike.
 */
export const tokenRoles = (own: Role): readonly Role[] => TOKEN_ROLES.get(own) ?? [];

function prefixWithin(inner: string, outer: string): boolean {
  const [small, great] = [parsePrefix(inner), parsePrefix(outer)];
  if (!small || !great || small.bytes.length !== great.bytes.length || small.length < great.length) return false;
  const whole = Math.floor(great.length / 8);
  const rest = great.length % 8;
  const mask = rest === 0 ? 0 : (0xff << (8 - rest)) & 0xff;
  return (
    small.bytes.subarray(0, whole).every((byte, i) => byte === great.bytes[i]) &&
    (rest === 0 || ((small.bytes[whole] ?? 0) & mask) === ((great.bytes[whole] ?? 0) & mask))
  );
}

const isWithin = <T>(inner: readonly T[] | undefined, outer: readonly T[] | undefined): boolean =>
  outer === undefined || (inner?.every((value) => outer.includes(value)) ?? false);

/** Whether a scope sees nothing that another one does not see: each of its conditions is at least as narrow. */
export function scopeWithin(inner: Scope | null, outer: Scope | null): boolean {
  if (outer === null) return true;
  if (inner === null) return false;
  const ips =
    outer.ip === undefined || (inner.ip?.every((ip) => outer.ip?.some((in_) => prefixWithin(ip, in_))) ?? false);
  return (
    ips &&
    isWithin(inner.port, outer.port) &&
    isWithin(inner.proto, outer.proto) &&
    isWithin(inner.sensor, outer.sensor)
  );
}
