import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { scope } from './scope';

const narrowed = { scope: scope.optional() };

/**
 * What a token may do: a role (user token `wl_u_…`) or a kind of service (`wl_s_…`), within a scope when it has one. `clear`: a service reads
 * addresses and names in clear that its kind reads masked.
 */
const grant = z.discriminatedUnion('is', [
  z.object({ is: z.literal('role'), role: z.enum(['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER']), ...narrowed }),
  z.object({
    is: z.literal('kind'),
    kind: z.enum(['sensor', 'tool-read', 'tool-write', 'export']),
    clear: z.boolean().optional(),
    ...narrowed,
  }),
]);

/**
 * Stream `token-<id>`. The token itself is nowhere in the log. `expiresAt` is µs since 1970 UTC. `owner`: the user whose token it is and
 * whose rights it never exceeds; absent for those made on the host and for services. `replaces`: the token whose place it took, which was
 * revoked then.
 */
export const TokenIssued = defineEvent({
  type: 'domain.TokenIssued',
  version: 1,
  schema: z.object({
    token: z.uuid(),
    grant,
    expiresAt: z.number().int(),
    name: z.string().min(1).max(64).optional(),
    owner: z.uuid().optional(),
    replaces: z.uuid().optional(),
    reason: z.string().max(500).optional(),
  }),
});

export const TokenRevoked = defineEvent({
  type: 'domain.TokenRevoked',
  version: 1,
  schema: z.object({ token: z.uuid(), reason: z.string().max(500) }),
});
