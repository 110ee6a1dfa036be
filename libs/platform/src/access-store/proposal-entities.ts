import { EntitySchema } from 'typeorm';

import { SCHEMA, time } from './columns';
import type { AccountProposal } from './proposal-store';

export const AccountProposalEntity = new EntitySchema<AccountProposal>({
  name: 'AccountProposal',
  schema: SCHEMA,
  tableName: 'account_proposal',
  columns: {
    id: { type: 'uuid', primary: true },
    user: { type: 'uuid', name: 'user_id', foreignKey: { target: 'Account', onDelete: 'CASCADE' } },
    passwordHash: { type: 'text', name: 'password_hash', nullable: true },
    madeAt: time('made_at'),
  },
});
