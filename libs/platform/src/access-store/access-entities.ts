import { EntitySchema } from 'typeorm';

import type { Account, InvitationLink, Session, StoredToken } from './access-store';
import { SCHEMA, time, timeOrNull } from './columns';
import { ChallengeEntity, FactorEntity, RecoveryCodeEntity, StepUpEntity } from './factor-entities';
import { IdentityEntity, ProviderFlowEntity } from './identity-entities';
import { AccountProposalEntity } from './proposal-entities';

/** A person's name and password as stored: `nameKey` is what names are compared by. */
export interface StoredAccount extends Account {
  readonly nameKey: string;
  readonly createdAt: number;
  /** Of the last use of a session; kept when the session is gone. */
  readonly seenAt: number | null;
  /** Place in the user's stream of the event that set the password; -1 = from before these were counted, or none did. */
  readonly passwordRevision: number;
}

/** A link that lets one person make the first account. */
export interface BootstrapLink {
  /** SHA-256 of what the link carries, hex. */
  readonly hash: string;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

export const AccountEntity = new EntitySchema<StoredAccount>({
  name: 'Account',
  schema: SCHEMA,
  tableName: 'account',
  columns: {
    user: { type: 'uuid', name: 'user_id', primary: true },
    name: { type: 'text' },
    nameKey: { type: 'text', name: 'name_key', unique: true },
    passwordHash: { type: 'text', name: 'password_hash', nullable: true },
    createdAt: { ...time('created_at'), createDate: true },
    seenAt: timeOrNull('seen_at'),
    passwordRevision: { type: 'integer', name: 'password_revision', default: -1 },
  },
});

export const InvitationEntity = new EntitySchema<InvitationLink>({
  name: 'Invitation',
  schema: SCHEMA,
  tableName: 'invitation',
  columns: {
    user: { type: 'uuid', name: 'user_id', primary: true, foreignKey: { target: 'Account', onDelete: 'CASCADE' } },
    hash: { type: 'text', unique: true },
    expiresAt: time('expires_at'),
  },
});

export const BootstrapLinkEntity = new EntitySchema<BootstrapLink>({
  name: 'BootstrapLink',
  schema: SCHEMA,
  tableName: 'bootstrap_link',
  columns: {
    hash: { type: 'text', primary: true },
    expiresAt: time('expires_at'),
    usedAt: timeOrNull('used_at'),
  },
});

export const SessionEntity = new EntitySchema<Session>({
  name: 'Session',
  schema: SCHEMA,
  tableName: 'session',
  columns: {
    id: { type: 'uuid', primary: true },
    user: { type: 'uuid', name: 'user_id', foreignKey: { target: 'Account' } },
    generation: { type: 'integer' },
    binding: { type: 'text' },
    ip: { type: 'text' },
    agent: { type: 'text' },
    createdAt: time('created_at'),
    rotatedAt: time('rotated_at'),
    endedAt: timeOrNull('ended_at'),
    factor: { type: 'text', nullable: true },
    factorAt: timeOrNull('factor_at'),
  },
});

export const TokenEntity = new EntitySchema<StoredToken>({
  name: 'Token',
  schema: SCHEMA,
  tableName: 'token',
  columns: {
    id: { type: 'uuid', primary: true },
    hash: { type: 'text', unique: true },
    grant: { type: 'jsonb', name: 'grant_json' },
    expiresAt: time('expires_at'),
    revokedAt: timeOrNull('revoked_at'),
    name: { type: 'text' },
    owner: { type: 'uuid', name: 'owner_id', nullable: true },
    createdAt: time('created_at'),
    usedAt: timeOrNull('used_at'),
  },
});

/** Every table of schema `access`. Migrations make them; TypeORM never does by itself. */
export const ACCESS_ENTITIES = [
  ...[AccountEntity, BootstrapLinkEntity, InvitationEntity, SessionEntity, TokenEntity],
  ...[FactorEntity, RecoveryCodeEntity, ChallengeEntity, StepUpEntity],
  ...[IdentityEntity, ProviderFlowEntity, AccountProposalEntity],
];
