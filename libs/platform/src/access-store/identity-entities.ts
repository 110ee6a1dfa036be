import { EntitySchema } from 'typeorm';

import { SCHEMA, time } from './columns';
import type { LinkedIdentity, ProviderFlow } from './identity-store';

export const IdentityEntity = new EntitySchema<LinkedIdentity>({
  name: 'Identity',
  schema: SCHEMA,
  tableName: 'identity',
  columns: {
    issuer: { type: 'text', primary: true },
    subject: { type: 'text', primary: true },
    user: {
      ...{ type: 'uuid', name: 'user_id', unique: true },
      foreignKey: { target: 'Account', onDelete: 'CASCADE' },
    },
    linkedAt: time('linked_at'),
  },
});

export const ProviderFlowEntity = new EntitySchema<ProviderFlow>({
  name: 'ProviderFlow',
  schema: SCHEMA,
  tableName: 'provider_flow',
  columns: {
    hash: { type: 'text', primary: true },
    purpose: { type: 'text' },
    user: { type: 'uuid', name: 'user_id', nullable: true },
    session: { type: 'uuid', name: 'session_id', nullable: true },
    permission: { type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    invitation: { type: 'text', nullable: true },
    startedAt: time('started_at'),
    expiresAt: time('expires_at'),
  },
});
