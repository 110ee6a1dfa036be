import { FACTOR_ROLES, type Role } from '@wireledger/access';

/** Which roles' people need a second factor before anything else. */
export class FactorPolicy {
  constructor(private readonly roles: readonly Role[] = FACTOR_ROLES) {}

  demands(role: Role): boolean {
    return this.roles.includes(role);
  }
}
