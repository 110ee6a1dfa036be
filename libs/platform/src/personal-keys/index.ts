export { MasterKey, masterKey, MasterKeyMismatch } from './master-key';
export { PostgresSubjectKeys } from './postgres-subject-keys';
