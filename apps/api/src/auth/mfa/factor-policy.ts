import { FACTOR_ROLES, type Role } from '@wireledger/access';

import type { SecurityPolicy } from '../../security/security-policy';

/** Which roles' people need a second factor before anything else: those of the permission matrix, and those that the settings add. */
export class FactorPolicy {
  constructor(
    private readonly security: Pick<SecurityPolicy, 'now'>,
    private readonly roles: readonly Role[] = FACTOR_ROLES,
  ) {}

  demands(role: Role): boolean {
    return this.roles.includes(role) || (!FACTOR_ROLES.includes(role) && this.security.now.factorRoles.includes(role));
  }
}
