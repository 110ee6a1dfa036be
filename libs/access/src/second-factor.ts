import { ROLES, type Role } from './matrix';
import rbac from './rbac.json';

/** Milliseconds that a step-up holds for. */
export const STEP_UP_MS = rbac.secondFactor.freshSeconds * 1000;

const known = (name: string): Role => {
  const role = ROLES.find((one) => one === name);
  if (!role) throw new Error(`rbac.json: ${name}, which is to have a second factor, is no role`);
  return role;
};

/** Roles whose people need a second factor before anything else. */
export const FACTOR_ROLES: readonly Role[] = rbac.secondFactor.required.map(known);
