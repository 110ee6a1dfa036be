import { EntitySchema, type ValueTransformer } from 'typeorm';

import { SCHEMA, time } from './columns';
import type { Challenge, StepUp, StoredCode, StoredFactor } from './factor-store';

/** bigint in the table, which the driver hands on as text; steps of 30 s stay far below 2^53. */
const whole: ValueTransformer = { to: (value: number) => value, from: (value: string) => Number(value) };

export const FactorEntity = new EntitySchema<StoredFactor>({
  name: 'Factor',
  schema: SCHEMA,
  tableName: 'factor',
  columns: {
    user: { type: 'uuid', name: 'user_id', primary: true, foreignKey: { target: 'Account' } },
    secret: { type: 'text' },
    lastStep: { type: 'bigint', name: 'last_step', transformer: whole },
    enrolledAt: time('enrolled_at'),
  },
});

export const RecoveryCodeEntity = new EntitySchema<StoredCode>({
  name: 'RecoveryCode',
  schema: SCHEMA,
  tableName: 'recovery_code',
  columns: {
    id: { type: 'uuid', primary: true },
    user: { type: 'uuid', name: 'user_id', foreignKey: { target: 'Account' } },
    tag: { type: 'text' },
    hash: { type: 'text' },
  },
});

/** A challenge as stored, with the tries that it had. */
export interface StoredChallenge extends Challenge {
  readonly tries: number;
}

export const ChallengeEntity = new EntitySchema<StoredChallenge>({
  name: 'Challenge',
  schema: SCHEMA,
  tableName: 'challenge',
  columns: {
    hash: { type: 'text', primary: true },
    user: { type: 'uuid', name: 'user_id', foreignKey: { target: 'Account' } },
    purpose: { type: 'text' },
    session: { type: 'uuid', name: 'session_id', nullable: true },
    sessionVersion: { type: 'integer', name: 'session_version' },
    secret: { type: 'text', nullable: true },
    tries: { type: 'integer' },
    expiresAt: time('expires_at'),
  },
});

export const StepUpEntity = new EntitySchema<StepUp>({
  name: 'StepUp',
  schema: SCHEMA,
  tableName: 'step_up',
  columns: {
    session: { type: 'uuid', name: 'session_id', primary: true, foreignKey: { target: 'Session' } },
    permission: { type: 'text', primary: true },
    reason: { type: 'text' },
    method: { type: 'text' },
    at: time('granted_at'),
  },
});
