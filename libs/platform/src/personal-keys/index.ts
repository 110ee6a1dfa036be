export { beginNextMasterKey, MasterKey, masterKey, MasterKeyMismatch, putNextMasterKey } from './master-key';
export { PostgresSubjectKeys } from './postgres-subject-keys';
export { KeysInUse, rewrapSubjectKeys } from './rewrap-subject-keys';
