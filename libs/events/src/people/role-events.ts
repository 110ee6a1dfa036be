import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const base = z.enum(['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER']);
const id = z.uuid();
/** As shown; compared without regard to case. */
const name = z.string().min(1).max(40);
/** Permissions of the base that the role does not have. */
const without = z.array(z.string().min(1).max(60)).max(200);
const said = {
  /** Why, in the words of who did it. */
  reason: z.string().min(1).max(500),
  /** `user:<id>`. */
  by: z.string().min(1).max(120),
  /** µs since 1970 UTC. */
  at: z.number().int(),
};

/** Stream `role-all`: there is a role that has what its base has, without some of it. */
export const RoleDefined = defineEvent({
  type: 'domain.RoleDefined',
  version: 1,
  schema: z.object({ role: id, name, base, without, ...said }),
});

/** The role has another name, or takes other permissions away; acts at once on whoever has it. Its base stays. */
export const RoleChanged = defineEvent({
  type: 'domain.RoleChanged',
  version: 1,
  schema: z.object({ role: id, name, without, before: z.object({ name, without }), ...said }),
});

/** Nobody had the role, and nobody can be given it from now on. */
export const RoleRemoved = defineEvent({
  type: 'domain.RoleRemoved',
  version: 1,
  schema: z.object({ role: id, ...said }),
});
